//! Visitors with the chat open write at a fixed rate; each of their agents sees it on an open workbench. Measured: the time
//! to the acknowledgement and to the agent's screen, and what that took. Opening conversations is not measured here.

use crate::check::{self, Acknowledged};
use crate::open_loop::{self, Plan, Sent, now};
use crate::program::{Program, Used, disk_sync};
use crate::report::{Costs, Report, Screens, Times};
use crate::shop::{Shop, Shown};
use crate::{Result, report};
use clap::Args;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// As the product limits a visitor: so many at once, then so many a second.
const BURST: usize = 300;
const PER_SECOND: usize = 5;
/// How long after the last frame an agent's screen is still waited for.
const FRAMES_WITHIN: Duration = Duration::from_secs(10);

#[derive(Args)]
pub struct Chat {
    /// The program to measure.
    #[arg(long)]
    program: PathBuf,
    /// Where data folders are made; best on the disk that is to be measured.
    #[arg(long)]
    scratch: PathBuf,
    /// An empty PostgreSQL database; SQLite on a fresh data folder without it.
    #[arg(long)]
    database: Option<String>,
    /// Agents with an open workbench.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    agents: u32,
    /// Visitors with the chat open.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    visitors: u32,
    /// Messages a second, by all visitors together.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    rate: u32,
    /// How long it is measured.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..))]
    seconds: u32,
    /// How long it runs before, unmeasured; at least until every visitor has written once.
    #[arg(long, default_value_t = 3)]
    warm_up: u32,
    /// Writes the result here too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

type Sendings = Vec<Sent<std::result::Result<String, String>>>;

pub async fn run(asked: &Chat) -> Result<Report> {
    let warm_up = (asked.rate as usize * asked.warm_up as usize).max(asked.visitors as usize);
    let count = asked.rate as usize * asked.seconds as usize;
    fits_the_limits(asked, warm_up + count)?;
    std::fs::create_dir_all(&asked.scratch)?;
    let folder = tempfile::Builder::new().prefix("chat-").tempdir_in(&asked.scratch)?;
    let disk = disk_sync(folder.path())?;
    let program = Program::start(&asked.program, folder.path(), asked.database.as_deref())?;
    let (shop, visitors, mut screens) = opens(asked, &program).await?;

    eprintln!("Warming up with {warm_up} messages …");
    let early = write(&shop, &visitors, Plan { start: now(), per_second: asked.rate, count: warm_up }, 0).await;
    eprintln!("Measuring {count} messages, {} a second …", asked.rate);
    let before = (program.used()?, Used::by("self")?);
    let plan = Plan { start: now(), per_second: asked.rate, count };
    let sendings = write(&shop, &visitors, plan, warm_up).await;
    let after = (program.used()?, Used::by("self")?);

    let mut acknowledged = acknowledged(&early, 0);
    acknowledged.extend(self::acknowledged(&sendings, warm_up));
    let due = |number: usize| number.checked_sub(warm_up).map(|n| plan.due(n));
    let (delivery, screens) = until_shown(&mut screens, &acknowledged, due).await?;
    eprintln!("Looking for {} acknowledged messages in the store …", acknowledged.len());
    let answered = sendings.iter().filter(|sent| sent.outcome.is_ok());
    let report = Report {
        scenario: "chat",
        program: asked.program.display().to_string(),
        database: if asked.database.is_some() { "postgres" } else { "sqlite" },
        agents: asked.agents,
        visitors: asked.visitors,
        rate: asked.rate,
        seconds: asked.seconds,
        sent: count,
        refused: refused(&sendings),
        acknowledgement: Times::of(answered.map(|sent| sent.took))?,
        delivery,
        lateness: Times::of(sendings.iter().map(|sent| sent.late))?,
        disk_sync_us: disk.as_micros() as u64,
        costs: Costs::between(before, after, count),
        screens,
        store: check::check(&shop, &acknowledged).await?,
    };
    report::show(&report, asked.json.as_deref())?;
    Ok(report)
}

/// Refusals would be measured as quick answers.
fn fits_the_limits(asked: &Chat, messages: usize) -> Result<()> {
    let each = messages.div_ceil(asked.visitors as usize);
    if each <= BURST + PER_SECOND * asked.seconds as usize {
        return Ok(());
    }
    Err(format!("Each visitor would write {each} messages, more than the desk lets one write: take more visitors.")
        .into())
}

async fn opens(asked: &Chat, program: &Program) -> Result<(Shop, Vec<String>, UnboundedReceiver<Shown>)> {
    let shop = Shop::opens(program).await?;
    eprintln!("Hiring {} agents, greeting {} visitors …", asked.agents, asked.visitors);
    let (shown, screens) = unbounded_channel();
    // Room for twice the even share, so that nobody waits in the queue.
    let capacity = (asked.visitors.div_ceil(asked.agents) * 2) as usize;
    for agent in 0..asked.agents as usize {
        shop.hires(agent, capacity, shown.clone()).await?;
    }
    let mut visitors = Vec::new();
    for _ in 0..asked.visitors {
        visitors.push(shop.greets().await?);
    }
    Ok((shop, visitors, screens))
}

/// Visitors take turns; message `n` of the plan has the number `first + n` in its text.
async fn write(shop: &Shop, visitors: &[String], plan: Plan, first: usize) -> Sendings {
    let (shop, visitors) = (shop.clone(), visitors.to_vec());
    open_loop::run(plan, move |n| {
        let (shop, visitor, number) = (shop.clone(), visitors[(first + n) % visitors.len()].clone(), first + n);
        async move {
            let said = shop.says(&visitor, &format!("bench-{number}"), &check::text(number)).await;
            said.map_err(|why| why.to_string())
        }
    })
    .await
}

fn acknowledged(sendings: &Sendings, first: usize) -> Acknowledged {
    sendings.iter().filter_map(|sent| Some((first + sent.number, sent.outcome.clone().ok()?))).collect()
}

fn refused(sendings: &Sendings) -> BTreeMap<String, usize> {
    let mut reasons = BTreeMap::new();
    for why in sendings.iter().filter_map(|sent| sent.outcome.as_ref().err()) {
        *reasons.entry(why.clone()).or_default() += 1;
    }
    reasons
}

/// Takes frames until everything acknowledged was on a screen. Only what has a due moment is timed.
async fn until_shown(
    screens: &mut UnboundedReceiver<Shown>,
    acknowledged: &Acknowledged,
    due: impl Fn(usize) -> Option<std::time::Instant>,
) -> Result<(Times, Screens)> {
    let (mut seen, mut doubled, mut missing) = (HashMap::new(), 0, acknowledged.len());
    while missing > 0
        && let Ok(Some(shown)) = tokio::time::timeout(FRAMES_WITHIN, screens.recv()).await
    {
        let Some(number) = check::number(&shown.text) else { continue };
        match seen.get(&number) {
            None => {
                missing -= usize::from(acknowledged.contains_key(&number));
                seen.insert(number, (shown.agent, shown.at));
            }
            Some((agent, _)) => doubled += usize::from(*agent == shown.agent),
        }
    }
    let took = seen.iter().filter_map(|(number, (_, at))| Some(at.saturating_duration_since(due(*number)?)));
    Ok((Times::of(took)?, Screens { missing, doubled }))
}

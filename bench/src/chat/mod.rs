//! Visitors with the chat open write; their agents' workbenches and their own pages see it. Yingke beside the floor, in
//! windows that take turns, so that both meet the same machine.

mod plan;
mod show;

use crate::check::{self, Checked};
use crate::house::{House, People, Screens};
use crate::probe::Probe;
use crate::stats::Interval;
use crate::sustained;
use crate::window::Window;
use crate::{Place, Result};
use clap::Args;
use plan::Plan;
use serde::Serialize;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Args)]
pub struct Chat {
    #[command(flatten)]
    pub place: Place,
    /// An empty PostgreSQL database, to measure Yingke on it too.
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
    /// Agents with an open workbench.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    agents: u32,
    /// Visitors with the chat open.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    visitors: u32,
    #[command(flatten)]
    plan: Plan,
    /// Writes the result here too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Everything about one house.
#[derive(Serialize)]
pub struct Measured {
    pub name: &'static str,
    /// At the given rate, in the order of the pairs.
    pub even: Vec<Window>,
    /// With a slower disk: milliseconds more → windows.
    pub slow: Vec<(u64, Vec<Window>)>,
    /// At the busy rate.
    pub busy: Vec<Window>,
    /// Highest rates that were kept up with.
    pub sustained: Vec<u32>,
    pub screens: Screens,
    pub store: Option<Checked>,
}

#[derive(Serialize)]
pub struct Report {
    pub scenario: &'static str,
    pub agents: u32,
    pub visitors: u32,
    pub rate: u32,
    pub busy_rate: u32,
    pub sustained_p99_ms: f64,
    pub pairs: usize,
    /// Pairs of windows that others disturbed; they are measured anew.
    pub discarded: usize,
    pub houses: Vec<Measured>,
    /// Yingke on SQLite by the floor, pair by pair.
    pub p50_ratio: Interval,
    pub p99_ratio: Interval,
    pub sustained_ratio: Interval,
    pub busy_cpu_us: Interval,
}

impl Report {
    pub fn kept(&self) -> bool {
        self.houses.iter().all(|house| {
            let Screens { missing, doubled } = house.screens;
            missing + doubled + house.store.map_or(0, |store| store.lost + store.doubled) == 0
        })
    }
}

struct Side {
    house: House,
    found: Measured,
}

pub async fn run(asked: &Chat) -> Result<bool> {
    let people = People { agents: asked.agents as usize, visitors: asked.visitors as usize, listeners: 0 };
    let Place { program, scratch } = &asked.place;
    eprintln!("Hiring {} agents, greeting {} visitors …", asked.agents, asked.visitors);
    let mut sides = vec![Side::of(House::floor(scratch, people)?)];
    sides.push(Side::of(House::yingke(program, scratch, None, people).await?));
    if let Some(url) = &asked.postgres {
        sides.push(Side::of(House::yingke(program, scratch, Some(url), people).await?));
    }
    let plan = asked.plan;
    let measuring = tokio::task::spawn_blocking(move || {
        let discarded = measure(&mut sides, &plan)?;
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>((sides, discarded))
    });
    let (mut sides, discarded) = measuring.await??;
    for side in &mut sides {
        let house = &side.house;
        eprintln!("Looking for {} acknowledged messages in {} …", house.acknowledged.len(), house.name);
        side.found.store = Some(check::check(house).await?);
        side.found.screens = side.house.screens;
    }
    let report = report(asked, sides, discarded);
    show::show(&report);
    if let Some(file) = &asked.json {
        std::fs::write(file, serde_json::to_string_pretty(&report)? + "\n")?;
    }
    Ok(report.kept())
}

impl Side {
    fn of(house: House) -> Side {
        let (name, even, slow, busy, sustained) = (house.name, Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let found = Measured { name, even, slow, busy, sustained, screens: Screens::default(), store: None };
        Side { house, found }
    }
}

/// Gives how many rounds were discarded.
fn measure(sides: &mut [Side], plan: &Plan) -> Result<usize> {
    let probe = Probe::start(sides.iter().map(|side| side.house.program.process()).collect());
    for side in sides.iter_mut() {
        side.house.warms_up(plan.rate, plan.warm_up)?;
    }
    let (even, mut discarded) = rounds(sides, &probe, plan, (plan.rate, plan.pairs))?;
    sides.iter_mut().zip(even).for_each(|(side, windows)| side.found.even = windows);
    for milliseconds in plan.slow() {
        eprintln!("A disk that is {milliseconds} ms slower …");
        slower(sides, milliseconds)?;
        let (slow, more) = rounds(sides, &probe, plan, (plan.rate, plan.slow_pairs))?;
        discarded += more;
        sides.iter_mut().zip(slow).for_each(|(side, windows)| side.found.slow.push((milliseconds, windows)));
    }
    slower(sides, 0)?;
    let (busy, more) = rounds(sides, &probe, plan, (plan.busy_rate, plan.busy_pairs))?;
    discarded += more;
    sides.iter_mut().zip(busy).for_each(|(side, windows)| side.found.busy = windows);
    for _ in 0..plan.searches {
        for measured in 0..sides.len() {
            sustained(sides, measured, &probe, plan)?;
        }
    }
    Ok(discarded)
}

fn sustained(sides: &mut [Side], measured: usize, probe: &Probe, plan: &Plan) -> Result<()> {
    let (earlier, rest) = sides.split_at_mut(measured);
    let (side, later) = rest.split_first_mut().ok_or("nobody to measure")?;
    let mut others: Vec<&mut Side> = earlier.iter_mut().chain(later).collect();
    let others_stay = || others.iter_mut().try_for_each(|other| other.house.crowd.stays());
    let found = sustained::search(&mut side.house, probe, plan.search(), others_stay)?;
    side.found.sustained.push(found);
    Ok(())
}

fn slower(sides: &[Side], milliseconds: u64) -> Result<()> {
    sides.iter().try_for_each(|side| side.house.program.disk.slower_by(Duration::from_millis(milliseconds)))
}

/// Everybody in turn, as many rounds as are wanted; a round with a disturbed window is measured anew, as often again at most.
fn rounds(
    sides: &mut [Side],
    probe: &Probe,
    plan: &Plan,
    (rate, wanted): (u32, usize),
) -> Result<(Vec<Vec<Window>>, usize)> {
    let (mut kept, mut discarded) = (vec![Vec::new(); sides.len()], 0);
    while kept[0].len() < wanted {
        let round: Result<Vec<Window>> =
            sides.iter_mut().map(|side| Window::measured(&mut side.house, probe, rate, plan.seconds)).collect();
        let round = round?;
        let p99: Vec<String> = round.iter().map(|window| format!("{:.2}", window.acknowledged.p99_ms)).collect();
        let disturbed = round.iter().any(|window| window.disturbance.is_great());
        let said = if disturbed { "  (disturbed)" } else { "" };
        eprintln!("  {rate}/s: p99 {} ms{said}", p99.join(" / "));
        if disturbed && discarded < wanted.max(2) && !plan.keep_disturbed {
            discarded += 1;
            continue;
        }
        kept.iter_mut().zip(round).for_each(|(windows, window)| windows.push(window));
    }
    Ok((kept, discarded))
}

fn report(asked: &Chat, sides: Vec<Side>, discarded: usize) -> Report {
    let houses: Vec<Measured> = sides.into_iter().map(|side| side.found).collect();
    let (floor, ours) = (&houses[0], &houses[1]);
    let ratio = |of: fn(&Window) -> f64| {
        let pairs = floor.even.iter().zip(&ours.even);
        Interval::of(&pairs.map(|(floor, ours)| of(ours) / of(floor)).collect::<Vec<_>>())
    };
    let sustained = floor.sustained.iter().zip(&ours.sustained);
    let sustained: Vec<f64> = sustained.map(|(floor, ours)| f64::from(*ours) / f64::from(*floor)).collect();
    let busy: Vec<f64> = ours.busy.iter().map(|window| window.per_message.cpu_us).collect();
    Report {
        scenario: "chat",
        agents: asked.agents,
        visitors: asked.visitors,
        rate: asked.plan.rate,
        busy_rate: asked.plan.busy_rate,
        sustained_p99_ms: asked.plan.sustained_p99_ms,
        pairs: floor.even.len(),
        discarded,
        p50_ratio: ratio(|window| window.acknowledged.p50_ms),
        p99_ratio: ratio(|window| window.acknowledged.p99_ms),
        sustained_ratio: Interval::of(&sustained),
        busy_cpu_us: Interval::of(&busy),
        houses,
    }
}

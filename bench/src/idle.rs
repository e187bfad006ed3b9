//! What a visitor costs who has the chat open and says nothing.

use crate::house::{House, People};
use crate::{Place, Result, report};
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Args)]
pub struct Idle {
    #[command(flatten)]
    pub place: Place,
    #[arg(long, default_value_t = 9_000)]
    visitors: usize,
    /// Seconds of quiet before memory is looked at, longer than between two heartbeats.
    #[arg(long, default_value_t = 30)]
    settle: u64,
    /// Writes the result here too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[derive(Serialize)]
struct Found {
    scenario: &'static str,
    visitors: usize,
    rss_without_kb: u64,
    rss_with_kb: u64,
    kb_each: f64,
    /// Processors in use while nobody says anything.
    cpu: f64,
}

pub async fn run(asked: &Idle) -> Result<bool> {
    let people = People { agents: 1, visitors: 0, listeners: asked.visitors };
    eprintln!("Greeting {} visitors …", asked.visitors);
    let house = House::still_closed(&asked.place.program, &asked.place.scratch, None, people).await?;
    let settle = Duration::from_secs(asked.settle);
    let found = tokio::task::spawn_blocking(move || rest(house, settle)).await??;
    println!("\nidle: {} visitors with the chat open", found.visitors);
    println!(
        "memory                {} MiB without, {} MiB with",
        found.rss_without_kb / 1_024,
        found.rss_with_kb / 1_024
    );
    println!("CPU                   {:.3} of a processor\n", found.cpu);
    report::target("KiB a visitor", format!("{:.1}", found.kb_each), "≤ 16", found.kb_each <= 16.0);
    if let Some(file) = &asked.json {
        std::fs::write(file, serde_json::to_string_pretty(&found)? + "\n")?;
    }
    Ok(true)
}

fn rest(mut house: House, settle: Duration) -> Result<Found> {
    house.crowd.listen(settle)?;
    let without = house.program.used()?;
    let visitors = house.crowd.lines() - 1;
    let mut house = house.comes_in()?;
    house.crowd.listen(settle)?;
    let before = house.program.used()?;
    house.crowd.listen(settle)?;
    let with = house.program.used()?;
    if house.crowd.lost_lines > 0 {
        return Err(format!("{} sockets were closed", house.crowd.lost_lines).into());
    }
    Ok(Found {
        scenario: "idle",
        visitors,
        rss_without_kb: without.rss_kb,
        rss_with_kb: with.rss_kb,
        kb_each: with.rss_kb.saturating_sub(without.rss_kb) as f64 / visitors.max(1) as f64,
        cpu: (with.cpu - before.cpu).as_secs_f64() / settle.as_secs_f64().max(0.01),
    })
}

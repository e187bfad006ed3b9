//! The instrument measured with itself, against a null echo, and the floor shown to be good: before either, no ratio proves
//! anything.

use crate::Result;
use crate::house::{House, People};
use crate::probe::Probe;
use crate::report;
use crate::stats::Interval;
use crate::sustained::{Search, search};
use crate::window::Window;
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;

#[derive(Args)]
pub struct Alone {
    #[command(flatten)]
    pub place: crate::Place,
    #[arg(long, default_value_t = 100)]
    agents: usize,
    #[arg(long, default_value_t = 1_000)]
    visitors: usize,
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..))]
    rate: u32,
    /// Of each window.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    seconds: u32,
    /// At the given rate; the middle one of them is shown.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    windows: u32,
    /// The highest rate that is tried.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..))]
    highest: u32,
    /// Writes the result here too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[derive(Clone, Copy)]
pub enum What {
    Echo,
    Floor,
}

#[derive(Serialize)]
struct Found {
    what: &'static str,
    windows: Vec<Window>,
    sustained: u32,
}

const P99_MS: f64 = 50.0;

pub fn run(asked: &Alone, what: What) -> Result<bool> {
    let people = People { agents: asked.agents, visitors: asked.visitors, listeners: 0 };
    let mut house = match what {
        What::Echo => House::echo(&asked.place.scratch, people)?,
        What::Floor => House::floor(&asked.place.scratch, people)?,
    };
    let probe = Probe::start(vec![house.program.process()]);
    house.warms_up(asked.rate, 1)?;
    let windows: Result<Vec<Window>> =
        (0..asked.windows).map(|_| Window::measured(&mut house, &probe, asked.rate, asked.seconds)).collect();
    let mut windows = windows?;
    let plan = Search {
        from: (asked.rate * 4).min(asked.highest),
        seconds: asked.seconds.min(3),
        p99_ms: P99_MS,
        highest: asked.highest,
    };
    let sustained = search(&mut house, &probe, plan, || Ok(()))?;
    windows.sort_by(|one, other| one.acknowledged.p99_ms.total_cmp(&other.acknowledged.p99_ms));
    let found = Found { what: house.name, windows, sustained };
    show(&found);
    if let What::Floor = what {
        is_good(&found);
    }
    if let Some(file) = &asked.json {
        std::fs::write(file, serde_json::to_string_pretty(&found)? + "\n")?;
    }
    Ok(true)
}

fn show(found: &Found) {
    let middle = &found.windows[found.windows.len() / 2];
    println!("\n{}, {} messages/s, the middle of {} windows", found.what, middle.rate, found.windows.len());
    report::times(middle);
    println!("sustained             {}/s with p99 ≤ {P99_MS} ms", found.sustained);
}

/// What the floor has to be on a quiet machine. One that is not makes every ratio to it look better than it is.
fn is_good(found: &Found) {
    let rate = found.windows[0].rate;
    let p99: Vec<f64> = found.windows.iter().map(|window| window.acknowledged.p99_ms).collect();
    let p99 = Interval::of(&p99);
    println!();
    report::target(&format!("the floor's p99 at {rate}/s, ms"), p99, "≤ 1", p99.middle <= 1.0);
    report::target("the floor's sustained rate, /s", found.sustained, "≥ 15000", found.sustained >= 15_000);
}

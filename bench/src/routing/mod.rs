//! Whether giving out conversations slows down with the number of agents and of those who wait: choosing alone, and the
//! real program from the moment room appears to the agent's screen, next to the time a chat message takes there.

mod choosing;
mod client;
mod rooms;
mod seed;

use crate::Place;
use crate::Result;
use crate::report::target;
use crate::stats::Times;
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;

#[derive(Args)]
pub struct Routing {
    #[command(flatten)]
    place: Place,
    /// Agents on the floor, one run for each.
    #[arg(long, value_delimiter = ',', default_values_t = [100, 1_000, 10_000])]
    agents: Vec<u32>,
    /// Conversations that wait, in the same order.
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000, 100_000])]
    queued: Vec<u32>,
    /// Agents with an open workbench among them.
    #[arg(long, default_value_t = 50)]
    connected: u32,
    /// Ended conversations, and as many chat messages, per run; at the most half of those who wait.
    #[arg(long, default_value_t = 1_000)]
    events: u32,
    /// So many of them a second.
    #[arg(long, default_value_t = 50)]
    rate: u32,
    /// Choices among agents in memory.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..))]
    decisions: u32,
    /// Only the choice among agents in memory, without the program.
    #[arg(long)]
    choosing_only: bool,
    /// Writes the result here too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// From room to the screen may take so much longer than a chat message takes there.
const ROOM_AFTER_CHAT_MS: f64 = 2.0;

#[derive(Serialize)]
struct Report {
    scenario: &'static str,
    choosing: Vec<choosing::Choosing>,
    rooms: Vec<rooms::Rooms>,
    growth: Vec<Growth>,
}

/// cost ∝ size^k, from the p50 and the p99 of all sizes.
#[derive(Serialize)]
struct Growth {
    what: &'static str,
    k_p50: f64,
    k_p99: f64,
}

pub async fn run(asked: &Routing) -> Result<bool> {
    if asked.agents.len() != asked.queued.len() {
        return Err("--agents and --queued name one number for each run.".into());
    }
    let choosing: Vec<_> =
        asked.agents.iter().map(|agents| choosing::measure(*agents, asked.decisions)).collect::<Result<_>>()?;
    let mut rooms = Vec::new();
    if !asked.choosing_only {
        for (agents, queued) in asked.agents.iter().zip(&asked.queued) {
            rooms.push(rooms::measure(asked, *agents, *queued).await?);
        }
    }
    let sizes: Vec<f64> = asked.agents.iter().map(|n| f64::from(*n)).collect();
    let grown = |what, times: Vec<(f64, f64)>| {
        let of = |pick: fn(&(f64, f64)) -> f64| exponent(&sizes, times.iter().map(pick));
        Growth { what, k_p50: of(|t| t.0), k_p99: of(|t| t.1) }
    };
    let mut growth =
        vec![grown("choosing", choosing.iter().map(|c| (c.choose.p50_ns as f64, c.choose.p99_ns as f64)).collect())];
    if !rooms.is_empty() {
        let of = |pick: fn(&rooms::Rooms) -> &Times| rooms.iter().map(|r| (pick(r).p50_ms, pick(r).p99_ms)).collect();
        growth.push(grown("a chat ends → screen", of(|r| &r.ended)));
        growth.push(grown("chat message → screen", of(|r| &r.chat)));
    }
    let report = Report { scenario: "routing", choosing, rooms, growth };
    show(&report);
    if let Some(file) = &asked.json {
        std::fs::write(file, serde_json::to_string_pretty(&report)? + "\n")?;
    }
    Ok(report.rooms.iter().all(rooms::Rooms::kept))
}

/// The slope of ln cost over ln size.
fn exponent(sizes: &[f64], costs: impl Iterator<Item = f64>) -> f64 {
    let points: Vec<(f64, f64)> = sizes.iter().zip(costs).map(|(n, cost)| (n.ln(), cost.ln())).collect();
    let count = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |sum, p| (sum.0 + p.0 / count, sum.1 + p.1 / count));
    let (xy, xx) = points.iter().fold((0.0, 0.0), |sum, p| (sum.0 + (p.0 - x) * (p.1 - y), sum.1 + (p.0 - x).powi(2)));
    if xx == 0.0 { 0.0 } else { xy / xx }
}

fn show(report: &Report) {
    println!("\nchoosing in memory, nanoseconds{:>9}{:>9}{:>9}{:>9}", "p50", "p99", "p50", "p99");
    println!("{:<31}{:>18}{:>18}", "agents", "choosing", "changing a seat");
    for c in &report.choosing {
        let (a, b) = (&c.choose, &c.change);
        println!("{:<31}{:>9}{:>9}{:>9}{:>9}", c.agents, a.p50_ns, a.p99_ns, b.p50_ns, b.p99_ns);
    }
    for r in &report.rooms {
        println!("\n{} agents, {} queued, milliseconds (on the agent's screen)", r.agents, r.queued);
        println!("{:<26}{:>9}{:>10}{:>10}{:>10}", "", "count", "p50", "p99", "max");
        for (name, t) in
            [("a chat ends", &r.ended), ("capacity is raised", &r.raised), ("an agent comes online", &r.came)]
        {
            println!("{name:<26}{:>9}{:>10.2}{:>10.2}{:>10.2}", t.count, t.p50_ms, t.p99_ms, t.max_ms);
        }
        let t = &r.chat;
        println!("{:<26}{:>9}{:>10.2}{:>10.2}{:>10.2}", "chat message", t.count, t.p50_ms, t.p99_ms, t.max_ms);
        println!(
            "restart                   ready after {} ms, first right decision {} ms after that",
            r.ready_ms, r.first_ms
        );
        println!("wrong                     {} not the oldest, {} without an answer", r.wrong, r.missing);
    }
    println!("\ngrowth, cost ∝ n^k{:>20}{:>10}", "k of p50", "k of p99");
    for g in &report.growth {
        println!("{:<28}{:>10.3}{:>10.3}", g.what, g.k_p50, g.k_p99);
    }
    println!();
    targets(report);
}

/// At the largest of the sizes; what a run of another size finds stands in the tables.
fn targets(report: &Report) {
    if let Some(c) = report.choosing.last() {
        let us = c.choose.p99_ns as f64 / 1_000.0;
        target(&format!("choosing, {} agents, p99 µs", c.agents), format!("{us:.1}"), "≤ 5", us <= 5.0);
    }
    for r in &report.rooms {
        let (found, aimed) = (r.ended.p99_ms, r.chat.p99_ms + ROOM_AFTER_CHAT_MS);
        let name = format!("room → screen, {} agents, p99 ms", r.agents);
        target(&name, format!("{found:.2}"), &format!("≤ {aimed:.2}"), found <= aimed);
    }
    if let Some(r) = report.rooms.last() {
        let ms = r.ready_ms + r.first_ms;
        target(&format!("{} queued again after, ms", r.queued), ms, "≤ 1000", ms <= 1_000);
    }
    // One size does not grow.
    for g in report.growth.iter().filter(|_| report.choosing.len() > 1) {
        target(&format!("k, {}", g.what), format!("{:.3}", g.k_p50), "≤ 0.05", g.k_p50 <= 0.05);
    }
}

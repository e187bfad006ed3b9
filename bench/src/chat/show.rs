//! The table: each house a column, and what is aimed at beside what was found.

use super::{Measured, Report};
use crate::stats::Interval;
use crate::window::Window;

pub fn show(report: &Report) {
    let Report { agents, visitors, rate, busy_rate, pairs, discarded, .. } = report;
    println!("\nchat: {visitors} visitors, {agents} agents; {pairs} windows of each, {discarded} rounds discarded\n");
    print!("{:<34}", "middle [95 %]");
    report.houses.iter().for_each(|house| print!("{:>24}", house.name));
    println!();
    let even = |house: &Measured| house.even.clone();
    let busy = |house: &Measured| house.busy.clone();
    let at = |what: &str| format!("{what} at {rate}/s");
    row(report, &at("p50 ms"), even, |window| window.acknowledged.p50_ms);
    row(report, &at("p99 ms"), even, |window| window.acknowledged.p99_ms);
    row(report, &at("agent's screen p50 ms"), even, |window| window.agent.p50_ms);
    row(report, &at("agent's screen p99 ms"), even, |window| window.agent.p99_ms);
    row(report, "  of which generator late p99 ms", even, |window| window.late.p99_ms);
    row(report, "  the disk's sync p50 ms", even, |window| window.sync_p50_ms);
    row(report, "  CPU µs a message", even, |window| window.per_message.cpu_us);
    row(report, "  KiB written a message", even, |window| window.per_message.written_bytes / 1_024.0);
    row(report, "  syncs a message", even, |window| window.per_message.syncs);
    let delays: Vec<u64> = report.houses[0].slow.iter().map(|(delay, _)| *delay).collect();
    for (n, delay) in delays.iter().enumerate() {
        let slow = |house: &Measured| house.slow[n].1.clone();
        row(report, &format!("p50 ms, disk +{delay} ms"), slow, |window| window.acknowledged.p50_ms);
        row(report, &format!("p99 ms, disk +{delay} ms"), slow, |window| window.acknowledged.p99_ms);
    }
    row(report, &format!("p99 ms at {busy_rate}/s"), busy, |window| window.acknowledged.p99_ms);
    row(report, &format!("CPU µs a message at {busy_rate}/s"), busy, |window| window.per_message.cpu_us);
    print!("{:<34}", format!("sustained/s, p99 ≤ {} ms", report.sustained_p99_ms));
    for house in &report.houses {
        print!("{:>24}", interval(house.sustained.iter().map(|rate| f64::from(*rate))));
    }
    println!("\n");
    targets(report);
    promises(report);
}

fn row(report: &Report, name: &str, windows: impl Fn(&Measured) -> Vec<Window>, of: impl Fn(&Window) -> f64) {
    print!("{name:<34}");
    for house in &report.houses {
        print!("{:>24}", interval(windows(house).iter().map(&of)));
    }
    println!();
}

fn interval(values: impl Iterator<Item = f64>) -> String {
    let values: Vec<f64> = values.collect();
    if values.is_empty() { String::from("–") } else { Interval::of(&values).to_string() }
}

fn targets(report: &Report) {
    let Report { p50_ratio, p99_ratio, sustained_ratio, busy_cpu_us, busy_rate, .. } = report;
    let cpu = format!("CPU µs a message at {busy_rate}/s");
    for (name, found, aimed, reached) in [
        ("p50 by the floor's", p50_ratio, "≤ 2", p50_ratio.middle <= 2.0),
        ("p99 by the floor's", p99_ratio, "≤ 3", p99_ratio.middle <= 3.0),
        ("sustained rate by the floor's", sustained_ratio, "≥ 0.35", sustained_ratio.middle >= 0.35),
        (&cpu, busy_cpu_us, "≤ 200", busy_cpu_us.middle <= 200.0),
    ] {
        // What was not measured has no middle.
        if !found.middle.is_nan() {
            crate::report::target(name, found, aimed, reached);
        }
    }
}

fn promises(report: &Report) {
    println!();
    for house in &report.houses {
        let (screens, refused) = (house.screens, refused(house));
        if let Some(store) = house.store {
            println!(
                "{:<10} {} acknowledged, {} lost, {} doubled; screens: {} missing, {} doubled; {refused} refused",
                house.name, store.acknowledged, store.lost, store.doubled, screens.missing, screens.doubled
            );
        }
    }
}

/// Outside the search for the highest rate, which goes beyond on purpose.
fn refused(house: &Measured) -> usize {
    let slow = house.slow.iter().flat_map(|(_, windows)| windows);
    house.even.iter().chain(slow).chain(&house.busy).flat_map(|window| window.refused.values()).sum()
}

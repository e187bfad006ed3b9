//! What was found, as a table for people and as JSON for comparing runs. It judges nothing but the promises.

use crate::Result;
use crate::check::Checked;
use crate::program::Used;
use hdrhistogram::Histogram;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

#[derive(Serialize)]
pub struct Report {
    pub scenario: &'static str,
    pub program: String,
    pub database: &'static str,
    pub agents: u32,
    pub visitors: u32,
    pub rate: u32,
    pub seconds: u32,
    pub sent: usize,
    /// Why not acknowledged → how many.
    pub refused: BTreeMap<String, usize>,
    /// From the due moment to the answer, of what was acknowledged.
    pub acknowledgement: Times,
    /// From the due moment to the agent's screen.
    pub delivery: Times,
    /// Of the generator itself; it is contained in both times.
    pub lateness: Times,
    pub disk_sync_us: u64,
    pub costs: Costs,
    pub screens: Screens,
    pub store: Checked,
}

#[derive(Serialize)]
pub struct Times {
    pub count: u64,
    pub p50_us: u64,
    pub p90_us: u64,
    pub p99_us: u64,
    pub p999_us: u64,
    pub max_us: u64,
}

/// Of the program alone, without a database server; per message sent in the measured time.
#[derive(Serialize)]
pub struct Costs {
    pub cpu_us: f64,
    pub written_bytes: f64,
    pub rss_kb: u64,
    pub peak_rss_kb: u64,
    /// The generator's, on the same machine.
    pub generator_cpu_us: f64,
}

/// Frames to the agents, of all acknowledged messages.
#[derive(Serialize)]
pub struct Screens {
    pub missing: usize,
    pub doubled: usize,
}

impl Report {
    /// Whether everything promised to visitors and agents was kept. Speed is no promise on an unknown machine.
    pub fn kept(&self) -> bool {
        self.store.lost + self.store.doubled + self.screens.missing + self.screens.doubled == 0
    }
}

impl Times {
    pub fn of(times: impl Iterator<Item = Duration>) -> Result<Times> {
        let mut histogram = Histogram::<u64>::new_with_bounds(1, 600_000_000, 3)?;
        for time in times {
            histogram.record((time.as_micros() as u64).max(1))?;
        }
        let at = |quantile| histogram.value_at_quantile(quantile);
        Ok(Times {
            count: histogram.len(),
            p50_us: at(0.5),
            p90_us: at(0.9),
            p99_us: at(0.99),
            p999_us: at(0.999),
            max_us: histogram.max(),
        })
    }

    fn row(&self, name: &str) -> String {
        let [p50, p90, p99, p999, max] =
            [self.p50_us, self.p90_us, self.p99_us, self.p999_us, self.max_us].map(|us| us as f64 / 1_000.0);
        format!("{name:<22}{:>9}{p50:>10.2}{p90:>10.2}{p99:>10.2}{p999:>10.2}{max:>10.2}", self.count)
    }
}

impl Costs {
    /// Both pairs: the program's and the generator's.
    pub fn between(before: (Used, Used), after: (Used, Used), messages: usize) -> Costs {
        let each = |amount: f64| amount / messages as f64;
        let cpu = |from: Used, to: Used| each((to.cpu - from.cpu).as_micros() as f64);
        Costs {
            cpu_us: cpu(before.0, after.0),
            written_bytes: each((after.0.written - before.0.written) as f64),
            rss_kb: after.0.rss_kb,
            peak_rss_kb: after.0.peak_rss_kb,
            generator_cpu_us: cpu(before.1, after.1),
        }
    }
}

pub fn show(report: &Report, json: Option<&Path>) -> Result<()> {
    let Report { agents, visitors, rate, seconds, costs, store, screens, .. } = report;
    let (mb, kb) = (|kb: u64| kb as f64 / 1_024.0, costs.written_bytes / 1_024.0);
    println!("\nchat on {}: {visitors} visitors, {agents} agents, {rate} messages/s for {seconds} s", report.database);
    println!("{:<22}{:>9}{:>10}{:>10}{:>10}{:>10}{:>10}", "milliseconds", "count", "p50", "p90", "p99", "p99.9", "max");
    println!("{}", report.acknowledgement.row("acknowledged"));
    println!("{}", report.delivery.row("on the agent's screen"));
    println!("{}", report.lateness.row("generator was late"));
    println!(
        "per message           {:.0} µs CPU, {kb:.1} KiB written (generator: {:.0} µs CPU)",
        costs.cpu_us, costs.generator_cpu_us
    );
    println!("memory                {:.1} MiB at the end, {:.1} MiB at most", mb(costs.rss_kb), mb(costs.peak_rss_kb));
    println!("disk                  a synced 4 KiB write takes {:.2} ms (p50)", report.disk_sync_us as f64 / 1_000.0);
    println!(
        "store                 {} acknowledged, {} lost, {} doubled",
        store.acknowledged, store.lost, store.doubled
    );
    println!("agents' screens       {} missing, {} doubled", screens.missing, screens.doubled);
    for (why, count) in &report.refused {
        println!("not acknowledged      {count} × {why}");
    }
    if let Some(file) = json {
        std::fs::write(file, serde_json::to_string_pretty(report)? + "\n")?;
    }
    Ok(())
}

//! One window: a rate, a few seconds, and everything that was seen of it.

use crate::Result;
use crate::crowd::Fates;
use crate::house::House;
use crate::probe::{Disturbance, Probe};
use crate::program::Used;
use crate::stats::Times;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Clone, Debug, Serialize)]
pub struct Window {
    pub rate: u32,
    pub sent: usize,
    /// Status → how many; 0 where the connection broke.
    pub refused: BTreeMap<u16, usize>,
    /// From the due moment to the answer, of what was acknowledged.
    pub acknowledged: Times,
    /// From the due moment to the agent's screen.
    pub agent: Times,
    pub visitor: Times,
    /// How late the generator itself began; it is contained in all of the above.
    pub late: Times,
    pub per_message: Costs,
    pub sync_p50_ms: f64,
    pub disturbance: Disturbance,
    pub rss_kb: u64,
}

/// Of the program alone, without a database server.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Costs {
    pub cpu_us: f64,
    pub generator_cpu_us: f64,
    pub written_bytes: f64,
    pub syncs: f64,
}

impl Window {
    pub fn measured(house: &mut House, probe: &Probe, rate: u32, seconds: u32) -> Result<Window> {
        let mark = probe.mark()?;
        let before = (house.program.used()?, Used::by("self")?, house.program.disk.syncs()?);
        let fates = house.writes(rate, seconds)?;
        let after = (house.program.used()?, Used::by("self")?);
        let syncs = house.program.disk.syncs()?.since(&before.2);
        let each = |amount: f64| amount / fates.all.len() as f64;
        let cpu = |from: Used, to: Used| each((to.cpu - from.cpu).as_micros() as f64);
        Window::of(&fates, probe.since(&mark)?, |window| {
            window.rss_kb = after.0.rss_kb;
            window.sync_p50_ms = syncs.p50().as_secs_f64() * 1_000.0;
            window.per_message = Costs {
                cpu_us: cpu(before.0, after.0),
                generator_cpu_us: cpu(before.1, after.1),
                written_bytes: each((after.0.written - before.0.written) as f64),
                syncs: each(syncs.count as f64),
            };
        })
    }

    fn of(fates: &Fates, disturbance: Disturbance, costs: impl FnOnce(&mut Window)) -> Result<Window> {
        let all = || fates.all.iter();
        let mut refused = BTreeMap::new();
        for status in all().filter_map(|fate| fate.refused) {
            *refused.entry(status).or_default() += 1;
        }
        let since_due = |seen: fn(&crate::crowd::Fate) -> Option<std::time::Duration>| {
            Times::of(all().filter_map(|fate| Some(seen(fate)?.saturating_sub(fate.due))))
        };
        let mut window = Window {
            rate: fates.plan.per_second,
            sent: fates.all.len(),
            refused,
            acknowledged: since_due(|fate| fate.acknowledged)?,
            agent: since_due(|fate| fate.agent_saw)?,
            visitor: since_due(|fate| fate.visitor_saw)?,
            late: Times::of(all().map(|fate| fate.begun.saturating_sub(fate.due)))?,
            per_message: Costs { cpu_us: 0.0, generator_cpu_us: 0.0, written_bytes: 0.0, syncs: 0.0 },
            sync_p50_ms: 0.0,
            disturbance,
            rss_kb: 0,
        };
        costs(&mut window);
        Ok(window)
    }

    /// Kept up: nothing refused, nothing unanswered, and 99 of 100 answers within the bound.
    pub fn kept_up(&self, p99_ms: f64) -> bool {
        self.refused.is_empty() && self.acknowledged.count == self.sent as u64 && self.acknowledged.p99_ms <= p99_ms
    }
}

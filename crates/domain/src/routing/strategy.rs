//! Choosing among candidates who are all online with room (RTE-6.6).

use super::{Load, Seat, Strategy};
use crate::id::AgentId;
use std::cmp::Ordering;

pub(super) struct Choice<'a> {
    pub chosen: &'a Seat,
    /// As good as the chosen one by the strategy alone.
    pub ties: Vec<&'a Seat>,
    /// Without weight while somebody has one.
    pub weightless: Vec<&'a Seat>,
    pub credits: Vec<(AgentId, i64)>,
}

/// `None` when nobody is left to choose from.
pub(super) fn choose<'a>(strategy: Strategy, load: Load, free: &[&'a Seat]) -> Option<Choice<'a>> {
    if strategy == Strategy::Weighted {
        return weighted(free);
    }
    let order = |a: &Seat, b: &Seat| match strategy {
        Strategy::Saturation => saturation(load, a, b),
        Strategy::RoundRobin => a.last_assigned_at.cmp(&b.last_assigned_at),
        Strategy::LeastOpen | Strategy::Weighted => a.open(load).cmp(&b.open(load)),
    };
    let chosen = *free.iter().min_by(|a, b| order(a, b).then(a.turn().cmp(&b.turn())))?;
    let ties = others(free, chosen).filter(|s| order(s, chosen) == Ordering::Equal).collect();
    Some(Choice { chosen, ties, weightless: Vec::new(), credits: Vec::new() })
}

fn others<'a, 'f>(free: &'f [&'a Seat], chosen: &'a Seat) -> impl Iterator<Item = &'a Seat> + 'f {
    let chosen = chosen.agent;
    free.iter().copied().filter(move |s| s.agent != chosen)
}

/// open/capacity, compared without division.
fn saturation(load: Load, a: &Seat, b: &Seat) -> Ordering {
    let part = |x: &Seat, y: &Seat| u64::from(x.open(load)) * u64::from(y.capacity(load));
    part(a, b).cmp(&part(b, a))
}

/// Smooth weighted round-robin: each earns its weight, the richest serves and pays what all earned.
///
/// Weight 0 serves only while nobody with weight has room; those then share evenly.
fn weighted<'a>(free: &[&'a Seat]) -> Option<Choice<'a>> {
    let anybody_weighs = free.iter().any(|s| s.weight > 0);
    let (runners, weightless): (Vec<&Seat>, Vec<&Seat>) = free.iter().partition(|s| s.weight > 0 || !anybody_weighs);
    let weight = |s: &Seat| i64::from(s.weight).max(1);
    let total: i64 = runners.iter().map(|s| weight(s)).sum();
    let purse = |s: &Seat| bounded(s.credit, total, runners.len()) + weight(s);
    let chosen = *runners.iter().min_by(|a, b| purse(b).cmp(&purse(a)).then(a.turn().cmp(&b.turn())))?;
    let ties = others(&runners, chosen).filter(|s| purse(s) == purse(chosen)).collect();
    let pays = |s: &Seat| if s.agent == chosen.agent { total } else { 0 };
    let credits = runners.iter().map(|s| (s.agent, purse(s) - pays(s))).collect();
    Some(Choice { chosen, ties, weightless, credits })
}

/// Credit from a time of many colleagues must not starve or flood an agent among few: it is cut to what this set of
/// runners can reach by itself, which leaves an unchanged set alone.
fn bounded(credit: i64, total: i64, runners: usize) -> i64 {
    let most = total * (2 + i64::from(runners.ilog2()));
    credit.clamp(-total, most)
}

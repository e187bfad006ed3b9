//! Choosing among candidates who are all online with room (RTE-6.6).

use super::crew::Lists;
use super::decision::MAX_CANDIDATES;
use super::{Floor, Seat, Strategy};
use crate::id::AgentId;
use std::cmp::Reverse;

pub(super) struct Choice {
    pub chosen: AgentId,
    /// As good as the chosen one by the strategy alone; those whose turn comes next.
    pub ties: Vec<AgentId>,
    /// Without weight while somebody has one.
    pub weightless: Vec<AgentId>,
    pub credits: Vec<(AgentId, i64)>,
}

/// `None` when nobody is left to choose from, which are all but those of `out`.
pub(super) fn choose(strategy: Strategy, floor: &Floor, lists: &Lists, out: &[AgentId]) -> Option<Choice> {
    match strategy {
        Strategy::LeastOpen => first(lists.by_open(out)),
        Strategy::Saturation => first(lists.by_part(out)),
        Strategy::RoundRobin => first(lists.by_turn(out)),
        Strategy::Weighted => weighted(lists.by_turn(out).filter_map(|(_, agent)| floor.seat(agent)).collect()),
    }
}

fn first<K: PartialEq>(mut ordered: impl Iterator<Item = (K, AgentId)>) -> Option<Choice> {
    let (best, chosen) = ordered.next()?;
    let ties = ordered.take_while(|(key, _)| *key == best).take(MAX_CANDIDATES).map(|(_, agent)| agent);
    Some(Choice { chosen, ties: ties.collect(), weightless: Vec::new(), credits: Vec::new() })
}

/// Smooth weighted round-robin: each earns its weight, the richest serves and pays what all earned. Everybody's credit
/// changes, so this one strategy costs more in a larger shop.
///
/// Weight 0 serves only while nobody with weight has room; those then share evenly. `free` comes in turn.
fn weighted(free: Vec<&Seat>) -> Option<Choice> {
    let anybody_weighs = free.iter().any(|s| s.weight > 0);
    let (runners, weightless): (Vec<&Seat>, Vec<&Seat>) =
        free.into_iter().partition(|s| s.weight > 0 || !anybody_weighs);
    let weight = |s: &Seat| i64::from(s.weight).max(1);
    let total: i64 = runners.iter().map(|s| weight(s)).sum();
    let purse = |s: &Seat| bounded(s.credit, total, runners.len()) + weight(s);
    let chosen = *runners.iter().min_by_key(|s| (Reverse(purse(s)), s.turn()))?;
    let ties = runners.iter().filter(|s| s.agent != chosen.agent && purse(s) == purse(chosen)).map(|s| s.agent);
    let pays = |s: &Seat| if s.agent == chosen.agent { total } else { 0 };
    Some(Choice {
        chosen: chosen.agent,
        ties: ties.collect(),
        weightless: weightless.iter().map(|s| s.agent).collect(),
        credits: runners.iter().map(|s| (s.agent, purse(s) - pays(s))).collect(),
    })
}

/// Credit from a time of many colleagues must not starve or flood an agent among few: it is cut to what this set of
/// runners can reach by itself, which leaves an unchanged set alone.
fn bounded(credit: i64, total: i64, runners: usize) -> i64 {
    let most = total * (2 + i64::from(runners.ilog2()));
    credit.clamp(-total, most)
}

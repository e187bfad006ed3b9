//! Dealing out what waits, when room appears, a presence changes, or everybody has gone (RTE-6, last lines).

use super::decide::{Occasion, settle};
use super::{Ask, ContactStanding, Decision, Entry, Floor, Load, Outcome, Rule, Rules};
use crate::Timestamp;
use crate::id::{AgentId, ConversationId};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Where a conversation without assignee waits. The queue is served before the pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Queue,
    /// Also the place for offline messages that the owner hands to his agents.
    Pool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub conversation: ConversationId,
    pub place: Place,
    pub since: Timestamp,
    pub ask: Ask,
}

/// What changes: assignments, and queued ones whose candidates have all gone (RTE-6.9). What goes on waiting is left out.
///
/// Oldest first, but one that nobody may serve now does not hold up those behind it.
pub fn drain(rules: &Rules, floor: &Floor, waiting: &[Waiting], now: Timestamp) -> Vec<(ConversationId, Decision)> {
    let mut line: Vec<&Waiting> = waiting.iter().collect();
    line.sort_by_key(|w| (w.place, w.since, w.conversation));
    let mut floor = floor.clone();
    let mut stuck: HashSet<Kind> = HashSet::new();
    let mut dealt = Vec::new();
    for w in line {
        let ordinary = w.ask.contact == ContactStanding::Ordinary;
        if ordinary && stuck.contains(&kind(w)) && !somebody_of_its_own(&w.ask, &floor) {
            continue;
        }
        let decision = settle(rules, &w.ask, &floor, now, Occasion::Room);
        if moves(w.place, &decision) {
            floor.apply(&decision, w.ask.load);
            dealt.push((w.conversation, decision));
        } else if ordinary {
            stuck.insert(kind(w));
        }
    }
    dealt
}

/// Conversations alike in this wait for the same agents: once one is stuck, room only shrinks, so all are.
type Kind<'a> = (Place, &'a Entry, Load, &'a [AgentId], Option<AgentId>);

fn kind(w: &Waiting) -> Kind<'_> {
    (w.place, &w.ask.entry, w.ask.load, &w.ask.except, w.ask.addressed)
}

/// The addressed agent or one who served the contact may still have room, whoever else is full.
fn somebody_of_its_own(ask: &Ask, floor: &Floor) -> bool {
    let known = ask.last_served.iter().map(|s| s.agent).chain(ask.addressed);
    known.filter_map(|a| floor.seat(a)).any(|s| s.has_room(ask.load))
}

/// The pool is dealt to those who came online (or whom the contact belongs to); it never turns into offline messages,
/// and agents who are suspended are not given what could wait.
fn moves(place: Place, decision: &Decision) -> bool {
    match (place, decision.outcome) {
        (_, Outcome::Blocked | Outcome::Queue) | (Place::Pool, Outcome::Pool) => false,
        (Place::Queue, Outcome::Assign { .. } | Outcome::Pool) => true,
        (Place::Pool, Outcome::Assign { .. }) => {
            matches!(decision.rule, Rule::Private | Rule::Addressed | Rule::Sticky | Rule::Strategy)
        }
    }
}

//! Dealing out what waits, when room appears, a presence changes, or everybody has gone (RTE-6, last lines).
//!
//! Conversations of one class wait for the same agents. Once the oldest of a class cannot be served, none of it can,
//! except by a suspended agent who served that contact last: so only the heads of the classes are looked at, and what
//! waits for the few suspended agents who changed.

use super::decide::{Occasion, settle};
use super::{Ask, ContactStanding, Decision, Entry, Floor, Load, Outcome, Rule, Rules};
use crate::Timestamp;
use crate::id::{AgentId, ConversationId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};

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

/// What changes, said plainly for a line that is all in hand ([`deal_out`] is the same for one that is not): assignments, and queued ones whose candidates have all gone (RTE-6.9). What goes on waiting is left out.
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

type Spot = (Place, Timestamp, ConversationId);

impl Waiting {
    fn spot(&self) -> Spot {
        (self.place, self.since, self.conversation)
    }
}

/// The line and the floor as the caller keeps them.
pub trait Line {
    /// Conversations whose asks are alike in place, entry, load and addressed agent. Smaller classes than need be are fine.
    type Class: Clone;
    type Error;

    fn classes(&mut self) -> Result<Vec<Self::Class>, Self::Error>;
    /// The class's oldest, or its next one behind that place.
    fn next(
        &mut self,
        class: &Self::Class,
        behind: Option<(Timestamp, ConversationId)>,
    ) -> Result<Option<Waiting>, Self::Error>;
    /// What waits of contacts whom this agent served, as long ago as matters.
    fn served_by(&mut self, agent: AgentId) -> Result<Vec<Waiting>, Self::Error>;
    fn floor(&self) -> &Floor;
    /// [`Floor::calm`].
    fn calm(&mut self, agents: &[AgentId]);
    /// Carries the decision out, on the floor too.
    fn carry_out(&mut self, waiting: &Waiting, decision: &Decision) -> Result<(), Self::Error>;
    /// Whether the rest is to be dealt out another time.
    fn enough(&self) -> bool;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dealt {
    All,
    /// The line said so.
    Enough,
}

/// Deals out in the order of [`drain`], and the same.
pub fn deal_out<L: Line>(line: &mut L, rules: &Rules, now: Timestamp) -> Result<Dealt, L::Error> {
    let mut heads: BTreeMap<Spot, (Waiting, Option<L::Class>)> = BTreeMap::new();
    for class in line.classes()? {
        if let Some(head) = line.next(&class, None)? {
            heads.insert(head.spot(), (head, Some(class)));
        }
    }
    if heads.is_empty() {
        return Ok(Dealt::All);
    }
    let restless = line.floor().restless();
    for agent in &restless {
        for own in line.served_by(*agent)? {
            heads.entry(own.spot()).or_insert((own, None));
        }
    }
    let mut dealt: HashSet<ConversationId> = HashSet::new();
    while let Some((_, (head, class))) = heads.pop_first() {
        if line.enough() {
            return Ok(Dealt::Enough);
        }
        let moved = dealt.contains(&head.conversation) || {
            let decision = settle(rules, &head.ask, line.floor(), now, Occasion::Room);
            let moves = moves(head.place, &decision);
            if moves {
                line.carry_out(&head, &decision)?;
                dealt.insert(head.conversation);
            }
            moves
        };
        let ordinary = head.ask.contact == ContactStanding::Ordinary;
        if let Some(class) = class.filter(|_| moved || !ordinary)
            && let Some(next) = line.next(&class, Some((head.since, head.conversation)))?
        {
            // One that was put in for an agent of its own stands here for its class as well.
            heads.insert(next.spot(), (next, Some(class)));
        }
    }
    // Only now: what is left of an interrupted round still waits for them.
    line.calm(&restless);
    Ok(Dealt::All)
}

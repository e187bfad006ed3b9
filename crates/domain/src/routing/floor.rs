//! The floor: every active agent of a workspace with presence and loads at one moment.
//!
//! All reading goes through a few methods, so that an index can stand behind them without touching the rules.

use super::{Decision, Entry, Load, Outcome};
use crate::Timestamp;
use crate::id::AgentId;
use crate::presence::Presence;

/// One active agent. Disabled and deleted accounts have no seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    pub agent: AgentId,
    /// As others see it, the grace time included.
    pub presence: Presence,
    /// False in the grace time after a dropped connection: shown as before, but gets nothing new.
    pub reachable: bool,
    pub takes_routing: bool,
    pub capacity: u32,
    pub mail_capacity: u32,
    pub open_chats: u32,
    pub open_mails: u32,
    pub weight: u32,
    pub last_assigned_at: Option<Timestamp>,
    /// What weighted routing owes this agent; [`Decision::credits`] says what to store.
    pub credit: i64,
}

impl Seat {
    /// An account with the product's defaults, offline and without work.
    pub fn new(agent: AgentId) -> Self {
        Seat {
            agent,
            presence: Presence::Offline,
            reachable: false,
            takes_routing: true,
            capacity: 10,
            mail_capacity: 50,
            open_chats: 0,
            open_mails: 0,
            weight: 100,
            last_assigned_at: None,
            credit: 0,
        }
    }

    pub fn open(&self, load: Load) -> u32 {
        match load {
            Load::Chat => self.open_chats,
            Load::Mail => self.open_mails,
        }
    }

    pub fn capacity(&self, load: Load) -> u32 {
        match load {
            Load::Chat => self.capacity,
            Load::Mail => self.mail_capacity,
        }
    }

    pub fn has_room(&self, load: Load) -> bool {
        self.open(load) < self.capacity(load)
    }

    /// In turn: who waits longest since the last assignment comes first (never is longest), then the lowest id.
    pub(super) fn turn(&self) -> (Option<Timestamp>, AgentId) {
        (self.last_assigned_at, self.agent)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Floor {
    owner: AgentId,
    /// Ordered by id.
    seats: Vec<Seat>,
    latest: Option<Timestamp>,
}

impl Floor {
    pub fn new(owner: AgentId, mut seats: Vec<Seat>) -> Self {
        seats.sort_by_key(|s| s.agent);
        seats.dedup_by_key(|s| s.agent);
        let latest = seats.iter().filter_map(|s| s.last_assigned_at).max();
        Floor { owner, seats, latest }
    }

    pub fn owner(&self) -> AgentId {
        self.owner
    }

    pub fn seat(&self, agent: AgentId) -> Option<&Seat> {
        self.seats.binary_search_by_key(&agent, |s| s.agent).ok().map(|i| &self.seats[i])
    }

    pub fn seats(&self) -> &[Seat] {
        &self.seats
    }

    /// Everybody whom the entry admits, by id, each once.
    pub(super) fn admitted(&self, entry: &Entry) -> Vec<&Seat> {
        match entry {
            Entry::Everybody => self.seats.iter().collect(),
            Entry::Only(agents) => {
                let mut agents = agents.clone();
                agents.sort_unstable();
                agents.dedup();
                agents.into_iter().filter_map(|a| self.seat(a)).collect()
            }
        }
    }

    /// The next free moment for `last_assigned_at`: later than every earlier one, so that agents served in the same
    /// millisecond, or while the clock stepped back, still have an order.
    pub fn next_turn(&self, now: Timestamp) -> Timestamp {
        self.latest.map_or(now, |latest| now.max(Timestamp(latest.0 + 1)))
    }

    /// The floor after this decision was carried out.
    pub fn apply(&mut self, decision: &Decision, load: Load) {
        for (agent, credit) in &decision.credits {
            if let Some(seat) = self.seat_mut(*agent) {
                seat.credit = *credit;
            }
        }
        let (Outcome::Assign { agent, .. }, Some(at)) = (decision.outcome, decision.assigned_at) else { return };
        self.latest = self.latest.max(Some(at));
        if let Some(seat) = self.seat_mut(agent) {
            seat.last_assigned_at = Some(at);
            match load {
                Load::Chat => seat.open_chats += 1,
                Load::Mail => seat.open_mails += 1,
            }
        }
    }

    fn seat_mut(&mut self, agent: AgentId) -> Option<&mut Seat> {
        self.seats.binary_search_by_key(&agent, |s| s.agent).ok().map(|i| &mut self.seats[i])
    }
}

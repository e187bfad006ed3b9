//! A small shop to route in: the owner is agent 1.

use domain::Timestamp;
use domain::id::AgentId;
use domain::presence::Presence;
use domain::routing::{Ask, Decision, Entry, Floor, Outcome, Reason, Rules, Seat, Served, decide};

pub const NOW: Timestamp = Timestamp(1_750_000_000_000);
pub const OWNER: AgentId = AgentId(1);
pub const HOUR: i64 = 3600;

pub fn id(agent: i64) -> AgentId {
    AgentId(agent)
}

pub fn seat(agent: i64, presence: Presence) -> Seat {
    Seat { presence, reachable: presence != Presence::Offline, ..Seat::new(id(agent)) }
}

pub fn online(agent: i64) -> Seat {
    seat(agent, Presence::Online)
}

pub fn busy(agent: i64) -> Seat {
    seat(agent, Presence::Busy)
}

pub fn suspended(agent: i64) -> Seat {
    seat(agent, Presence::Suspended)
}

pub fn offline(agent: i64) -> Seat {
    seat(agent, Presence::Offline)
}

pub fn full(seat: Seat) -> Seat {
    Seat { open_chats: seat.capacity, open_mails: seat.mail_capacity, ..seat }
}

pub fn dropped(seat: Seat) -> Seat {
    Seat { reachable: false, ..seat }
}

pub fn watching(seat: Seat) -> Seat {
    Seat { takes_routing: false, ..seat }
}

pub fn floor(seats: impl Into<Vec<Seat>>) -> Floor {
    Floor::new(OWNER, seats.into())
}

pub fn ask() -> Ask {
    Ask::default()
}

pub fn only(agents: &[i64]) -> Entry {
    Entry::Only(agents.iter().copied().map(AgentId).collect())
}

pub fn addressing(agent: i64) -> Ask {
    Ask { addressed: Some(id(agent)), ..ask() }
}

pub fn served_by(agent: i64, hours_ago: i64) -> Ask {
    Ask { last_served: vec![served(agent, hours_ago)], ..ask() }
}

pub fn served(agent: i64, hours_ago: i64) -> Served {
    Served { agent: id(agent), at: NOW.plus_seconds(-hours_ago * HOUR) }
}

pub fn ago(seconds: i64) -> Option<Timestamp> {
    Some(NOW.plus_seconds(-seconds))
}

pub fn ruled(ask: &Ask, seats: impl Into<Vec<Seat>>) -> Decision {
    decide(&Rules::default(), ask, &floor(seats), NOW)
}

pub fn to(agent: i64) -> Outcome {
    Outcome::Assign { agent: id(agent), offline: false }
}

pub fn offline_message_to(agent: i64) -> Outcome {
    Outcome::Assign { agent: id(agent), offline: true }
}

pub fn reason(decision: &Decision, agent: i64) -> Option<Reason> {
    decision.because.candidates.iter().find(|c| c.agent == id(agent)).map(|c| c.reason)
}

//! The state table of a conversation (spec §3) as one pure function: what an event means in a state. The caller does it.

use crate::conversation::Status;
use crate::id::AgentId;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    ContactWrites,
    /// Room appeared or a presence changed.
    Room,
    /// Picked by, assigned to or transferred to this agent.
    Taken(AgentId),
    Ends(Ender),
    AssigneeLeft(Leaving),
    EverybodyOffline,
    /// The chat's idle time, the queue's time-out or the end of the snooze.
    Silence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ender {
    Agent,
    Supervisor,
}

/// How an agent with open chats went offline (RTE-13). Handing over is [`Event::Taken`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    Keeping,
    Rerouting,
    /// And the grace time is over.
    ConnectionLost,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    pub status: Status,
    /// The assignee's shown presence is offline, so the grace time is over.
    pub assignee_offline: bool,
    pub contact_waits: bool,
    /// Ended so recently that it may open again.
    pub may_reopen: bool,
    /// The channel's ability.
    pub ends_by_silence: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Stays,
    /// Ask [`super::decide`]; for an ended one this reopens it.
    Decide,
    /// Ask [`super::drain`].
    Drain,
    /// Open, with the assignee it has.
    Wakes,
    /// Open, with this assignee.
    GoesTo(AgentId),
    BeginsNew,
    Ends,
    /// The visitor is asked to leave a message.
    OffersMessage,
    /// `conflict`.
    Refused,
    /// `forbidden`: only a supervisor may.
    NotYours,
}

pub fn on(event: Event, state: &State) -> Effect {
    match event {
        Event::ContactWrites => contact_writes(state),
        Event::Room if state.status.is_waiting() => Effect::Drain,
        Event::Room => Effect::Stays,
        Event::Taken(_) if state.status == Status::Ended => Effect::Refused,
        Event::Taken(agent) => Effect::GoesTo(agent),
        Event::Ends(ender) => ends(state.status, ender),
        Event::AssigneeLeft(leaving) => left(state, leaving),
        Event::EverybodyOffline if state.status == Status::Queued => Effect::Decide,
        Event::EverybodyOffline => left(state, Leaving::ConnectionLost),
        Event::Silence => silence(state),
    }
}

fn contact_writes(state: &State) -> Effect {
    match state.status {
        Status::Queued | Status::Pooled => Effect::Stays,
        Status::Open | Status::Snoozed if state.assignee_offline => Effect::Decide,
        Status::Open => Effect::Stays,
        Status::Snoozed => Effect::Wakes,
        Status::Ended if state.may_reopen => Effect::Decide,
        Status::Ended => Effect::BeginsNew,
    }
}

fn ends(status: Status, ender: Ender) -> Effect {
    match (status, ender) {
        (Status::Ended, _) => Effect::Stays,
        (Status::Queued | Status::Pooled, Ender::Agent) => Effect::NotYours,
        _ => Effect::Ends,
    }
}

fn left(state: &State, leaving: Leaving) -> Effect {
    let moves = match leaving {
        Leaving::Keeping => false,
        Leaving::Rerouting => true,
        Leaving::ConnectionLost => state.contact_waits,
    };
    if state.status == Status::Open && moves { Effect::Decide } else { Effect::Stays }
}

/// While the contact waits for us the silence is ours, and ends nothing.
fn silence(state: &State) -> Effect {
    match state.status {
        Status::Open if state.ends_by_silence && !state.contact_waits => Effect::Ends,
        Status::Queued => Effect::OffersMessage,
        Status::Snoozed => Effect::Wakes,
        Status::Open | Status::Pooled | Status::Ended => Effect::Stays,
    }
}

//! Who is responsible: the only place that changes assignee, status and the loads of agents, always together.

use super::announce::{self, Change};
use super::row::{self, Conversation};
use super::{participants, standing};
use crate::routing::choose::{self, Case};
use crate::routing::load;
use crate::routing::settings::Settings;
use db::Tx;
use domain::Result;
use domain::audience::Standing;
use domain::conversation::Status;
use domain::id::AgentId;
use domain::routing::{ContactStanding, Decision, Load, Outcome};

/// Where a conversation goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    With(AgentId),
    /// An offline message.
    Offline(AgentId),
    Queue,
    Pool,
    /// Nobody among the agents hears of it.
    Hidden,
}

impl From<&Decision> for Place {
    fn from(decision: &Decision) -> Place {
        match decision.outcome {
            Outcome::Assign { agent, offline: false } => Place::With(agent),
            Outcome::Assign { agent, offline: true } => Place::Offline(agent),
            Outcome::Queue => Place::Queue,
            Outcome::Pool => Place::Pool,
            Outcome::Blocked => Place::Hidden,
        }
    }
}

/// Moves a conversation and the loads that go with it. Nothing is announced yet.
pub fn put(tx: &mut Tx, c: &mut Conversation, place: Place, capacity: Load) -> Result<()> {
    let carried = if c.status.is_assigned() { c.assignee } else { None };
    let (status, assignee, offline) = match place {
        Place::With(agent) => (Status::Open, Some(agent), false),
        Place::Offline(agent) => (Status::Open, Some(agent), true),
        Place::Queue => (Status::Queued, None, false),
        Place::Pool | Place::Hidden => (Status::Pooled, None, false),
    };
    if carried != assignee {
        move_load(tx, c, carried, assignee, capacity)?;
        c.assigned_at = assignee.map(|_| tx.now());
        c.return_to = None;
        c.return_at = None;
    }
    if status.is_waiting() && !c.status.is_waiting() || c.queued_at.is_none() && status.is_waiting() {
        // The place in line counts from when the contact began to wait, so that a restart or a new decision keeps it.
        c.queued_at = Some(c.waiting_since.unwrap_or_else(|| tx.now()));
    }
    if !status.is_waiting() {
        c.queued_at = None;
    }
    (c.status, c.assignee, c.offline) = (status, assignee, offline);
    c.snoozed_until = None;
    if c.status != Status::Ended && c.ended_at.is_some() {
        // It goes on: how it was is asked again when it ends.
        c.rating_invited = false;
    }
    c.ended_at = None;
    c.ended_by = None;
    if let Some(agent) = assignee {
        participants::join(tx, c, agent)?;
    }
    Ok(())
}

/// Private ones count in nobody's load, which others can see (RTE-12: without trace).
fn move_load(tx: &mut Tx, c: &Conversation, from: Option<AgentId>, to: Option<AgentId>, capacity: Load) -> Result<()> {
    if c.private {
        return Ok(());
    }
    if let Some(from) = from {
        load::change(tx, from, capacity, -1)?;
    }
    if let Some(to) = to {
        load::change(tx, to, capacity, 1)?;
    }
    Ok(())
}

/// Ends it: the assignee stays named, his load is freed.
pub fn put_ended(tx: &mut Tx, c: &mut Conversation, by: &str, capacity: Load) -> Result<()> {
    if let (true, Some(agent)) = (c.status.is_assigned(), c.assignee) {
        move_load(tx, c, Some(agent), None, capacity)?;
        participants::served_until_now(tx, c, agent)?;
    }
    c.status = Status::Ended;
    c.ended_at = Some(tx.now());
    c.ended_by = Some(by.to_owned());
    c.offline = false;
    c.waiting_since = None;
    c.queued_at = None;
    c.snoozed_until = None;
    c.return_to = None;
    c.return_at = None;
    Ok(())
}

pub fn case(c: &Conversation, capacity: Load) -> Case {
    Case {
        conversation: c.id,
        inbox: c.inbox,
        link: c.link,
        entry: c.entry,
        group: c.group,
        contact: c.contact,
        standing: standing_of(c),
        load: capacity,
        carried: if c.status.is_assigned() { c.assignee } else { None },
    }
}

fn standing_of(c: &Conversation) -> ContactStanding {
    match (c.blocked, c.private) {
        (true, _) => ContactStanding::Blocked,
        (_, true) => ContactStanding::Private,
        _ => ContactStanding::Ordinary,
    }
}

/// Decides anew and carries it out; the caller announces.
pub fn decide(
    tx: &mut Tx,
    settings: &Settings,
    c: &mut Conversation,
    capacity: Load,
    except: &[AgentId],
) -> Result<Decision> {
    let decision = choose::choose_without(tx, settings, &case(c, capacity), except)?;
    put(tx, c, Place::from(&decision), capacity)?;
    Ok(decision)
}

/// Saves and announces a change that came without a message.
pub fn announce_moved(tx: &mut Tx, c: &mut Conversation, before: Option<Standing>) -> Result<()> {
    row::save(tx, c)?;
    announce::announce(tx, c, before, &Change::Updated)?;
    Ok(())
}

/// How it stands now, to be passed to the announcement after the change.
pub fn before(tx: &mut Tx, c: &Conversation) -> Result<Option<Standing>> {
    standing::load(tx, c.id)
}

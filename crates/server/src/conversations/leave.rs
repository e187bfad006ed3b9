//! An agent who serves conversations leaves: for good, for now, or by a lost connection (RTE-13, ACC-9).

use super::assignment::{self, Place};
use super::drain::drain;
use super::lines::{Line, say};
use super::row::{self, Conversation, select_conversation};
use crate::accounts::scope::Scope;
use crate::channels::Channels;
use crate::floor;
use crate::routing::choose;
use crate::routing::settings::{self, Settings};
use db::{Query, Tx, args};
use domain::Result;
use domain::conversation::Status;
use domain::id::AgentId;
use domain::routing::{Effect, Event, Leaving, Rule, State, on, returns_to_sender};

/// The job that gives away what somebody who leaves still had open.
pub use crate::accounts::agents::hand_over::{HandOver, JOB as HAND_OVER};

/// The sign keeps SQLite from walking over all that he ever served.
const OPEN_OF: &str = select_conversation!(
    "where c.workspace_id = $1 and c.assignee_id = $2 and c.status in ('open', 'snoozed') order by +c.last_at, c.id"
);

/// Gives an agent's open conversations away as he said. Private ones stay with the owner.
pub fn hand_over(tx: &mut Tx, channels: &Channels, agent: AgentId, to: HandOver) -> Result<()> {
    let workspace = tx.workspace();
    let settings = settings::load(tx, workspace)?;
    for mut c in tx.all(OPEN_OF, &args![workspace, agent], row::read)? {
        if c.private {
            continue;
        }
        match to {
            HandOver::Keep {} => {}
            HandOver::Agent { agent_id } if agent_id == agent => {}
            HandOver::Agent { agent_id } => give(tx, channels, &mut c, agent_id, Rule::Assign)?,
            HandOver::Group { group_id } => {
                c.group = Some(group_id);
                reroute(tx, channels, &settings, c, agent)?;
            }
            HandOver::Route {} => reroute(tx, channels, &settings, c, agent)?,
        }
    }
    drain(tx, channels, workspace)
}

const NAME: &str = "select name from agents where id = $1";

fn give(tx: &mut Tx, channels: &Channels, c: &mut Conversation, agent: AgentId, rule: Rule) -> Result<()> {
    let load = channels.get(&c.channel)?.abilities().load;
    let before = assignment::before(tx, c)?;
    let name: String = tx.one(NAME, &args![agent], |row| row.get("name"))?;
    assignment::put(tx, c, Place::With(agent), load)?;
    choose::keep_by_hand(tx, c.id, rule, agent)?;
    let line = match rule {
        Rule::Return => Line::Returned { agent, name: &name },
        _ => Line::Assigned { by: None, agent, name: &name },
    };
    say(tx, c, line, before)?;
    Ok(())
}

fn reroute(tx: &mut Tx, channels: &Channels, settings: &Settings, mut c: Conversation, from: AgentId) -> Result<()> {
    let load = channels.get(&c.channel)?.abilities().load;
    let before = assignment::before(tx, &c)?;
    let held = (c.status, c.assignee, c.offline);
    let decision = choose::choose_without(tx, settings, &assignment::case(&c, load), &[from])?;
    let place = Place::from(&decision);
    if matches!(place, Place::Offline(agent) if held == (Status::Open, Some(agent), true)) {
        return Ok(());
    }
    assignment::put(tx, &mut c, place, load)?;
    match c.assignee {
        Some(agent) if c.status == Status::Open => {
            let name: String = tx.one(NAME, &args![agent], |row| row.get("name"))?;
            say(tx, &mut c, Line::Assigned { by: None, agent, name: &name }, before)?;
        }
        _ => {
            say(tx, &mut c, Line::Queued { by: None }, before)?;
        }
    }
    Ok(())
}

/// The grace time after a lost connection is over, or the agent chose offline at `went_at`: unopened transfers go back, and with a
/// lost connection the chats whose contact waits are routed anew.
pub fn went_offline(
    tx: &mut Tx,
    channels: &Channels,
    agent: AgentId,
    leaving: Leaving,
    went_at: domain::Timestamp,
) -> Result<()> {
    let workspace = tx.workspace();
    let settings = settings::load(tx, workspace)?;
    for mut c in tx.all(OPEN_OF, &args![workspace, agent], row::read)? {
        if let (Some(sender), Some(at)) = (c.return_to, c.return_at)
            && returns_to_sender(at, None, went_at)
            && is_active(tx, sender)?
        {
            give(tx, channels, &mut c, sender, Rule::Return)?;
            continue;
        }
        let waits = c.waiting_since.is_some() && !c.private && !c.offline;
        let state = State {
            status: c.status,
            assignee_offline: true,
            contact_waits: waits,
            may_reopen: false,
            ends_by_silence: true,
        };
        if on(Event::AssigneeLeft(leaving), &state) == Effect::Decide && !c.private {
            reroute(tx, channels, &settings, c, agent)?;
        }
    }
    drain(tx, channels, workspace)
}

const ACTIVE: &str = "select 1 as found from agents where id = $1 and state = 'active'";

fn is_active(tx: &mut Tx, agent: AgentId) -> Result<bool> {
    Ok(tx.maybe(ACTIVE, &args![agent], |_| Ok(()))?.is_some())
}

const OFFLINE_OF: &str = select_conversation!(
    "where c.workspace_id = $1 and c.assignee_id = $2 and c.status in ('open', 'snoozed') and c.status = 'open'
     and c.offline = true and c.private = false
     order by c.queued_at, c.last_at, c.id"
);

/// RTE-6.10: the owner hands his offline messages to those who are online, with one click. Gives how many went.
pub fn hand_out(tx: &mut Tx, channels: &Channels, scope: &Scope, owner: AgentId) -> Result<i64> {
    let workspace = scope.workspace;
    let settings = settings::load(tx, workspace)?;
    let mut handed = 0;
    for mut c in tx.all(OFFLINE_OF, &args![workspace, owner], row::read)? {
        let load = channels.get(&c.channel)?.abilities().load;
        let (case, now) = (assignment::case(&c, load), tx.now());
        let decision = floor::with(tx, settings.grace_seconds, |tx, kept| {
            let ask = domain::routing::Ask { except: vec![owner], ..choose::ask(tx, kept, &case)? };
            Ok(domain::routing::decide(&settings.rules(), &ask, &kept.floor, now))
        })?;
        let takes = matches!(decision.rule, Rule::Strategy | Rule::Sticky | Rule::Addressed);
        if let (true, Place::With(agent)) = (takes, Place::from(&decision)) {
            let before = assignment::before(tx, &c)?;
            choose::keep(tx, c.id, &decision)?;
            assignment::put(tx, &mut c, Place::With(agent), load)?;
            let name: String = tx.one(NAME, &args![agent], |row| row.get("name"))?;
            say(tx, &mut c, Line::Assigned { by: Some(scope), agent, name: &name }, before)?;
            handed += 1;
        }
    }
    drain(tx, channels, workspace)?;
    Ok(handed)
}

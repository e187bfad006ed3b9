//! By hand: transfer 转交, pick 接入, assign 指派. Whole history and notes go along.

use super::assignment::{self, Place};
use super::drain::{drain, left_the_line};
use super::lines::{Line, Notice, say};
use super::row::Conversation;
use super::sight;
use crate::accounts::scope::Scope;
use crate::channels::Channels;
use crate::floor;
use crate::routing::choose;
use crate::routing::settings::{self, Settings};
use db::{Query, Tx, args};
use domain::conversation::Status;
use domain::id::{AgentId, ConversationId, GroupId};
use domain::permission::Permission;
use domain::presence::Presence;
use domain::routing::{Effect, Event, Load, Rule, Seat, State, TransferWarning, on, receive_transfer};
use domain::{Error, Result};
use serde_json::json;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    Agent(AgentId),
    Group(GroupId),
}

impl To {
    /// Exactly one of both, as bodies name them.
    pub fn one_of(agent: Option<AgentId>, group: Option<GroupId>) -> Result<To> {
        match (agent, group) {
            (Some(agent), None) => Ok(To::Agent(agent)),
            (None, Some(group)) => Ok(To::Group(group)),
            _ => Err(Error::invalid("agent_id", "请选择一位客服或一个客服组。", "Name either an agent or a group.")),
        }
    }
}

/// Whether the sender has read the warnings (receiver busy or full).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warned {
    NotYet,
    Confirmed,
}

#[derive(Debug, Clone)]
pub struct Transfer {
    pub to: To,
    pub reason: Option<String>,
    pub warned: Warned,
}

pub fn transfer(
    tx: &mut Tx,
    channels: &Channels,
    scope: &Scope,
    id: ConversationId,
    order: &Transfer,
) -> Result<Conversation> {
    let mut c = sight::within(tx, scope, id, Permission::ChatTransfer)?;
    if order.reason.as_ref().is_some_and(|reason| reason.chars().count() > 500) {
        return Err(Error::invalid("reason", "转交原因最多 500 个字。", "The reason may have at most 500 characters."));
    }
    refuse_ended(&c)?;
    refuse_private(&c)?;
    let load = channels.get(&c.channel)?.abilities().load;
    let (was, before) = (c.status, assignment::before(tx, &c)?);
    let settings = settings::load(tx, scope.workspace)?;
    let notice = if settings.transfer_notice { Notice::Told } else { Notice::Silent };
    let sender = c.assignee;
    match order.to {
        To::Agent(agent) => {
            let name = active_agent(tx, scope, agent, "agent_id")?;
            if c.assignee == Some(agent) {
                return Err(
                    Error::conflict("这个会话已经由对方接待。", "This agent serves it already.").reason("same_agent")
                );
            }
            let warnings =
                floor::with(tx, settings.grace_seconds, |_, kept| receive_transfer(&kept.floor, agent, load))?;
            confirm(warnings, order.warned)?;
            put_by_hand(tx, &mut c, agent, load, Rule::Transfer)?;
            c.group = None;
            (c.return_to, c.return_at) = (sender.filter(|sender| *sender != agent), Some(tx.now()));
            let line = Line::Transferred {
                by: scope,
                agent: Some((agent, &name)),
                group: None,
                reason: order.reason.as_deref(),
                notice,
            };
            say(tx, &mut c, line, before)?;
        }
        To::Group(group) => {
            let name = our_group(tx, scope, group)?;
            c.group = Some(group);
            // Within the group, but not back to whoever hands it over.
            let except: Vec<AgentId> = sender.into_iter().collect();
            somebody_there(tx, &settings, group, &except)?;
            assignment::decide(tx, &settings, &mut c, load, &except)?;
            if c.status == Status::Open && c.assignee != sender {
                (c.return_to, c.return_at) = (sender, Some(tx.now()));
            }
            let line = Line::Transferred {
                by: scope,
                agent: None,
                group: Some((group, &name)),
                reason: order.reason.as_deref(),
                notice,
            };
            say(tx, &mut c, line, before)?;
        }
    }
    left_the_line(tx, was);
    drain(tx, channels, scope.workspace)?;
    Ok(c)
}

const MEMBERS: &str = "select agent_id from team_members where workspace_id = $1 and group_id = $2";

/// A group takes it when one of its members is there, now or in the queue's time; else the sender keeps it.
fn somebody_there(tx: &mut Tx, settings: &Settings, group: GroupId, except: &[AgentId]) -> Result<()> {
    let workspace = tx.workspace();
    let members: Vec<AgentId> = tx.all(MEMBERS, &args![workspace, group], |row| row.get("agent_id"))?;
    let somebody = floor::with(tx, settings.grace_seconds, |_, kept| {
        let mut there = members.iter().filter(|member| !except.contains(member));
        let serves = |seat: &Seat| seat.takes_routing && seat.presence != Presence::Offline;
        Ok(there.any(|member| kept.floor.seat(*member).is_some_and(serves)))
    })?;
    if somebody {
        return Ok(());
    }
    let error = Error::conflict("这个客服组现在没有人在线。", "Nobody of this group is there now.");
    Err(error.reason("not_available"))
}

fn confirm(warnings: Vec<TransferWarning>, warned: Warned) -> Result<()> {
    if warnings.is_empty() || warned == Warned::Confirmed {
        return Ok(());
    }
    let names: Vec<&str> = warnings
        .iter()
        .map(|warning| match warning {
            TransferWarning::Busy => "busy",
            TransferWarning::Full => "capacity",
        })
        .collect();
    let error = Error::conflict("对方忙碌或已满员，确认仍要转交吗？", "The receiver is busy or full. Transfer anyway?");
    Err(error.reason("confirm").detail("warnings", json!(names)))
}

/// Takes a waiting one for oneself; may exceed the own capacity.
pub fn pick(tx: &mut Tx, channels: &Channels, scope: &Scope, id: ConversationId) -> Result<Conversation> {
    let mut c = sight::visible(tx, scope, id)?;
    match c.status {
        Status::Pooled => scope.need(Permission::PoolPick)?,
        _ => scope.need(Permission::QueuePick)?,
    }
    refuse_ended(&c)?;
    let takes_offline_message = c.offline && c.assignee != Some(scope.agent);
    if c.status.is_assigned() && !takes_offline_message {
        if c.assignee == Some(scope.agent) {
            return Ok(c);
        }
        return Err(Error::conflict("已被同事接入。", "A colleague has taken it already.").reason("taken"));
    }
    let load = channels.get(&c.channel)?.abilities().load;
    let (was, before) = (c.status, assignment::before(tx, &c)?);
    put_by_hand(tx, &mut c, scope.agent, load, Rule::Pick)?;
    say(tx, &mut c, Line::Picked { by: scope }, before)?;
    left_the_line(tx, was);
    Ok(c)
}

/// A supervisor's act on queued, pooled or open ones.
pub fn assign(tx: &mut Tx, channels: &Channels, scope: &Scope, id: ConversationId, to: To) -> Result<Conversation> {
    let mut c = sight::within(tx, scope, id, Permission::ChatAssign)?;
    refuse_ended(&c)?;
    refuse_private(&c)?;
    let load = channels.get(&c.channel)?.abilities().load;
    let (was, before) = (c.status, assignment::before(tx, &c)?);
    match to {
        To::Agent(agent) => {
            let name = active_agent(tx, scope, agent, "agent_id")?;
            put_by_hand(tx, &mut c, agent, load, Rule::Assign)?;
            c.group = None;
            say(tx, &mut c, Line::Assigned { by: Some(scope), agent, name: &name }, before)?;
        }
        To::Group(group) => {
            our_group(tx, scope, group)?;
            c.group = Some(group);
            let settings = settings::load(tx, scope.workspace)?;
            assignment::decide(tx, &settings, &mut c, load, &[])?;
            say(tx, &mut c, Line::Queued { by: Some(scope) }, before)?;
        }
    }
    left_the_line(tx, was);
    drain(tx, channels, scope.workspace)?;
    Ok(c)
}

pub fn put_by_hand(tx: &mut Tx, c: &mut Conversation, agent: AgentId, load: Load, rule: Rule) -> Result<()> {
    assignment::put(tx, c, Place::With(agent), load)?;
    choose::keep_by_hand(tx, c.id, rule, agent)
}

fn refuse_ended(c: &Conversation) -> Result<()> {
    let state = State {
        status: c.status,
        assignee_offline: false,
        contact_waits: false,
        may_reopen: false,
        ends_by_silence: false,
    };
    match on(Event::Taken(AgentId(0)), &state) {
        Effect::Refused => Err(Error::conflict("会话已结束。", "The conversation has ended.").reason("ended")),
        _ => Ok(()),
    }
}

/// RTE-12: routed and handed to nobody but the owner.
fn refuse_private(c: &Conversation) -> Result<()> {
    if c.private {
        return Err(Error::conflict("私密会话只能由店主接待。", "A private conversation stays with the owner.")
            .reason("private"));
    }
    Ok(())
}

const AGENT: &str = "select name from agents where workspace_id = $1 and id = $2 and state = 'active'";

pub fn active_agent(q: &mut impl Query, scope: &Scope, agent: AgentId, field: &str) -> Result<String> {
    let name = q.maybe(AGENT, &args![scope.workspace, agent], |row| row.get("name"))?;
    name.ok_or_else(|| Error::not_found().field(field))
}

const GROUP: &str = "select name from teams where workspace_id = $1 and id = $2";

fn our_group(q: &mut impl Query, scope: &Scope, group: GroupId) -> Result<String> {
    let name = q.maybe(GROUP, &args![scope.workspace, group], |row| row.get("name"))?;
    name.ok_or_else(|| Error::not_found().field("group_id"))
}

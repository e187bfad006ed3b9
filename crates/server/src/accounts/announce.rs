//! What others hear of accounts: colleagues of the team's changes and presence, sockets of changed rights and ended sessions.

use super::member;
use super::store::workspaces;
use crate::realtime::publish::{RIGHTS_CHANGED, SESSIONS_ENDED};
use db::{NewEvent, NewJob, Query, Tx, args};
use domain::audience::Audience;
use domain::id::{AgentId, ConversationId, SessionId};
use domain::presence::{Presence, shown};
use domain::{Error, Result};
use serde_json::{Value, json};

/// These agents' rights, groups or part in routing changed: their sockets look again, their pages load `me` anew.
pub fn rights_changed(tx: &mut Tx, agents: &[AgentId]) -> Result<()> {
    if agents.is_empty() {
        return Ok(()); // An empty list would mean everybody.
    }
    emit(tx, RIGHTS_CHANGED, &Audience::Agents(Vec::new()), json!({ "agents": agents }))?;
    me_updated(tx, agents)
}

/// The same when a group changed: these conversations come into their view or go, though nothing happened to them.
pub fn sight_changed(tx: &mut Tx, agents: &[AgentId], conversations: &[ConversationId]) -> Result<()> {
    if agents.is_empty() {
        return Ok(()); // An empty list would mean everybody.
    }
    let data = json!({"agents": agents, "conversations": conversations});
    emit(tx, RIGHTS_CHANGED, &Audience::Agents(Vec::new()), data)?;
    me_updated(tx, agents)
}

/// These agents' pages load `me` anew.
pub fn me_updated(tx: &mut Tx, agents: &[AgentId]) -> Result<()> {
    emit(tx, "me_updated", &Audience::Agents(agents.to_vec()), json!({"agent": {}}))
}

/// The agent's sockets close, except those of one session.
pub fn sessions_ended(tx: &mut Tx, agent: AgentId, except: Option<SessionId>) -> Result<()> {
    emit(tx, SESSIONS_ENDED, &Audience::Agents(Vec::new()), json!({"agent": agent, "except": except}))
}

/// One session ended: the sockets of this agent look whether they are still welcome.
pub fn session_ended(tx: &mut Tx, agent: AgentId) -> Result<()> {
    emit(tx, RIGHTS_CHANGED, &Audience::Agents(Vec::new()), json!({ "agents": [agent] }))
}

/// To everybody, so without anything that needs a right.
pub fn agent_updated(tx: &mut Tx, agent: AgentId) -> Result<()> {
    let (workspace, now) = (tx.workspace(), tx.now());
    match member::one(tx, workspace, agent, now)? {
        Some(member) => {
            let data = json!({"agent": {"agent": member}});
            tx.emit_last(("agent", agent.0), event("agent_updated", &Audience::Everybody, data)?);
            Ok(())
        }
        None => agent_removed(tx, agent),
    }
}

const SEEN: &str = "
select presence, connections, gone_at, open_chats, takes_routing, capacity from agents
where workspace_id = $1 and id = $2 and deleted_at is null";

/// Presence, load, capacity and part in routing are shown live to those who may see presence. The frame has no number.
/// A deleted account, whose chats are being handed over, is shown to nobody any more.
pub fn presence_changed(tx: &mut Tx, agent: AgentId) -> Result<()> {
    let (workspace, now) = (tx.workspace(), tx.now());
    let grace = workspaces::one(tx, workspace)?.grace_seconds;
    let seen = tx.maybe(SEEN, &args![workspace, agent], |row| {
        let chosen = Presence::parse(&row.get::<String>("presence")?).unwrap_or(Presence::Offline);
        let presence = shown(chosen, member::line(row.get("connections")?, row.get("gone_at")?), grace, now).presence;
        let (open_chats, capacity): (i64, i64) = (row.get("open_chats")?, row.get("capacity")?);
        let takes_routing: bool = row.get("takes_routing")?;
        Ok(json!({"agent_id": agent, "presence": presence, "open_chats": open_chats,
            "takes_routing": takes_routing, "capacity": capacity}))
    })?;
    let Some(seen) = seen else { return Ok(()) };
    let audience = Audience::PresenceViewers { about: agent };
    tx.emit_last(("presence", agent.0), event("presence_changed", &audience, json!({ "agent": seen }))?);
    Ok(())
}

pub fn agent_removed(tx: &mut Tx, agent: AgentId) -> Result<()> {
    let gone = event("agent_removed", &Audience::Everybody, json!({"agent": {"id": agent}}))?;
    tx.emit_last(("agent", agent.0), gone);
    Ok(())
}

/// `what`: `roles`, `groups`, `inboxes`, `routing`, `shop`, `service`, `tags`, `phrases`. Clients fetch it again.
pub fn settings_changed(tx: &mut Tx, what: &'static str) -> Result<()> {
    emit(tx, "settings_changed", &Audience::Everybody, json!({"agent": {"what": what}}))
}

/// The job in which routing looks at what waits; it is done by the conversations, which this slice does not know.
const ROOM: &str = "room";

/// Room may have appeared, or candidates for what waits: routing looks at the queue again.
pub fn room_appeared(tx: &mut Tx) {
    let (workspace, due_at) = (tx.workspace(), tx.now());
    tx.enqueue(NewJob { kind: ROOM, key: workspace.to_string(), payload: json!({}), due_at });
}

fn emit(tx: &mut Tx, name: &'static str, audience: &Audience, data: Value) -> Result<()> {
    let event = event(name, audience, data)?;
    tx.emit(event);
    Ok(())
}

fn event(name: &'static str, audience: &Audience, data: Value) -> Result<NewEvent> {
    let audience =
        serde_json::to_string(audience).map_err(|error| Error::internal_error(format!("audience: {error}")))?;
    Ok(NewEvent { name, audience, contact: None, data: data.to_string() })
}

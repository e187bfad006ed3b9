//! How agents' presence and load are told to those who may see them. Frames of this kind carry no stream number.

use super::{floor, settings};
use db::{NewEvent, Query, Row, Tx, args};
use domain::audience::Audience;
use domain::id::AgentId;
use domain::presence::{Presence, Shown};
use domain::{Result, Timestamp};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

/// What 我们的团队 shows of an agent, live.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AgentPresence {
    pub agent_id: AgentId,
    pub presence: Presence,
    pub open_chats: i64,
    pub takes_routing: bool,
    pub capacity: i64,
}

const AGENT: &str = "
select presence, connections, gone_at, open_chats, takes_routing, capacity from agents where id = $1";

pub fn load(q: &mut impl Query, agent: AgentId, grace: i64, now: Timestamp) -> Result<AgentPresence> {
    q.one(AGENT, &args![agent], |row: &Row| {
        let Shown { presence, .. } = floor::shown_presence(row, grace, now)?;
        Ok(AgentPresence {
            agent_id: agent,
            presence,
            open_chats: row.get("open_chats")?,
            takes_routing: row.get("takes_routing")?,
            capacity: row.get("capacity")?,
        })
    })
}

/// Tells presence viewers and the agent itself how it is now.
pub fn announce_presence(tx: &mut Tx, agent: AgentId) -> Result<()> {
    let (workspace, now) = (tx.workspace(), tx.now());
    let settings = settings::load(tx, workspace)?;
    let presence = load(tx, agent, settings.grace_seconds, now)?;
    let audience = json!(Audience::PresenceViewers { about: agent });
    tx.emit(NewEvent { name: "presence_changed", audience, data: json!({ "agent": presence }) });
    Ok(())
}

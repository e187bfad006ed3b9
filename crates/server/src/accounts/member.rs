//! A colleague as every agent of the workspace sees him: for choosing whom to transfer to. No rights, no loads, no phone.

use super::store::workspaces;
use db::{Query, Row, args};
use domain::id::{AgentId, WorkspaceId};
use domain::presence::{Line, Presence, shown};
use domain::{Result, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Member {
    pub id: AgentId,
    pub name: String,
    pub nickname: String,
    pub owner: bool,
    /// May receive a transfer now.
    pub available: bool,
    /// Receiving one now would come with a warning.
    pub busy: bool,
}

const ONE: &str = "
select id, owner, name, nickname, presence, connections, gone_at, open_chats, capacity
from agents where workspace_id = $1 and id = $2 and state = 'active' and deleted_at is null";

/// `None` for an account that is disabled or gone.
pub fn one(q: &mut impl Query, workspace: WorkspaceId, id: AgentId, now: Timestamp) -> Result<Option<Member>> {
    let grace = workspaces::one(q, workspace)?.grace_seconds;
    q.maybe(ONE, &args![workspace, id], |row| member(row, grace, now))
}

/// From the columns of an agent that [`one`] reads.
pub fn member(row: &Row, grace_seconds: i64, now: Timestamp) -> Result<Member> {
    let chosen = Presence::parse(&row.get::<String>("presence")?).unwrap_or(Presence::Offline);
    let line = line(row.get("connections")?, row.get("gone_at")?);
    let shown = shown(chosen, line, grace_seconds, now);
    let full = row.get::<i64>("open_chats")? >= row.get::<i64>("capacity")?;
    Ok(Member {
        id: row.get("id")?,
        name: row.get("name")?,
        nickname: row.get("nickname")?,
        owner: row.get("owner")?,
        available: shown.reachable && matches!(shown.presence, Presence::Online | Presence::Busy),
        busy: full || shown.presence == Presence::Busy,
    })
}

/// An agent's connection from its columns `connections` and `gone_at`.
pub fn line(connections: i64, gone_at: Option<Timestamp>) -> Line {
    match gone_at {
        _ if connections > 0 => Line::Connected,
        Some(at) => Line::Dropped(at),
        None => Line::Away,
    }
}

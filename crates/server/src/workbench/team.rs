//! 我们的团队: colleagues as every agent may know them, with presence and load for those who may see that.

use crate::accounts::scope::Scope;
use crate::routing::floor::shown_presence;
use crate::routing::settings;
use db::{Query, Row, args};
use domain::Result;
use domain::id::AgentId;
use domain::permission::Permission;
use domain::presence::Presence;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct Member {
    pub id: AgentId,
    pub name: String,
    pub nickname: String,
    pub owner: bool,
    /// May receive a transfer now.
    pub available: bool,
    /// Receiving one now would come with a warning.
    pub busy: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presence: Option<Presence>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub takes_routing: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_chats: Option<i64>,
}

const TEAM: &str = "
select id, name, nickname, owner, presence, connections, gone_at, takes_routing, capacity, open_chats
from agents where workspace_id = $1 and state = 'active' order by owner desc, name";

pub fn team(q: &mut impl Query, scope: &Scope, now: domain::Timestamp) -> Result<Vec<Member>> {
    let grace = settings::load(q, scope.workspace)?.grace_seconds;
    let sees_presence = scope.has(Permission::AgentPresenceView);
    q.all(TEAM, &args![scope.workspace], |row: &Row| {
        let shown = shown_presence(row, grace, now)?;
        let id: AgentId = row.get("id")?;
        let open = sees_presence || id == scope.agent;
        Ok(Member {
            id,
            name: row.get("name")?,
            nickname: row.get("nickname")?,
            owner: row.get("owner")?,
            available: shown.reachable && matches!(shown.presence, Presence::Online | Presence::Busy),
            busy: shown.presence == Presence::Busy || row.get::<i64>("open_chats")? >= row.get::<i64>("capacity")?,
            presence: open.then_some(shown.presence),
            takes_routing: if open { Some(row.get("takes_routing")?) } else { None },
            capacity: if open { Some(row.get("capacity")?) } else { None },
            open_chats: if open { Some(row.get("open_chats")?) } else { None },
        })
    })
}

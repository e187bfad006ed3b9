//! 我们的团队: colleagues as every agent may know them, with presence and load for those who may see that.

use crate::accounts::member::{self, Member};
use crate::accounts::scope::Scope;
use crate::routing::floor::shown_presence;
use crate::routing::settings;
use db::{Query, Row, args};
use domain::id::AgentId;
use domain::permission::Permission;
use domain::presence::Presence;
use domain::{Result, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

/// The last four only for holders of `agent.presence_view`, and one's own.
#[derive(Debug, Serialize, ToSchema)]
pub struct Colleague {
    #[serde(flatten)]
    pub member: Member,
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
from agents where workspace_id = $1 and state = 'active' and deleted_at is null order by owner desc, name";

pub fn team(q: &mut impl Query, scope: &Scope, now: Timestamp) -> Result<Vec<Colleague>> {
    let grace = settings::load(q, scope.workspace)?.grace_seconds;
    let sees_all = scope.has(Permission::AgentPresenceView);
    q.all(TEAM, &args![scope.workspace], |row: &Row| {
        let member = member::member(row, grace, now)?;
        let open = sees_all || member.id == scope.agent;
        let presence = shown_presence(row, grace, now)?.presence;
        Ok(Colleague {
            member,
            presence: open.then_some(presence),
            takes_routing: open.then(|| row.get("takes_routing")).transpose()?,
            capacity: open.then(|| row.get("capacity")).transpose()?,
            open_chats: open.then(|| row.get("open_chats")).transpose()?,
        })
    })
}

const OWNER: &str = "select id from agents where workspace_id = $1 and owner = true";

pub fn owner(q: &mut impl Query, workspace: domain::id::WorkspaceId) -> Result<AgentId> {
    q.one(OWNER, &args![workspace], |row| row.get("id"))
}

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

#[derive(Debug, Serialize, ToSchema)]
pub struct Colleague {
    #[serde(flatten)]
    pub member: Member,
    #[serde(flatten)]
    pub work: Option<Work>,
}

/// For holders of `agent.presence_view`, and one's own.
#[derive(Debug, Serialize, ToSchema)]
pub struct Work {
    pub presence: Presence,
    pub takes_routing: bool,
    pub capacity: i64,
    pub open_chats: i64,
}

const TEAM: &str = "
select id, name, nickname, owner, presence, connections, gone_at, takes_routing, capacity, open_chats
from agents where workspace_id = $1 and state = 'active' and deleted_at is null order by owner desc, name";

pub fn team(q: &mut impl Query, scope: &Scope, now: Timestamp) -> Result<Vec<Colleague>> {
    let grace = settings::load(q, scope.workspace)?.grace_seconds;
    let sees_all = scope.has(Permission::AgentPresenceView);
    q.all(TEAM, &args![scope.workspace], |row: &Row| {
        let member = member::member(row, grace, now)?;
        let work = if sees_all || member.id == scope.agent { Some(work(row, grace, now)?) } else { None };
        Ok(Colleague { member, work })
    })
}

fn work(row: &Row, grace: i64, now: Timestamp) -> Result<Work> {
    Ok(Work {
        presence: shown_presence(row, grace, now)?.presence,
        takes_routing: row.get("takes_routing")?,
        capacity: row.get("capacity")?,
        open_chats: row.get("open_chats")?,
    })
}

const OWNER: &str = "select id from agents where workspace_id = $1 and owner = true";

pub fn owner(q: &mut impl Query, workspace: domain::id::WorkspaceId) -> Result<AgentId> {
    q.one(OWNER, &args![workspace], |row| row.get("id"))
}

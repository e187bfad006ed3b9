//! An account as it is shown in full: to its own person and to those who manage accounts.

use super::scope::Scope;
use super::store::agents::{self, Account};
use super::store::roles::Role;
use super::store::workspaces::{self, Workspace};
use db::Query;
use domain::id::{AgentId, RoleId};
use domain::permission::Permission;
use domain::presence::{Presence, shown};
use domain::{Result, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AgentView {
    pub id: AgentId,
    pub name: String,
    /// What to type to sign in: `shop` or `shop:lin`.
    pub login: String,
    pub owner: bool,
    /// Shown to customers.
    pub nickname: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    /// `active`, `disabled` or `locked`.
    pub state: String,
    pub roles: Vec<RoleId>,
    /// Ticked for this account alone.
    pub permissions: Vec<String>,
    /// Everything that roles and ticks add up to.
    pub effective: Vec<String>,
    /// For holders of `agent.presence_view`, and one's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub presence: Option<Presence>,
    pub takes_routing: bool,
    pub capacity: i64,
    pub mail_capacity: i64,
    pub weight: i64,
    /// Like `presence`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_chats: Option<i64>,
    pub last_sign_in_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WorkspaceView {
    pub id: domain::id::WorkspaceId,
    pub name: String,
    /// The shop's time zone, of the IANA list.
    pub timezone: String,
    pub created_at: Timestamp,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RoleView {
    pub id: RoleId,
    pub name: String,
    /// The shipped template it was made from.
    pub template: Option<String>,
    pub permissions: Vec<String>,
}

impl From<Workspace> for WorkspaceView {
    fn from(w: Workspace) -> Self {
        WorkspaceView { id: w.id, name: w.name, timezone: w.timezone, created_at: w.created_at }
    }
}

impl From<Role> for RoleView {
    fn from(role: Role) -> Self {
        RoleView { id: role.id, name: role.name, template: role.template, permissions: role.grants.to_strings() }
    }
}

/// One account, as this viewer may see it.
pub fn agent(q: &mut impl Query, viewer: &Scope, id: AgentId, now: Timestamp) -> Result<AgentView> {
    let account = agents::one(q, viewer.workspace, id)?;
    let workspace = workspaces::one(q, viewer.workspace)?;
    Ok(seen_by(viewer, account, &workspace, now))
}

pub fn seen_by(viewer: &Scope, account: Account, workspace: &Workspace, now: Timestamp) -> AgentView {
    let own = account.id == viewer.agent;
    let live = if own || viewer.has(Permission::AgentPresenceView) { Live::Shown } else { Live::Hidden };
    full(account, workspace, now, live)
}

/// One's own account, where there is no scope yet: right after registering and signing in.
pub fn own(account: Account, workspace: &Workspace, now: Timestamp) -> AgentView {
    full(account, workspace, now, Live::Shown)
}

/// Presence and load, which have a right of their own.
#[derive(PartialEq, Eq)]
enum Live {
    Shown,
    Hidden,
}

fn full(a: Account, workspace: &Workspace, now: Timestamp, live: Live) -> AgentView {
    let live = live == Live::Shown;
    let presence = shown(a.presence, a.line, workspace.grace_seconds, now).presence;
    AgentView {
        id: a.id,
        login: if a.owner { a.name.clone() } else { format!("{}:{}", workspace.name, a.name) },
        name: a.name,
        owner: a.owner,
        nickname: a.nickname,
        phone: a.phone.map(|phone| phone.strip_prefix("+86").map(str::to_owned).unwrap_or(phone)),
        email: a.email,
        state: a.state,
        roles: a.roles,
        permissions: a.extra.to_strings(),
        effective: a.grants.to_strings(),
        presence: live.then_some(presence),
        takes_routing: a.takes_routing,
        capacity: a.capacity,
        mail_capacity: a.mail_capacity,
        weight: a.weight,
        open_chats: live.then_some(a.open_chats),
        last_sign_in_at: a.last_sign_in_at,
        created_at: a.created_at,
    }
}

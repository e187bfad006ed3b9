//! An inbox as the shop's own people see it.

use super::entries;
use crate::App;
use crate::channels::Door;
use db::{Query, Row, args};
use domain::conversation::Abilities;
use domain::id::{AgentId, GroupId, InboxId, WorkspaceId};
use domain::{Error, Result, Timestamp};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Inbox {
    pub id: InboxId,
    pub kind: String,
    pub name: String,
    /// What the channel can be set to.
    #[schema(value_type = crate::channels::InboxSettings)]
    pub settings: Value,
    pub agent_ids: Vec<AgentId>,
    pub group_ids: Vec<GroupId>,
    /// Who gets offline messages, in turn; empty: the owner.
    pub fallback_agent_ids: Vec<AgentId>,
    pub created_at: Timestamp,
    /// The full-screen chat; null when the channel has no pages.
    pub url: Option<String>,
    pub qr_url: Option<String>,
    pub abilities: Abilities,
}

const ONE: &str = "
select id, kind, name, settings, fallback, created_at from inboxes
where workspace_id = $1 and id = $2 and deleted_at is null";

/// `not_found` for one that is absent, deleted or another workspace's.
pub fn load(q: &mut impl Query, app: &App, workspace: WorkspaceId, id: InboxId) -> Result<Inbox> {
    let inbox = q.one(ONE, &args![workspace, id], |row| of_row(app, row))?;
    with_people(q, workspace, inbox)
}

const LIST: &str = "
select id, kind, name, settings, fallback, created_at from inboxes
where workspace_id = $1 and id > $2 and deleted_at is null order by id limit $3";

/// Oldest first.
pub fn list(q: &mut impl Query, app: &App, workspace: WorkspaceId, after: InboxId, limit: i64) -> Result<Vec<Inbox>> {
    let inboxes = q.all(LIST, &args![workspace, after, limit], |row| of_row(app, row))?;
    inboxes.into_iter().map(|inbox| with_people(q, workspace, inbox)).collect()
}

fn of_row(app: &App, row: &Row<'_>) -> Result<Inbox> {
    let (id, kind): (InboxId, String) = (row.get("id")?, row.get("kind")?);
    let channel =
        app.channels.get(&kind).map_err(|_| Error::internal_error(format!("an inbox of the unknown kind {kind}")))?;
    let page = channel.page(Door::Inbox(id));
    Ok(Inbox {
        id,
        name: row.get("name")?,
        settings: row.get("settings")?,
        agent_ids: Vec::new(),
        group_ids: Vec::new(),
        fallback_agent_ids: stored_agents(&row.get::<String>("fallback")?)?,
        created_at: row.get("created_at")?,
        qr_url: page.as_ref().map(|_| format!("/api/v1/inboxes/{id}/qr.svg")),
        url: page.map(|page| format!("{}{page}", app.config.public_url)),
        abilities: channel.abilities(),
        kind,
    })
}

fn with_people(q: &mut impl Query, workspace: WorkspaceId, mut inbox: Inbox) -> Result<Inbox> {
    (inbox.agent_ids, inbox.group_ids) = entries::load(q, entries::of_inbox(inbox.id))?;
    let mut living = Vec::new();
    for agent in inbox.fallback_agent_ids {
        // A deleted account stays in the stored list; sent back with the others it would be refused.
        if entries::is_agent(q, workspace, agent)? {
            living.push(agent);
        }
    }
    inbox.fallback_agent_ids = living;
    Ok(inbox)
}

/// The column `fallback`: a JSON list of ids.
pub fn stored_agents(json: &str) -> Result<Vec<AgentId>> {
    serde_json::from_str(json).map_err(|error| Error::internal_error(format!("stored fallback agents: {error}")))
}

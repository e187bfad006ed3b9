//! Making, changing and deleting inboxes, and the secrets that prove a customer's identity.

use super::entries::{self, Admission};
use super::record::{self, Inbox};
use super::{announce, name_of};
use crate::App;
use crate::accounts::scope::Scope;
use db::{Tx, args};
use domain::id::{AgentId, GroupId, InboxId, WorkspaceId};
use domain::{Error, Result};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInbox {
    /// `web`.
    pub kind: String,
    pub name: String,
    #[serde(default)]
    #[schema(value_type = crate::channels::web::settings::WebSettings)]
    pub settings: Map<String, Value>,
    #[serde(default)]
    pub agent_ids: Vec<AgentId>,
    #[serde(default)]
    pub group_ids: Vec<GroupId>,
    #[serde(default)]
    pub fallback_agent_ids: Vec<AgentId>,
}

/// What is absent stays. Of `settings`, each given one is set, and null puts it back to its default.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InboxPatch {
    pub name: Option<String>,
    #[schema(value_type = Option<crate::channels::web::settings::WebSettings>)]
    pub settings: Option<Map<String, Value>>,
    pub agent_ids: Option<Vec<AgentId>>,
    pub group_ids: Option<Vec<GroupId>>,
    pub fallback_agent_ids: Option<Vec<AgentId>>,
}

pub async fn create(app: &App, scope: &Scope, new: NewInbox) -> Result<Inbox> {
    let (app_in, workspace) = (app.clone(), scope.workspace);
    let settings = app.channels.get(&new.kind)?.check_settings(without_nulls(new.settings))?;
    let name = name_of(&new.name)?;
    let admission = Admission { agents: Some(new.agent_ids), groups: Some(new.group_ids) };
    let (kind, fallback) = (new.kind, new.fallback_agent_ids);
    app.db
        .write(workspace, move |tx| {
            entries::need_agents(tx, "fallback_agent_ids", &fallback)?;
            let id = insert(tx, workspace, &kind, (&name, &settings))?;
            tx.exec(SET_FALLBACK, &args![id, json!(fallback)])?;
            entries::admit(tx, entries::of_inbox(id), &admission)?;
            announce(tx);
            record::load(tx, &app_in, workspace, id)
        })
        .await
}

const INSERT: &str = "
insert into inboxes (id, workspace_id, kind, name, settings, fallback, created_at) values ($1, $2, $3, $4, $5, '[]', $6)";

pub(super) fn insert(tx: &mut Tx<'_>, workspace: WorkspaceId, kind: &str, (name, settings): (&str, &Value)) -> Result<InboxId> {
    let (id, now) = (InboxId(tx.new_id()), tx.now());
    tx.exec(INSERT, &args![id, workspace, kind, name, settings, now])?;
    Ok(id)
}

const RENAME: &str = "update inboxes set name = $2 where id = $1";
const SET_SETTINGS: &str = "update inboxes set settings = $2 where id = $1";
const SET_FALLBACK: &str = "update inboxes set fallback = $2 where id = $1";

pub async fn patch(app: &App, scope: &Scope, id: InboxId, patch: InboxPatch) -> Result<Inbox> {
    let (app_in, workspace) = (app.clone(), scope.workspace);
    let change = move |tx: &mut Tx<'_>| {
        let inbox = record::load(tx, &app_in, workspace, id)?;
        if let Some(name) = &patch.name {
            tx.exec(RENAME, &args![id, name_of(name)?])?;
        }
        if let Some(given) = &patch.settings {
            let merged = merged(inbox.settings, given);
            tx.exec(SET_SETTINGS, &args![id, app_in.channels.get(&inbox.kind)?.check_settings(merged)?])?;
        }
        if let Some(fallback) = &patch.fallback_agent_ids {
            entries::need_agents(tx, "fallback_agent_ids", fallback)?;
            tx.exec(SET_FALLBACK, &args![id, json!(fallback)])?;
        }
        let admission = Admission { agents: patch.agent_ids.clone(), groups: patch.group_ids.clone() };
        entries::admit(tx, entries::of_inbox(id), &admission)?;
        announce(tx);
        record::load(tx, &app_in, workspace, id)
    };
    app.db.write(workspace, change).await
}

fn merged(stored: Value, given: &Map<String, Value>) -> Map<String, Value> {
    let mut settings = if let Value::Object(map) = stored { map } else { Map::new() };
    settings.extend(given.clone());
    without_nulls(settings)
}

fn without_nulls(mut settings: Map<String, Value>) -> Map<String, Value> {
    settings.retain(|_, value| !value.is_null());
    settings
}

const DELETE: &str = "
update inboxes set deleted_at = $3, secret = null, previous_secret = null
where workspace_id = $1 and id = $2 and deleted_at is null";

const FORGET_VISITORS: &str = "delete from visitor_tokens where inbox_id = $1";

/// Visitors are sent away; conversations and their history stay.
pub async fn delete(app: &App, scope: &Scope, id: InboxId) -> Result<()> {
    let workspace = scope.workspace;
    app.db
        .write(workspace, move |tx| {
            if tx.exec(DELETE, &args![workspace, id, tx.now()])? == 0 {
                return Err(Error::not_found());
            }
            tx.exec(FORGET_VISITORS, &args![id])?;
            announce(tx);
            Ok(())
        })
        .await
}

const ROTATE: &str = "
update inboxes set previous_secret = secret, secret = $3 where workspace_id = $1 and id = $2 and deleted_at is null";

/// A new secret; the one before stays good until the next, so that a shop can change over without a gap.
pub async fn rotate_secret(app: &App, scope: &Scope, id: InboxId) -> Result<String> {
    let (workspace, secret) = (scope.workspace, app.new_token());
    app.db
        .write(workspace, move |tx| match tx.exec(ROTATE, &args![workspace, id, &secret])? {
            0 => Err(Error::not_found()),
            _ => Ok(secret.clone()),
        })
        .await
}

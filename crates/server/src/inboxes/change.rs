//! Making, changing and deleting inboxes, and the secrets that prove a customer's identity.

use super::entries::{self, Admission};
use super::record::{self, Inbox};
use super::{given, name_of, record_act};
use crate::App;
use crate::audit::{Actor, Object};
use crate::visitors::{inbox_secret, token};
use db::{Tx, args};
use domain::Result;
use domain::id::{AgentId, GroupId, InboxId, WorkspaceId};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInbox {
    /// One of the `channels` in `GET /me`.
    pub kind: String,
    pub name: String,
    #[serde(default)]
    #[schema(value_type = crate::channels::InboxSettings)]
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
    #[schema(value_type = Option<crate::channels::InboxSettings>)]
    pub settings: Option<Map<String, Value>>,
    pub agent_ids: Option<Vec<AgentId>>,
    pub group_ids: Option<Vec<GroupId>>,
    pub fallback_agent_ids: Option<Vec<AgentId>>,
}

impl InboxPatch {
    fn given(&self) -> Vec<&'static str> {
        given([
            ("name", self.name.is_some()),
            ("settings", self.settings.is_some()),
            ("agent_ids", self.agent_ids.is_some()),
            ("group_ids", self.group_ids.is_some()),
            ("fallback_agent_ids", self.fallback_agent_ids.is_some()),
        ])
    }
}

fn object(inbox: &Inbox) -> Object<'_> {
    Object { kind: "inbox", id: Some(inbox.id.0), name: &inbox.name }
}

pub async fn create(app: &App, workspace: WorkspaceId, actor: Actor, new: NewInbox) -> Result<Inbox> {
    let app_in = app.clone();
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
            let inbox = record::load(tx, &app_in, workspace, id)?;
            record_act(tx, &actor, "inbox.create", &object(&inbox), &[])?;
            Ok(inbox)
        })
        .await
}

const INSERT: &str = "
insert into inboxes (id, workspace_id, kind, name, settings, fallback, created_at) values ($1, $2, $3, $4, $5, '[]', $6)";

pub(super) fn insert(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    kind: &str,
    (name, settings): (&str, &Value),
) -> Result<InboxId> {
    let (id, now) = (InboxId(tx.new_id()), tx.now());
    tx.exec(INSERT, &args![id, workspace, kind, name, settings, now])?;
    Ok(id)
}

const RENAME: &str = "update inboxes set name = $2 where id = $1";
const SET_SETTINGS: &str = "update inboxes set settings = $2 where id = $1";
const SET_FALLBACK: &str = "update inboxes set fallback = $2 where id = $1";

pub async fn patch(app: &App, workspace: WorkspaceId, actor: Actor, id: InboxId, patch: InboxPatch) -> Result<Inbox> {
    let app_in = app.clone();
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
        let inbox = record::load(tx, &app_in, workspace, id)?;
        record_act(tx, &actor, "inbox.change", &object(&inbox), &patch.given())?;
        Ok(inbox)
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

/// Visitors are sent away; conversations and their history stay.
pub async fn delete(app: &App, workspace: WorkspaceId, actor: Actor, id: InboxId) -> Result<()> {
    let app_in = app.clone();
    app.db
        .write(workspace, move |tx| {
            let inbox = record::load(tx, &app_in, workspace, id)?;
            tx.exec(DELETE, &args![workspace, id, tx.now()])?;
            token::revoke_all(tx, id)?;
            record_act(tx, &actor, "inbox.delete", &object(&inbox), &[])
        })
        .await
}

const ROTATE: &str = "
update inboxes set previous_secret = secret, secret = $3 where workspace_id = $1 and id = $2 and deleted_at is null";

/// A new secret; the one before stays good until the next, so that a shop can change over without a gap. Only its sealed form
/// is stored.
pub async fn rotate_secret(app: &App, workspace: WorkspaceId, actor: Actor, id: InboxId) -> Result<String> {
    let (app_in, secret) = (app.clone(), app.new_token());
    let sealed = app.key.seal(&inbox_secret(id), &secret, &app.chance);
    app.db
        .write(workspace, move |tx| {
            let inbox = record::load(tx, &app_in, workspace, id)?;
            tx.exec(ROTATE, &args![workspace, id, &sealed])?;
            record_act(tx, &actor, "inbox.secret", &object(&inbox), &[])?;
            Ok(secret.clone())
        })
        .await
}

//! Links 客服链接: further public doors of an inbox, each with its own key and its own people.

use super::entries::{self, Admission};
use super::{given, name_of, record, record_act};
use crate::App;
use crate::audit::{Actor, Object};
use crate::channels::Door;
use db::{Query, Row, Tx, args};
use domain::id::{AgentId, GroupId, InboxId, LinkId, WorkspaceId};
use domain::{Error, Result};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Link {
    pub id: LinkId,
    pub inbox_id: InboxId,
    pub name: String,
    pub key: String,
    pub url: String,
    pub agent_ids: Vec<AgentId>,
    pub group_ids: Vec<GroupId>,
    /// A personal link: its chats address this agent.
    pub agent_id: Option<AgentId>,
    pub qr_url: String,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLink {
    pub name: String,
    #[serde(default)]
    pub agent_ids: Vec<AgentId>,
    #[serde(default)]
    pub group_ids: Vec<GroupId>,
    pub agent_id: Option<AgentId>,
}

/// What is absent stays; `agent_id` null makes it nobody's.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkPatch {
    pub name: Option<String>,
    pub agent_ids: Option<Vec<AgentId>>,
    pub group_ids: Option<Vec<GroupId>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<AgentId>)]
    pub agent_id: Option<Option<AgentId>>,
}

/// Tells null (clear it) from absent (leave it).
fn present<'de, D: Deserializer<'de>>(d: D) -> std::result::Result<Option<Option<AgentId>>, D::Error> {
    Option::deserialize(d).map(Some)
}

impl LinkPatch {
    fn given(&self) -> Vec<&'static str> {
        given([
            ("name", self.name.is_some()),
            ("agent_ids", self.agent_ids.is_some()),
            ("group_ids", self.group_ids.is_some()),
            ("agent_id", self.agent_id.is_some()),
        ])
    }
}

fn object(link: &Link) -> Object<'_> {
    Object { kind: "link", id: Some(link.id.0), name: &link.name }
}

const ONE: &str = "
select l.id, l.inbox_id, l.key, l.name, l.agent_id, i.kind from links l join inboxes i on i.id = l.inbox_id
where l.workspace_id = $1 and l.inbox_id = $2 and l.id = $3 and l.deleted_at is null and i.deleted_at is null";

pub fn load(q: &mut impl Query, app: &App, workspace: WorkspaceId, inbox: InboxId, id: LinkId) -> Result<Link> {
    let link = q.one(ONE, &args![workspace, inbox, id], |row| of_row(app, row))?;
    with_people(q, link)
}

const LIST: &str = "
select l.id, l.inbox_id, l.key, l.name, l.agent_id, i.kind from links l join inboxes i on i.id = l.inbox_id
where l.workspace_id = $1 and l.inbox_id = $2 and l.id > $3 and l.deleted_at is null order by l.id limit $4";

/// Oldest first.
pub fn list(
    q: &mut impl Query,
    app: &App,
    workspace: WorkspaceId,
    inbox: InboxId,
    (after, limit): (LinkId, i64),
) -> Result<Vec<Link>> {
    record::load(q, app, workspace, inbox)?;
    let links = q.all(LIST, &args![workspace, inbox, after, limit], |row| of_row(app, row))?;
    links.into_iter().map(|link| with_people(q, link)).collect()
}

fn of_row(app: &App, row: &Row<'_>) -> Result<Link> {
    let (id, inbox_id, key): (LinkId, InboxId, String) = (row.get("id")?, row.get("inbox_id")?, row.get("key")?);
    let page = app.channels.get(&row.get::<String>("kind")?)?.page(Door::Link(&key));
    let page = page.ok_or_else(|| Error::internal_error("a link of an inbox without pages"))?;
    Ok(Link {
        url: format!("{}{page}", app.config.public_url),
        qr_url: format!("/api/v1/inboxes/{inbox_id}/links/{id}/qr.svg"),
        name: row.get("name")?,
        agent_id: row.get("agent_id")?,
        agent_ids: Vec::new(),
        group_ids: Vec::new(),
        id,
        inbox_id,
        key,
    })
}

fn with_people(q: &mut impl Query, mut link: Link) -> Result<Link> {
    (link.agent_ids, link.group_ids) = entries::load(q, entries::of_link(link.id))?;
    Ok(link)
}

const INSERT: &str = "
insert into links (id, workspace_id, inbox_id, key, name, agent_id, created_at) values ($1, $2, $3, $4, $5, $6, $7)";

pub async fn create(app: &App, workspace: WorkspaceId, actor: Actor, inbox: InboxId, new: NewLink) -> Result<Link> {
    let app_in = app.clone();
    // 63 bits of chance: nobody finds a link by trying keys.
    let key = domain::id::encode(i64::from_be_bytes(app.random()) & i64::MAX);
    let create = move |tx: &mut Tx<'_>| {
        let inbox = record::load(tx, &app_in, workspace, inbox)?;
        let name = name_of(&new.name)?;
        if app_in.channels.get(&inbox.kind)?.page(Door::Link(&key)).is_none() {
            return Err(Error::conflict("这种渠道没有客服链接。", "This channel has no links."));
        }
        entries::need_agents(tx, "agent_id", new.agent_id.as_slice())?;
        let (id, now) = (LinkId(tx.new_id()), tx.now());
        tx.exec(INSERT, &args![id, workspace, inbox.id, &key, name, new.agent_id, now])?;
        let admission = Admission { agents: Some(new.agent_ids.clone()), groups: Some(new.group_ids.clone()) };
        entries::admit(tx, entries::of_link(id), &admission)?;
        let link = load(tx, &app_in, workspace, inbox.id, id)?;
        record_act(tx, &actor, "link.create", &object(&link), &[])?;
        Ok(link)
    };
    app.db.write(workspace, create).await
}

const RENAME: &str = "update links set name = $2 where id = $1";
const ADDRESS: &str = "update links set agent_id = $2 where id = $1";

pub async fn patch(
    app: &App,
    workspace: WorkspaceId,
    actor: Actor,
    (inbox, id): (InboxId, LinkId),
    patch: LinkPatch,
) -> Result<Link> {
    let app_in = app.clone();
    let change = move |tx: &mut Tx<'_>| {
        load(tx, &app_in, workspace, inbox, id)?;
        if let Some(name) = &patch.name {
            tx.exec(RENAME, &args![id, name_of(name)?])?;
        }
        if let Some(agent) = patch.agent_id {
            entries::need_agents(tx, "agent_id", agent.as_slice())?;
            tx.exec(ADDRESS, &args![id, agent])?;
        }
        let admission = Admission { agents: patch.agent_ids.clone(), groups: patch.group_ids.clone() };
        entries::admit(tx, entries::of_link(id), &admission)?;
        let link = load(tx, &app_in, workspace, inbox, id)?;
        record_act(tx, &actor, "link.change", &object(&link), &patch.given())?;
        Ok(link)
    };
    app.db.write(workspace, change).await
}

const DELETE: &str = "update links set deleted_at = $2 where id = $1";

/// Conversations that came through it keep its name; who comes with its key finds nothing.
pub async fn delete(app: &App, workspace: WorkspaceId, actor: Actor, (inbox, id): (InboxId, LinkId)) -> Result<()> {
    let app_in = app.clone();
    app.db
        .write(workspace, move |tx| {
            let link = load(tx, &app_in, workspace, inbox, id)?;
            tx.exec(DELETE, &args![id, tx.now()])?;
            record_act(tx, &actor, "link.delete", &object(&link), &[])
        })
        .await
}

//! The audit log's SQL.

use super::names;
use super::{Actor, Object, PRIVATE};
use crate::http::{Cursor, Page};
use db::{Query, Row, Tx, args};
use domain::id::{AgentId, AuditId, WorkspaceId};
use domain::{Result, Timestamp};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

const INSERT: &str = "
insert into audits (id, workspace_id, at, agent_id, agent_name, action, object_type, object_id, object_name, details, address)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

pub fn insert(
    tx: &mut Tx,
    workspace: WorkspaceId,
    actor: &Actor,
    action: &str,
    object: &Object,
    details: &Value,
) -> Result<()> {
    let (id, now) = (tx.new_id(), tx.now());
    let (name, address) = (actor.name.as_str(), actor.address.as_str());
    let (kind, of) = (object.kind, object.name);
    tx.exec(INSERT, &args![id, workspace, now, actor.agent, name, action, kind, object.id, of, details, address])?;
    Ok(())
}

/// One entry of the log.
#[derive(Debug, Serialize, ToSchema)]
pub struct Line {
    pub id: AuditId,
    pub at: Timestamp,
    pub agent_id: Option<AgentId>,
    pub agent_name: String,
    pub action: String,
    pub object_type: String,
    pub object_id: Option<String>,
    pub object_name: String,
    #[schema(value_type = Object)]
    pub details: Value,
    /// What the ids in `details` are called now, as far as they are there.
    pub names: BTreeMap<String, String>,
    pub address: String,
}

/// What of the log is asked for; `None` is everything.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub agent: Option<AgentId>,
    pub action: Option<String>,
    pub object_type: Option<String>,
    pub object: Option<i64>,
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
    /// The owner also sees entries about private contacts.
    pub private: bool,
}

const LIST: &str = "
select id, at, agent_id, agent_name, action, object_type, object_id, object_name, details, address
from audits
where workspace_id = $1 and id < $2
  and (agent_id = $3 or $3 is null) and (action = $4 or $4 is null)
  and (object_type = $5 or $5 is null) and (object_id = $6 or $6 is null)
  and (at >= $7 or $7 is null) and (at < $8 or $8 is null)
  and ($9 or object_type <> $10)
order by id desc limit $11";

/// Newest first.
pub fn list(
    q: &mut impl Query,
    workspace: WorkspaceId,
    filter: &Filter,
    cursor: Cursor,
    limit: i64,
) -> Result<Page<Line>> {
    let (action, kind) = (filter.action.as_deref(), filter.object_type.as_deref());
    let bounds = (filter.from, filter.to, filter.private, PRIVATE, limit + 1);
    let lines = q.all(
        LIST,
        &args![
            workspace,
            cursor.1,
            filter.agent,
            action,
            kind,
            filter.object,
            bounds.0,
            bounds.1,
            bounds.2,
            bounds.3,
            bounds.4
        ],
        line,
    )?;
    let mut page = Page::cut(lines, limit, |line| Cursor(0, line.id.0));
    names::put_in(q, workspace, &mut page.items)?;
    Ok(page)
}

fn line(row: &Row) -> Result<Line> {
    Ok(Line {
        id: row.get("id")?,
        at: row.get("at")?,
        agent_id: row.get("agent_id")?,
        agent_name: row.get("agent_name")?,
        action: row.get("action")?,
        object_type: row.get("object_type")?,
        object_id: row.get::<Option<i64>>("object_id")?.map(domain::id::encode),
        object_name: row.get("object_name")?,
        details: row.get("details")?,
        names: BTreeMap::new(),
        address: row.get("address")?,
    })
}

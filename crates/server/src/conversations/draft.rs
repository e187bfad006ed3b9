//! Drafts: one per conversation and agent, kept on the server so that they follow the agent.

use super::receive::check_size;
use super::sight;
use crate::accounts::scope::Scope;
use db::{NewEvent, Query, Tx, args};
use domain::audience::Audience;
use domain::id::{AgentId, ConversationId};
use domain::{Result, Timestamp};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct Draft {
    pub text: String,
    pub updated_at: Timestamp,
}

const PUT: &str = "
insert into drafts (conversation_id, agent_id, workspace_id, text, updated_at) values ($1, $2, $3, $4, $5)
on conflict (conversation_id, agent_id) do update set text = excluded.text, updated_at = excluded.updated_at";
const DROP: &str = "delete from drafts where conversation_id = $1 and agent_id = $2";

/// An empty text deletes it. The agent's other windows hear of it.
pub fn put(tx: &mut Tx, scope: &Scope, id: ConversationId, text: &str) -> Result<()> {
    sight::visible(tx, scope, id)?;
    check_size(text, &[])?;
    let now = tx.now();
    if text.is_empty() {
        tx.exec(DROP, &args![id, scope.agent])?;
    } else {
        tx.exec(PUT, &args![id, scope.agent, scope.workspace, text, now])?;
    }
    let audience = json!(Audience::Agents(vec![scope.agent])).to_string();
    let data = json!({"agent": {"conversation_id": id, "text": text, "updated_at": now}}).to_string();
    tx.emit(NewEvent { name: "draft_updated", audience, contact: None, data });
    Ok(())
}

const GET: &str = "select text, updated_at from drafts where conversation_id = $1 and agent_id = $2";

pub fn get(q: &mut impl Query, id: ConversationId, agent: AgentId) -> Result<Option<Draft>> {
    q.maybe(GET, &args![id, agent], |row| Ok(Draft { text: row.get("text")?, updated_at: row.get("updated_at")? }))
}

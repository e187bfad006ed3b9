//! Quick replies as they are stored.

use super::pinyin::typed;
use db::{Query, Row, Tx, Value, args};
use domain::id::{AgentId, PhraseId, WorkspaceId};
use domain::{Result, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PhraseScope {
    /// One agent's own.
    Personal,
    /// Everybody's.
    Team,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Phrase {
    pub id: PhraseId,
    pub scope: PhraseScope,
    /// Empty: in none.
    pub folder: String,
    pub abbreviation: Option<String>,
    pub title: String,
    pub text: String,
    /// Of the title and the beginning of the text; alternatives are apart by spaces.
    pub pinyin: String,
    pub initials: String,
    pub updated_at: Timestamp,
}

/// What people write of it, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    pub folder: String,
    pub abbreviation: Option<String>,
    pub title: String,
    pub text: String,
}

fn read(row: &Row) -> Result<Phrase> {
    let owner: Option<AgentId> = row.get("agent_id")?;
    Ok(Phrase {
        id: row.get("id")?,
        scope: if owner.is_some() { PhraseScope::Personal } else { PhraseScope::Team },
        folder: row.get("folder")?,
        abbreviation: row.get("abbreviation")?,
        title: row.get("title")?,
        text: row.get("body")?,
        pinyin: row.get("pinyin")?,
        initials: row.get("initials")?,
        updated_at: row.get("updated_at")?,
    })
}

const LIST: &str = "
select id, agent_id, folder, abbreviation, title, body, pinyin, initials, updated_at from phrases
where workspace_id = $1 and (agent_id is null or agent_id = $2) order by folder, title, id";

/// The team's and his own.
pub fn list(q: &mut impl Query, workspace: WorkspaceId, agent: AgentId) -> Result<Vec<Phrase>> {
    q.all(LIST, &args![workspace, agent], read)
}

const ONE: &str = "
select id, agent_id, folder, abbreviation, title, body, pinyin, initials, updated_at from phrases
where workspace_id = $1 and (agent_id is null or agent_id = $2) and id = $3";

/// A colleague's own are not found.
pub fn one(q: &mut impl Query, workspace: WorkspaceId, agent: AgentId, id: PhraseId) -> Result<Phrase> {
    q.one(ONE, &args![workspace, agent, id], read)
}

const INSERT: &str = "
insert into phrases (id, workspace_id, agent_id, folder, abbreviation, title, body, pinyin, initials, created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)";

/// Without an owner it is the team's.
pub fn insert(tx: &mut Tx, owner: Option<AgentId>, new: &Wording) -> Result<PhraseId> {
    let id = PhraseId(tx.new_id());
    let row = row(tx, id, owner, new);
    tx.exec(INSERT, &row)?;
    Ok(id)
}

const UPDATE: &str = "
update phrases set agent_id = $3, folder = $4, abbreviation = $5, title = $6, body = $7, pinyin = $8, initials = $9, updated_at = $10
where id = $1 and workspace_id = $2";

pub fn update(tx: &mut Tx, id: PhraseId, owner: Option<AgentId>, new: &Wording) -> Result<()> {
    let row = row(tx, id, owner, new);
    tx.exec(UPDATE, &row).map(drop)
}

/// What both statements write, in their order.
fn row(tx: &Tx, id: PhraseId, owner: Option<AgentId>, new: &Wording) -> [Value; 10] {
    let typed = typed(&new.title, &new.text);
    let Wording { folder, abbreviation, title, text, .. } = new;
    args![
        id,
        tx.workspace(),
        owner,
        folder.as_str(),
        abbreviation.as_ref(),
        title.as_str(),
        text.as_str(),
        typed.pinyin,
        typed.initials,
        tx.now()
    ]
}

const DELETE: &str = "delete from phrases where workspace_id = $1 and id = $2";

pub fn delete(tx: &mut Tx, id: PhraseId) -> Result<()> {
    let workspace = tx.workspace();
    tx.exec(DELETE, &args![workspace, id]).map(drop)
}

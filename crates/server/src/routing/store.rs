//! The SQL of routing: decisions, what strategies remember, whom an entry admits.

use crate::floor;
use db::{Query, Tx, args};
use domain::Result;
use domain::id::{AgentId, ConversationId, DecisionId, WorkspaceId};
use domain::routing::{Because, Decision};
use domain::{Error, Timestamp};
use serde_json::Value as Json;
use std::collections::HashMap;

const INSERT: &str = "
insert into decisions (id, workspace_id, conversation_id, at, rule, chosen, because) values ($1, $2, $3, $4, $5, $6, $7)";

pub fn insert_decision(tx: &mut Tx, conversation: ConversationId, decision: &Decision) -> Result<()> {
    let (id, workspace, now) = (DecisionId(tx.new_id()), tx.workspace(), tx.now());
    let because = serde_json::to_string(&decision.because).map_err(|error| Error::internal_error(error.to_string()))?;
    let rule = decision.rule.as_str();
    tx.put(INSERT, &args![id, workspace, conversation, now, rule, decision.assignee(), because])?;
    Ok(())
}

/// A decision as it was stored.
pub struct StoredDecision {
    pub at: Timestamp,
    pub rule: String,
    pub chosen: Option<AgentId>,
    pub because: Because,
}

const OF_CONVERSATION: &str = "
select at, rule, chosen, because from decisions where conversation_id = $1 order by id desc limit 50";

pub fn decisions(q: &mut impl Query, conversation: ConversationId) -> Result<Vec<StoredDecision>> {
    q.all(OF_CONVERSATION, &args![conversation], |row| {
        let because: Json = row.get("because")?;
        Ok(StoredDecision {
            at: row.get("at")?,
            rule: row.get("rule")?,
            chosen: row.get("chosen")?,
            because: serde_json::from_value(because)
                .map_err(|error| Error::internal_error(format!("stored decision: {error}")))?,
        })
    })
}

const SET_CREDIT: &str = "update agents set credit = $2 where id = $1";

pub fn set_credit(tx: &mut Tx, agent: AgentId, credit: i64) -> Result<()> {
    tx.put(SET_CREDIT, &args![agent, credit])?;
    floor::adjust(tx, agent, |seat| seat.credit = credit);
    Ok(())
}

const SET_LAST_ASSIGNED: &str = "update agents set last_assigned_at = $2 where id = $1";

pub fn set_last_assigned(tx: &mut Tx, agent: AgentId, at: Timestamp) -> Result<()> {
    tx.put(SET_LAST_ASSIGNED, &args![agent, at])?;
    floor::adjust(tx, agent, |seat| seat.last_assigned_at = Some(at));
    Ok(())
}

pub use crate::floor::admitted;

const NAMES: &str = "select id, name from agents where workspace_id = $1";

/// The names of all accounts, those that are gone included: stored decisions keep naming them.
pub fn names(q: &mut impl Query, workspace: WorkspaceId) -> Result<HashMap<AgentId, String>> {
    Ok(q.all(NAMES, &args![workspace], |row| Ok((row.get("id")?, row.get("name")?)))?.into_iter().collect())
}

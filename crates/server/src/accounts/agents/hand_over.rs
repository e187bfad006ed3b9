//! What becomes of the open conversations of somebody who leaves (ACC-9, RTE-13). It is checked and ordered here, and
//! done by a job of the conversations, which this slice does not know.

use crate::accounts::store::{agents, groups};
use db::{NewJob, Tx};
use domain::id::{AgentId, GroupId};
use domain::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

pub const JOB: &str = "hand_over";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "to", rename_all = "snake_case", deny_unknown_fields)]
pub enum HandOver {
    /// Nothing changes; only for whoever comes back.
    Keep {},
    /// Each is routed anew.
    Route {},
    Agent {
        agent_id: AgentId,
    },
    Group {
        group_id: GroupId,
    },
}

/// Whoever takes over must be an active account or a group of this workspace.
pub fn check(tx: &mut Tx, leaver: AgentId, hand_over: &HandOver) -> Result<()> {
    let workspace = tx.workspace();
    match hand_over {
        HandOver::Keep {} | HandOver::Route {} => {}
        HandOver::Agent { agent_id } => {
            let heir = agents::one(tx, workspace, *agent_id).map_err(|error| error.field("hand_over.agent_id"))?;
            if heir.id == leaver || !heir.is_active() {
                return Err(Error::invalid(
                    "hand_over.agent_id",
                    "请选择另一位在用的客服。",
                    "Please choose another account that is active.",
                ));
            }
        }
        HandOver::Group { group_id } => {
            groups::one(tx, workspace, *group_id).map_err(|error| error.field("hand_over.group_id"))?;
        }
    }
    Ok(())
}

/// Whoever leaves for good keeps nothing (ACC-9).
pub fn check_for_good(tx: &mut Tx, leaver: AgentId, hand_over: &HandOver) -> Result<()> {
    if *hand_over == (HandOver::Keep {}) {
        let zh = "请选择把会话交给谁，或重新分配。";
        return Err(Error::invalid("hand_over.to", zh, "Choose who takes over the conversations, or route them anew."));
    }
    check(tx, leaver, hand_over)
}

pub fn enqueue(tx: &mut Tx, leaver: AgentId, hand_over: &HandOver) -> Result<()> {
    check(tx, leaver, hand_over)?;
    if *hand_over == (HandOver::Keep {}) {
        return Ok(());
    }
    let due_at = tx.now();
    let payload = json!({"agent_id": leaver, "hand_over": hand_over});
    tx.enqueue(NewJob { kind: JOB, key: leaver.to_string(), payload, due_at });
    Ok(())
}

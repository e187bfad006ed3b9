//! Whether somebody is there for visitors of an entry now: what the chat says in greeting. Routing decides for itself.

use crate::conversations::standing;
use db::{Query, args};
use domain::id::{AgentId, EntryId, WorkspaceId};
use domain::presence::GRACE_SECONDS;
use domain::{Result, Timestamp};

const THERE: &str = "
select id from agents
where workspace_id = $1 and state = 'active' and deleted_at is null and takes_routing = true and presence <> 'offline'
and (connections > 0 or gone_at > $2)";

pub fn of(q: &mut impl Query, workspace: WorkspaceId, entry: EntryId, now: Timestamp) -> Result<bool> {
    let there: Vec<AgentId> = q.all(THERE, &args![workspace, now.plus_seconds(-GRACE_SECONDS)], |row| row.get("id"))?;
    Ok(match standing::admitted(q, entry)? {
        None => !there.is_empty(),
        Some(admitted) => there.iter().any(|agent| admitted.contains(agent)),
    })
}

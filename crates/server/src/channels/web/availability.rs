//! Whether somebody is there for visitors of an entry now: what the chat says in greeting. Routing decides for itself.

use crate::conversations::hours;
use crate::inboxes::entries;
use crate::routing::settings;
use crate::visitors::Door;
use db::{Query, args};
use domain::id::{EntryId, WorkspaceId};
use domain::{Result, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

/// Stops at the first one who is there.
const SOMEBODY: &str = "
select 1 as there from agents
where workspace_id = $1 and state = 'active' and takes_routing = true and presence <> 'offline'
  and (connections > 0 or gone_at > $2) limit 1";

const SOMEBODY_OF: &str = "
select 1 as there from agents
where workspace_id = $1 and state = 'active' and takes_routing = true and presence <> 'offline'
  and (connections > 0 or gone_at > $2)
  and (id in (select e.agent_id from entry_agents e where e.entry_id = $3)
    or id in (select m.agent_id from entry_groups g join team_members m on m.group_id = g.group_id where g.entry_id = $3))
limit 1";

/// The same for everybody who stands at the door.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct Staffing {
    /// Somebody is there.
    pub available: bool,
    /// The shop works now, by its own hours.
    pub in_hours: bool,
}

impl Staffing {
    pub fn of(q: &mut impl Query, workspace: WorkspaceId, door: Door, now: Timestamp) -> Result<Staffing> {
        Ok(Staffing {
            available: somebody_is_there(q, workspace, door, now)?,
            in_hours: hours::open_now(q, workspace, now)?,
        })
    }
}

fn somebody_is_there(q: &mut impl Query, workspace: WorkspaceId, door: Door, now: Timestamp) -> Result<bool> {
    // Whoever was lost before this is not in the grace time any more.
    let lost = now.plus_seconds(-settings::load(q, workspace)?.grace_seconds);
    let found = match named(q, door)? {
        Some(entry) => q.maybe(SOMEBODY_OF, &args![workspace, lost, entry], |_| Ok(()))?,
        None => q.maybe(SOMEBODY, &args![workspace, lost], |_| Ok(()))?,
    };
    Ok(found.is_some())
}

/// The entry whose list counts: a link that names nobody goes by its inbox.
fn named(q: &mut impl Query, door: Door) -> Result<Option<EntryId>> {
    for entry in door.link.map(entries::of_link).into_iter().chain([entries::of_inbox(door.inbox)]) {
        if crate::floor::names_somebody(q, entry)? {
            return Ok(Some(entry));
        }
    }
    Ok(None)
}

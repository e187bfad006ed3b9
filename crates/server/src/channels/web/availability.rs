//! Whether somebody is there for visitors of an entry now: what the chat says in greeting. Routing decides for itself.

use crate::conversations::hours;
use crate::inboxes::entries;
use crate::routing::{floor, settings, store};
use crate::visitors::Door;
use db::{Query, args};
use domain::id::{AgentId, WorkspaceId};
use domain::presence::Presence;
use domain::{Result, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

const CANDIDATES: &str = "
select id, presence, connections, gone_at from agents where workspace_id = $1 and state = 'active' and takes_routing = true";

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
    let grace = settings::load(q, workspace)?.grace_seconds;
    let there = q.all(CANDIDATES, &args![workspace], |row| {
        let shown = floor::shown_presence(row, grace, now)?;
        Ok((shown.presence != Presence::Offline).then_some(row.get::<AgentId>("id")?))
    })?;
    let admitted = admitted(q, door)?;
    Ok(there.into_iter().flatten().any(|agent| admitted.as_ref().is_none_or(|admitted| admitted.contains(&agent))))
}

/// A link that names nobody goes by its inbox.
fn admitted(q: &mut impl Query, door: Door) -> Result<Option<Vec<AgentId>>> {
    if let Some(link) = door.link
        && let Some(named) = store::admitted(q, entries::of_link(link))?
    {
        return Ok(Some(named));
    }
    store::admitted(q, entries::of_inbox(door.inbox))
}

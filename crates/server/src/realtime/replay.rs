//! What a client missed: the events since its position, filtered by the rights it has *now*.

use super::hub::hear;
use super::publish::{self, BATCH, events_between};
use super::room::Heard;
use crate::accounts::scope::Scope;
use crate::conversations::standing;
use db::{Query, args};
use domain::Result;
use domain::audience::{Audience, Sight, Viewer};
use domain::id::{ConversationId, WorkspaceId};
use std::collections::HashMap;
use std::sync::Arc;

pub enum Replay {
    /// The gap is too old, too long or not ours: load again.
    Reset,
    Events(Vec<(Arc<Heard>, Sight)>),
}

const KEPT_SINCE: &str = "select purged_seq from workspaces where id = $1";

/// Everything after `since` up to `until`; `None` when it cannot be told any more.
pub fn gap(
    q: &mut impl Query,
    workspace: WorkspaceId,
    since: Option<i64>,
    until: i64,
) -> Result<Option<Vec<Arc<Heard>>>> {
    let Some(since) = since else { return Ok(None) };
    let purged: i64 = q.one(KEPT_SINCE, &args![workspace], |row| row.get("purged_seq"))?;
    if since < purged {
        return Ok(None);
    }
    let events = events_between(q, workspace, since, until)?;
    if events.len() as i64 == BATCH {
        return Ok(None);
    }
    events.into_iter().map(hear).collect::<Result<Vec<_>>>().map(Some)
}

/// For an agent: what he sees now is sent, what he has lost since is announced as removed, the rest is left out.
pub fn for_agent(q: &mut impl Query, scope: &Scope, since: Option<i64>, until: i64) -> Result<Replay> {
    let Some(events) = gap(q, scope.workspace, since, until)? else { return Ok(Replay::Reset) };
    if events.iter().any(|heard| publish::changes_rights_of(&heard.event, scope.agent)) {
        // What he saw before cannot be told from the events alone.
        return Ok(Replay::Reset);
    }
    let viewer = scope.viewer();
    let mut now_visible = HashMap::new();
    let mut shown = Vec::new();
    for heard in events {
        let sight = match &heard.audience {
            Audience::Conversation { id, .. } => {
                let visible = is_visible(q, &viewer, *id, &mut now_visible)?;
                if visible { Sight::Sees } else { lost(&viewer, &heard.audience) }
            }
            other => viewer.sight(other),
        };
        if sight != Sight::Nothing {
            shown.push((heard, sight));
        }
    }
    Ok(Replay::Events(shown))
}

fn is_visible(
    q: &mut impl Query,
    viewer: &Viewer,
    id: ConversationId,
    known: &mut HashMap<ConversationId, bool>,
) -> Result<bool> {
    if let Some(visible) = known.get(&id) {
        return Ok(*visible);
    }
    let visible = standing::load(q, id)?.is_some_and(|standing| viewer.sees(&standing));
    known.insert(id, visible);
    Ok(visible)
}

/// Not visible any more: announced when it was, before or at that event.
fn lost(viewer: &Viewer, audience: &Audience) -> Sight {
    match viewer.sight(audience) {
        Sight::Nothing => Sight::Nothing,
        Sight::Sees | Sight::Loses => Sight::Loses,
    }
}

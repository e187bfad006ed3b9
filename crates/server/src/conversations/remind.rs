//! A silent contact is reminded (CNV-12): once in each silence, so long after our last answer as the service settings say.

use super::automatic::say_text;
use super::row::{self, Conversation, select_conversation};
use crate::channels::Channels;
use crate::routing::settings as routing;
use crate::settings::service;
use db::{Query, Tx, args};
use domain::id::WorkspaceId;
use domain::{Result, Timestamp};

// Who is so long silent that his chat ends is not reminded first.
const DUE: &str = select_conversation!(
    "where c.workspace_id = $1 and c.status = 'open' and c.waiting_since is null and c.offline = false and c.last_at < $2
  and c.last_at >= $3 and (c.reminded_at is null or c.reminded_at < c.last_at) order by c.last_at limit 500"
);

/// Those to be reminded now, and what they are told.
fn due(q: &mut impl Query, workspace: WorkspaceId, now: Timestamp) -> Result<(Vec<Conversation>, String)> {
    let service = service::load(q, workspace)?;
    let (Some(seconds), Some(text)) = (service.idle_reminder_seconds, service.idle_reminder_text) else {
        return Ok((Vec::new(), String::new()));
    };
    let ends = routing::load(q, workspace)?.chat_idle_end_seconds;
    let found = q.all(DUE, &args![workspace, now.plus_seconds(-seconds), now.plus_seconds(-ends)], row::read)?;
    Ok((found, text))
}

pub fn is_due(q: &mut impl Query, workspace: WorkspaceId, now: Timestamp) -> Result<bool> {
    Ok(!due(q, workspace, now)?.0.is_empty())
}

/// Says it to everybody for whom it is time. It counts as nobody's answer, so silence goes on from the same moment.
pub fn remind(tx: &mut Tx, channels: &Channels) -> Result<()> {
    let (workspace, now) = (tx.workspace(), tx.now());
    let (found, text) = due(tx, workspace, now)?;
    for mut c in found {
        if channels.get(&c.channel)?.abilities().ends_by_silence {
            c.reminded_at = Some(now);
            say_text(tx, &mut c, &text, None)?;
        }
    }
    Ok(())
}

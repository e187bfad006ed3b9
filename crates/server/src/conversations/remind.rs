//! A silent contact is reminded (CNV-12): once in each silence, so long after our last answer as the service settings say.

use super::automatic::say_text;
use super::row::{self, select_conversation};
use crate::channels::Channels;
use crate::routing::settings as routing;
use crate::settings::service;
use db::{Query, Tx, args};
use domain::id::WorkspaceId;
use domain::{Result, Timestamp};

// A note is said to nobody outside: the silence lasts since the last word that the contact wrote or read. Whoever is so
// long silent that his chat ends is not reminded first.
macro_rules! due_sql {
    () => {
        "c.workspace_id = $1 and c.status <> 'ended' and c.status = 'open' and c.channel = $2 and c.waiting_since is null and c.reminded_at is null
  and c.offline = false and c.last_at >= $4 and (select m.created_at from messages m where m.conversation_id = c.id
    and m.automatic = false and m.kind not in ('note', 'event') order by m.seq desc limit 1) < $3"
    };
}

const DUE: &str = concat!(select_conversation!("where "), due_sql!(), " order by c.last_at limit 500");
const ANY_DUE: &str = concat!("select 1 as one from conversations c where ", due_sql!(), " limit 1");

/// What those to be reminded now are told, and between which moments they fell silent.
struct Rule {
    text: String,
    before: Timestamp,
    since: Timestamp,
}

fn rule(q: &mut impl Query, workspace: WorkspaceId, now: Timestamp) -> Result<Option<Rule>> {
    let service = service::load(q, workspace)?;
    let (Some(seconds), Some(text)) = (service.idle_reminder_seconds, service.idle_reminder_text) else {
        return Ok(None);
    };
    let ends = routing::load(q, workspace)?.chat_idle_end_seconds;
    Ok(Some(Rule { text, before: now.plus_seconds(-seconds), since: now.plus_seconds(-ends) }))
}

pub fn is_due(q: &mut impl Query, channels: &Channels, workspace: WorkspaceId, now: Timestamp) -> Result<bool> {
    let Some(rule) = rule(q, workspace, now)? else { return Ok(false) };
    for channel in channels.ending_by_silence() {
        if q.maybe(ANY_DUE, &args![workspace, channel, rule.before, rule.since], |_| Ok(()))?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Says it to everybody for whom it is time. It counts as nobody's answer, so silence goes on from the same moment.
pub fn remind(tx: &mut Tx, channels: &Channels) -> Result<()> {
    let (workspace, now) = (tx.workspace(), tx.now());
    let Some(rule) = rule(tx, workspace, now)? else { return Ok(()) };
    for channel in channels.ending_by_silence() {
        for mut c in tx.all(DUE, &args![workspace, channel, rule.before, rule.since], row::read)? {
            c.reminded_at = Some(now);
            say_text(tx, &mut c, &rule.text, None)?;
        }
    }
    Ok(())
}

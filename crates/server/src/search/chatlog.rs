//! The chat log 聊天记录 (CNV-7): conversations as far as the viewer's log reaches, or those in which words were said.

use super::find::{Asked, Descent, Filter, Found, narrowed};
use super::reach::LogReach;
use super::read::{Source, findable};
use super::words::Words;
use crate::conversations::list::seen_sql;
use crate::conversations::participants;
use crate::conversations::row::{self, Summary};
use crate::http::{Cursor, Page};
use db::{Query, Value, args};
use domain::id::{ConversationId, MessageId, WorkspaceId};
use domain::{Result, Timestamp, id};
use serde::Serialize;
use std::collections::HashSet;
use utoipa::ToSchema;

/// Hits shown of one conversation.
const MOST_HITS: usize = 5;

/// A conversation, with the newest messages in which the words occur.
#[derive(Debug, Serialize, ToSchema)]
pub struct Entry {
    pub conversation: Summary,
    pub hits: Vec<Hit>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Hit {
    pub message_id: MessageId,
    pub seq: i64,
    pub text: String,
    pub created_at: Timestamp,
    pub sender: HitSender,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct HitSender {
    pub r#type: String,
    pub id: Option<String>,
    pub name: String,
}

impl From<Found> for Hit {
    fn from(found: Found) -> Hit {
        let sender =
            HitSender { r#type: found.sender_type, id: found.sender_id.map(id::encode), name: found.sender_name };
        Hit { message_id: found.message, seq: found.seq, text: found.text, created_at: found.created_at, sender }
    }
}

/// A stretch of the log: after `cursor`, at most `limit` conversations.
#[derive(Debug, Clone, Copy)]
pub struct Stretch {
    pub cursor: Cursor,
    pub limit: i64,
}

/// What the log's lists have in common; they differ in what they walk over.
macro_rules! newest {
    ($from:literal, $order:literal, $after:literal) => {
        concat!(
            "select c.id, c.last_at from ",
            $from,
            seen_sql!(),
            " and ",
            narrowed!(),
            " and (c.last_at >= $9 or $9 is null) and (c.created_at < $10 or $10 is null) and ",
            $after,
            " order by ",
            $order,
            " c.last_at desc, c.id desc limit $14"
        )
    };
}

const NEWEST_LIVE: &str = newest!(
    "conversations c where c.workspace_id = $1 and c.status <> 'ended' and ",
    "",
    "(c.last_at, c.id) < ($12, $13)"
);
const NEWEST_ENDED: &str = newest!(
    "conversations c where c.workspace_id = $1 and c.status = 'ended' and ",
    "",
    "(c.last_at, c.id) < ($12, $13)"
);
const NEWEST_WAITING: &str = newest!(
    "conversations c where c.workspace_id = $1 and c.status in ('queued', 'pooled') and ",
    "",
    "(c.last_at, c.id) < ($12, $13)"
);
/// The sign keeps SQLite from reading the whole workspace instead.
const NEWEST_OF_CONTACT: &str = newest!(
    "conversations c where c.contact_id = $6 and +c.workspace_id = $1 and ",
    "",
    "(c.last_at < $12 or (c.last_at = $12 and c.id < $13))"
);
/// By the hour and within it, which is the same order.
const NEWEST_OF_AGENT: &str = newest!(
    "participants v cross join conversations c where v.agent_id = $15 and v.active <= $16 and c.id = v.conversation_id
  and +c.workspace_id = $1 and ",
    "v.active desc,",
    "(c.last_at < $12 or (c.last_at = $12 and c.id < $13))"
);

/// Without words: the conversations, newest activity first.
pub fn newest(q: &mut impl Query, reach: &LogReach, filter: &Filter, at: Stretch) -> Result<Page<Entry>> {
    let mut args = reach.args();
    args.extend(filter.args());
    args.extend(args![at.cursor.0, at.cursor.1, at.limit + 1]);
    let mut read = |sql: &'static str, args: &[Value]| {
        q.all(sql, args, |row| Ok((row.get::<i64>("last_at")?, row.get::<ConversationId>("id")?)))
    };
    let mut rows = match Source::of(reach, filter) {
        Source::Shop => [read(NEWEST_LIVE, &args)?, read(NEWEST_ENDED, &args)?].concat(),
        Source::Contact(_) => read(NEWEST_OF_CONTACT, &args)?,
        Source::Agent { agent, waiting } => {
            let mut rows = if waiting { read(NEWEST_WAITING, &args)? } else { Vec::new() };
            args.extend(args![agent, participants::active(Timestamp(at.cursor.0))]);
            rows.extend(read(NEWEST_OF_AGENT, &args)?);
            rows
        }
    };
    rows.sort_unstable_by(|one, other| other.cmp(one));
    rows.dedup();
    rows.truncate(at.limit as usize + 1);
    let page = Page::cut(rows, at.limit, |(last_at, id)| Cursor(*last_at, id.0));
    let items = entries(q, reach.workspace, page.items.into_iter().map(|(_, id)| (id, Vec::new())).collect())?;
    Ok(Page { items, next: page.next })
}

/// With words: by the newest hit. A page may hold fewer than asked for and still have a next one.
pub fn with_words(
    q: &mut impl Query,
    reach: &LogReach,
    filter: &Filter,
    words: &Words,
    at: Stretch,
) -> Result<Page<Entry>> {
    let mut walk = Gathering { start: at.cursor.0, limit: at.limit, shown: Vec::new(), elsewhere: HashSet::new() };
    let mut descent = Descent::from(q, Asked { reach, filter, words }, MessageId(at.cursor.0))?;
    let mut before = at.cursor.0;
    let next = 'walk: loop {
        let Some(hits) = descent.next(q)? else { break descent.rest().map(|rest| rest.0) };
        for found in hits {
            let here = found.message.0;
            if !walk.takes(q, filter, words, found)? {
                break 'walk Some(before);
            }
            before = here;
        }
    };
    let items = entries(q, reach.workspace, walk.shown)?;
    Ok(Page { items, next: next.map(|before| Cursor(before, 0).encode()) })
}

fn entries(q: &mut impl Query, workspace: WorkspaceId, shown: Vec<(ConversationId, Vec<Hit>)>) -> Result<Vec<Entry>> {
    let ids: Vec<ConversationId> = shown.iter().map(|(id, _)| *id).collect();
    let conversations = row::load_all(q, workspace, &ids)?;
    let hits = shown.into_iter().map(|(_, hits)| hits);
    Ok(conversations
        .iter()
        .map(Summary::from)
        .zip(hits)
        .map(|(conversation, hits)| Entry { conversation, hits })
        .collect())
}

/// Hits on their way into conversations.
struct Gathering {
    start: i64,
    limit: i64,
    shown: Vec<(ConversationId, Vec<Hit>)>,
    /// Conversations of earlier pages.
    elsewhere: HashSet<ConversationId>,
}

const NEWER_TEXTS: &str = concat!(
    "select m.text from messages m where m.conversation_id = $1 and +m.id >= $2 and ",
    findable!(),
    "
  and (m.created_at >= $3 or $3 is null) and (m.created_at < $4 or $4 is null)"
);

impl Gathering {
    /// Whether there was room for it.
    fn takes(&mut self, q: &mut impl Query, filter: &Filter, words: &Words, found: Found) -> Result<bool> {
        if let Some((_, hits)) = self.shown.iter_mut().find(|(id, _)| *id == found.conversation) {
            if hits.len() < MOST_HITS {
                hits.push(found.into());
            }
            return Ok(true);
        }
        if self.was_shown_earlier(q, filter, words, found.conversation)? {
            return Ok(true);
        }
        let has_room = (self.shown.len() as i64) < self.limit;
        if has_room {
            self.shown.push((found.conversation, vec![found.into()]));
        }
        Ok(has_room)
    }

    /// Its newest hit lies on a page before this one: it has been shown there, and is shown once.
    fn was_shown_earlier(
        &mut self,
        q: &mut impl Query,
        filter: &Filter,
        words: &Words,
        id: ConversationId,
    ) -> Result<bool> {
        if self.start == i64::MAX || self.elsewhere.contains(&id) {
            return Ok(self.start != i64::MAX);
        }
        let texts =
            q.all(NEWER_TEXTS, &args![id, self.start, filter.from, filter.until], |row| row.get::<String>("text"))?;
        let shown = texts.iter().any(|text| words.find(text));
        if shown {
            self.elsewhere.insert(id);
        }
        Ok(shown)
    }
}

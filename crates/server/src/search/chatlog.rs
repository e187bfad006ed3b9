//! The chat log 聊天记录 (CNV-7): conversations as far as the viewer's log reaches, or those in which words were said.

use super::find::{self, Filter, Found, narrowed};
use super::reach::LogReach;
use super::words::Words;
use crate::conversations::list::visible_sql;
use crate::conversations::row::{self, Summary};
use crate::http::{Cursor, Page};
use db::{Query, args};
use domain::id::{ConversationId, MessageId, WorkspaceId};
use domain::{Result, Timestamp, id};
use serde::Serialize;
use std::collections::HashSet;
use utoipa::ToSchema;

/// Candidates that are fetched at once, and that one request looks at before it answers with what it has.
const BATCH: usize = 200;
const MOST_LOOKED_AT: usize = 4_000;
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

const NEWEST: &str = concat!(
    "select c.id, c.last_at from conversations c where ",
    visible_sql!(),
    " and ",
    narrowed!(),
    " and (c.last_at >= $9 or $9 is null) and (c.created_at < $10 or $10 is null)
  and (c.last_at < $12 or (c.last_at = $12 and c.id < $13)) order by c.last_at desc, c.id desc limit $14"
);

/// Without words: the conversations, newest activity first.
pub fn newest(q: &mut impl Query, reach: &LogReach, filter: &Filter, at: Stretch) -> Result<Page<Entry>> {
    let mut args = reach.args();
    args.extend(filter.args());
    args.extend(args![at.cursor.0, at.cursor.1, at.limit + 1]);
    let rows = q.all(NEWEST, &args, |row| Ok((row.get::<i64>("last_at")?, row.get::<ConversationId>("id")?)))?;
    let page = Page::cut(rows, at.limit, |(last_at, id)| Cursor(*last_at, id.0));
    let entries = page.items.into_iter().map(|(_, id)| entry(q, reach.workspace, id, Vec::new()));
    Ok(Page { items: entries.collect::<Result<_>>()?, next: page.next })
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
    let (mut before, mut looked_at) = (at.cursor.0, 0);
    let next = 'walk: loop {
        let batch = find::candidates(q, reach, filter, words, MessageId(before), BATCH)?;
        looked_at += batch.len();
        let is_last = batch.len() < BATCH;
        for found in batch {
            let here = found.message.0;
            if words.are_in(&found.text) && !walk.takes(q, filter, words, found)? {
                break 'walk Some(before);
            }
            before = here;
        }
        if is_last {
            break None;
        }
        if looked_at >= MOST_LOOKED_AT {
            break Some(before);
        }
    };
    let entries = walk.shown.into_iter().map(|(id, hits)| entry(q, reach.workspace, id, hits));
    Ok(Page { items: entries.collect::<Result<_>>()?, next: next.map(|before| Cursor(before, 0).encode()) })
}

fn entry(q: &mut impl Query, workspace: WorkspaceId, id: ConversationId, hits: Vec<Hit>) -> Result<Entry> {
    Ok(Entry { conversation: Summary::from(&row::load(q, workspace, id)?), hits })
}

/// Hits on their way into conversations.
struct Gathering {
    start: i64,
    limit: i64,
    shown: Vec<(ConversationId, Vec<Hit>)>,
    /// Conversations of earlier pages.
    elsewhere: HashSet<ConversationId>,
}

const NEWER_TEXTS: &str = "
select text from messages where conversation_id = $1 and id >= $2 and state = 'sent'
  and (created_at >= $3 or $3 is null) and (created_at < $4 or $4 is null)";

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
        let shown = texts.iter().any(|text| words.are_in(text));
        if shown {
            self.elsewhere.insert(id);
        }
        Ok(shown)
    }
}

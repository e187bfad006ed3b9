//! Messages that contain words, newest first, as far as a viewer's log reaches.
//!
//! The two databases index differently, so this is one of the few places that ask which one it is. What is asked beside
//! the words is the same for both.

use super::reach::LogReach;
use super::words::Words;
use crate::conversations::list::visible_sql;
use db::{Dialect, Query, Row, Value, args};
use domain::id::{AgentId, ContactId, ConversationId, MessageId, TagId};
use domain::{Result, Timestamp};

/// What the log is narrowed to; `None` narrows nothing. `until` is exclusive.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub contact: Option<ContactId>,
    pub agent: Option<AgentId>,
    pub channel: Option<String>,
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
    pub tag: Option<TagId>,
}

impl Filter {
    /// $6 to $11 of the statements here and in `chatlog`.
    pub(super) fn args(&self) -> [Value; 6] {
        args![self.contact, self.agent, self.channel.as_ref(), self.from, self.until, self.tag]
    }
}

/// $6 contact, $7 agent, $8 channel, $11 tag. The column stands first so that PostgreSQL knows the parameter's type.
macro_rules! narrowed {
    () => {
        "(c.contact_id = $6 or $6 is null) and (c.channel = $8 or $8 is null)
  and (exists (select 1 from participants q where q.conversation_id = c.id and q.agent_id = $7
    and q.invited = false) or $7 is null)
  and (exists (select 1 from conversation_tags t where t.conversation_id = c.id and t.tag_id = $11) or $11 is null)"
    };
}
pub(super) use narrowed;

macro_rules! hits {
    ($with:literal, $from:literal, $indexed:literal, $order:literal) => {
        concat!(
            $with,
            "
select m.id, m.conversation_id, m.seq, m.text, m.created_at, m.sender_type, m.sender_id, m.sender_name
from ",
            $from,
            "
where ",
            $indexed,
            " and ",
            visible_sql!(),
            " and ",
            narrowed!(),
            "
  and (m.created_at >= $9 or $9 is null) and (m.created_at < $10 or $10 is null) and m.state = 'sent'
order by ",
            $order,
            " desc limit $14"
        )
    };
}

// `cross join` fixes the order: the index gives its hits newest first, and the walk ends at the limit.
const FIND_SQLITE: &str = hits!(
    "",
    "message_words w cross join messages m on m.id = w.rowid cross join conversations c on c.id = m.conversation_id",
    "w.message_words match $12 and w.rowid < $13",
    "w.rowid"
);

// Materialised, or PostgreSQL walks all messages backwards in search of a rare word.
const FIND_POSTGRES: &str = hits!(
    "with hits as materialized (
  select message_id from message_words where words @@ cast(cast($12 as text) as tsquery) and message_id < $13)",
    "hits h join messages m on m.id = h.message_id join conversations c on c.id = m.conversation_id",
    "m.workspace_id = $1",
    "m.id"
);

/// A message that the index offers; whether it is a hit, its text decides.
#[derive(Debug, Clone)]
pub struct Found {
    pub message: MessageId,
    pub conversation: ConversationId,
    pub seq: i64,
    pub text: String,
    pub created_at: Timestamp,
    pub sender_type: String,
    pub sender_id: Option<i64>,
    pub sender_name: String,
}

fn found(row: &Row) -> Result<Found> {
    Ok(Found {
        message: row.get("id")?,
        conversation: row.get("conversation_id")?,
        seq: row.get("seq")?,
        text: row.get("text")?,
        created_at: row.get("created_at")?,
        sender_type: row.get("sender_type")?,
        sender_id: row.get("sender_id")?,
        sender_name: row.get("sender_name")?,
    })
}

/// At most `limit` candidates older than `before`, newest first. Fewer mean that there are no more.
pub fn candidates(
    q: &mut impl Query,
    reach: &LogReach,
    filter: &Filter,
    words: &Words,
    before: MessageId,
    limit: usize,
) -> Result<Vec<Found>> {
    let dialect = q.dialect();
    let mut args = reach.args();
    args.extend(filter.args());
    args.extend(args![words.to_match(dialect), before, limit]);
    q.all(if dialect == Dialect::Sqlite { FIND_SQLITE } else { FIND_POSTGRES }, &args, found)
}

/// Conversations within reach in which the words occur, newest message first, at most `most`.
pub fn conversations(q: &mut impl Query, reach: &LogReach, words: &Words, most: usize) -> Result<Vec<ConversationId>> {
    const BATCH: usize = 500;
    let no_filter = Filter::default();
    let (mut before, mut conversations) = (MessageId(i64::MAX), Vec::new());
    loop {
        let batch = candidates(q, reach, &no_filter, words, before, BATCH)?;
        for found in &batch {
            before = found.message;
            if words.are_in(&found.text) && !conversations.contains(&found.conversation) {
                conversations.push(found.conversation);
            }
            if conversations.len() == most {
                return Ok(conversations);
            }
        }
        if batch.len() < BATCH {
            return Ok(conversations);
        }
    }
}

//! Messages that contain words, newest first, as far as a viewer's log reaches: what is asked, and the way down.
//!
//! Two roads lead down. One reads what the viewer could have meant (`read`): the messages of his conversations, or of the
//! whole shop. It is quick where words are common. The other asks the word index (`look_up`): quick where they are rare. Nobody
//! knows beforehand which they are, so the way down takes them in turns, each going on where the other stopped, with steps
//! that grow. Their sum is bounded: whoever asks for what hides well gets what was found and a place to go on from.

use super::look_up;
use super::reach::LogReach;
use super::read::{self, Source};
use super::words::Words;
use db::{Dialect, Query, Row, Value, args};
use domain::id::{self, AgentId, ContactId, ConversationId, MessageId, TagId};
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

/// A message in which the words occur.
#[derive(Debug, Clone, PartialEq, Eq)]
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

pub(super) fn found(row: &Row) -> Result<Found> {
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

/// A question: for whom, within what, for which words.
pub struct Asked<'a> {
    pub reach: &'a LogReach,
    pub filter: &'a Filter,
    pub words: &'a Words,
}

/// The stretch of ids to look at: below `before`, down to `floor`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub before: i64,
    pub floor: i64,
}

/// Every hit down to `reached`, newest first. Nothing is further down when `reached` is not above the floor.
pub(super) struct Part {
    pub found: Vec<Found>,
    pub reached: i64,
    /// Messages whose text was read, and how many of them had the words: how common these are.
    pub texts: usize,
    pub matching: usize,
}

#[derive(Debug, Clone, Copy)]
enum Step {
    /// So many messages.
    Read(usize),
    /// So many entries of the index.
    LookUp(usize),
}

/// The steps of one request, for a conversation list's or a log's page alike. Some thousand rows, whatever is asked.
const OWN: &[Step] = &[Step::Read(600), Step::LookUp(500), Step::Read(2_000), Step::LookUp(2_000), Step::Read(4_000)];
const SHOP_SQLITE: &[Step] = &[Step::LookUp(300), Step::LookUp(1_000), Step::Read(2_000), Step::LookUp(2_000)];
/// PostgreSQL's index gives its entries in no order, so it is asked only once the words are known to be rare enough.
const SHOP_POSTGRES: &[Step] = &[
    Step::Read(500),
    Step::LookUp(1_000),
    Step::Read(2_000),
    Step::LookUp(2_000),
    Step::Read(10_000),
    Step::LookUp(2_000),
];

/// Messages made while the clock steps: their ids may stand so far from their times.
const STEPS_OF_CLOCKS: i64 = 86_400;

/// The way down from `before`.
pub struct Descent<'a> {
    asked: Asked<'a>,
    source: Source,
    steps: &'static [Step],
    at: Stretch,
    texts: usize,
    matching: usize,
}

impl<'a> Descent<'a> {
    pub fn from(q: &mut impl Query, asked: Asked<'a>, before: MessageId) -> Result<Descent<'a>> {
        let source = Source::of(asked.reach, asked.filter);
        let steps = match (&source, q.dialect()) {
            (Source::Shop, Dialect::Sqlite) => SHOP_SQLITE,
            (Source::Shop, Dialect::Postgres) => SHOP_POSTGRES,
            (Source::Agent { .. } | Source::Contact(_), _) => OWN,
        };
        let latest = asked.filter.until.map_or(i64::MAX, |until| id::first_of(until.plus_seconds(STEPS_OF_CLOCKS)));
        let floor = asked.filter.from.map_or(0, |from| id::first_of(from.plus_seconds(-STEPS_OF_CLOCKS)));
        look_up::prepare(q)?;
        Ok(Descent { asked, source, steps, at: Stretch { before: before.0.min(latest), floor }, texts: 0, matching: 0 })
    }

    /// The next hits, newest first; `None` when there are no more, or when this was enough for one request.
    pub fn next(&mut self, q: &mut impl Query) -> Result<Option<Vec<Found>>> {
        while self.at.before > self.at.floor {
            let Some((step, rest)) = self.steps.split_first() else { return Ok(None) };
            self.steps = rest;
            let part = match step {
                Step::Read(most) => Some(read::read(q, &self.asked, &self.source, self.at, *most)?),
                Step::LookUp(most) => look_up::look_up(q, &self.asked, self.at, *most, (self.texts, self.matching))?,
            };
            let Some(part) = part else { continue };
            self.at.before = part.reached;
            self.texts += part.texts;
            self.matching += part.matching;
            if !part.found.is_empty() {
                return Ok(Some(part.found));
            }
        }
        Ok(None)
    }

    /// From where another request goes on; `None` when everything has been looked at.
    pub fn rest(&self) -> Option<MessageId> {
        (self.at.before > self.at.floor).then_some(MessageId(self.at.before))
    }
}

/// Conversations within reach in which the words occur, newest message first, at most `most`, and where to go on.
pub fn conversations(
    q: &mut impl Query,
    reach: &LogReach,
    words: &Words,
    before: MessageId,
    most: usize,
) -> Result<(Vec<ConversationId>, Option<MessageId>)> {
    let filter = Filter::default();
    let mut descent = Descent::from(q, Asked { reach, filter: &filter, words }, before)?;
    let mut conversations = Vec::new();
    while let Some(hits) = descent.next(q)? {
        for found in hits {
            if conversations.contains(&found.conversation) {
                continue;
            }
            if conversations.len() == most {
                // Everything above this one was taken.
                return Ok((conversations, Some(MessageId(found.message.0 + 1))));
            }
            conversations.push(found.conversation);
        }
    }
    Ok((conversations, descent.rest()))
}

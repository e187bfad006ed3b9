//! What the contact sees of his conversations: never notes, never the house's inner affairs.

use super::message::{Message, read, select_message, with_files};
use super::row::{Conversation, read as read_conversation, select_conversation};
use crate::visitors::answers::{self, Answers};
use db::{Query, Row, args};
use domain::Result;
use domain::conversation::{Sender, Status};
use domain::id::{ContactId, ConversationId, InboxId};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct VisitorConversation {
    pub id: ConversationId,
    /// `open`, `queued`, `waiting` (a message was left, somebody will answer) or `ended`.
    pub status: &'static str,
    /// Place in the queue, from 1; whoever stands further back than 1000 is told 1000.
    pub position: Option<i64>,
    pub agent: Option<VisitorAgent>,
    /// Messages of ours that the visitor has not read.
    pub unread: i64,
    /// How far our side has read.
    pub agent_read_seq: i64,
    pub rating: VisitorRating,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct VisitorRating {
    /// He is asked for it.
    pub invited: bool,
    pub score: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct VisitorAgent {
    pub nickname: String,
}

const KNOWN: &str = "select k.form, a.nickname from contacts k left join agents a on a.id = $2 where k.id = $1";

/// Counting a long line would take longer for everybody who joins it; so far back the number tells nobody anything.
const COUNTED: i64 = 999;

/// Said twice, so that SQLite sees that the index of those who wait fits.
const AHEAD: &str = "
select count(*) as ahead from (
  select 1 as one from conversations
  where workspace_id = $1 and status in ('queued', 'pooled') and status = 'queued' and blocked = false and (queued_at, id) < ($2, $3) limit $4) those";

const UNREAD: &str = "
select count(*) as unread from messages
where conversation_id = $1 and seq > $2 and to_contact = true and sender_type <> 'contact' and kind <> 'event'
  and state = 'sent'";

impl VisitorConversation {
    pub fn of(q: &mut impl Query, c: &Conversation) -> Result<Self> {
        if c.blocked {
            return Self::of_blocked(q, c);
        }
        let serving = c.assignee.filter(|_| c.status.is_assigned() && !c.offline);
        let (form, nickname) = q.one(KNOWN, &args![c.contact, serving], |row| {
            Ok((row.get::<Option<Value>>("form")?, row.get::<Option<String>>("nickname")?))
        })?;
        let position = match (c.status, c.queued_at) {
            (Status::Queued, Some(since)) => {
                Some(q.one(AHEAD, &args![c.workspace, since, c.id, COUNTED], |row| row.get::<i64>("ahead"))? + 1)
            }
            _ => None,
        };
        let unread = unread(q, c)?;
        Ok(VisitorConversation {
            id: c.id,
            status: status(c),
            position,
            agent: nickname.map(|nickname| VisitorAgent { nickname }),
            unread,
            agent_read_seq: c.agent_read_seq,
            rating: rated(c, &Answers::read(form)?),
        })
    }
}

const BEFORE_THE_BLOCK: &str = select_conversation!(
    "where c.contact_id = $1 and c.inbox_id = $2 and c.blocked = false and c.status <> 'ended' order by c.id desc limit 1"
);

impl VisitorConversation {
    /// A blocked contact gets no sign of it: it looks as if whoever served him before did not answer.
    fn of_blocked(q: &mut impl Query, c: &Conversation) -> Result<Self> {
        let shown = match q.maybe(BEFORE_THE_BLOCK, &args![c.contact, c.inbox], read_conversation)? {
            Some(before) => Self::of(q, &before)?,
            None => VisitorConversation {
                id: c.id,
                status: "open",
                position: None,
                agent: None,
                unread: 0,
                agent_read_seq: 0,
                rating: rating(q, c)?,
            },
        };
        // To him it is one chat with the one before.
        let rating = VisitorRating { score: rating(q, c)?.score.or(shown.rating.score), ..shown.rating };
        let unread = unread(q, c)?;
        Ok(VisitorConversation { id: c.id, unread, agent_read_seq: 0, rating, ..shown })
    }
}

/// Mostly he has read everything, above all when he has just written himself.
fn unread(q: &mut impl Query, c: &Conversation) -> Result<i64> {
    if c.contact_read_seq >= c.seq {
        return Ok(0);
    }
    q.one(UNREAD, &args![c.id, c.contact_read_seq], |row| row.get("unread"))
}

fn rating(q: &mut impl Query, c: &Conversation) -> Result<VisitorRating> {
    Ok(rated(c, &answers::load(q, c.contact)?))
}

/// Where his rating must not show, he himself still finds it.
fn rated(c: &Conversation, answers: &Answers) -> VisitorRating {
    let apart = answers.rating.filter(|apart| apart.conversation == c.id);
    VisitorRating { invited: c.rating_invited, score: apart.map(|apart| apart.score).or(c.rating) }
}

/// The conversation in which he was served, as far as he can tell: for a blocked contact the one before the block.
pub fn served_in(q: &mut impl Query, c: &Conversation) -> Result<ConversationId> {
    if !c.blocked {
        return Ok(c.id);
    }
    let before = q.maybe(BEFORE_THE_BLOCK, &args![c.contact, c.inbox], read_conversation)?;
    Ok(before.map_or(c.id, |before| before.id))
}

fn status(c: &Conversation) -> &'static str {
    match c.status {
        Status::Pooled => "waiting",
        Status::Open if c.offline => "waiting",
        Status::Open | Status::Snoozed => "open",
        Status::Queued => "queued",
        Status::Ended => "ended",
    }
}

/// A message as the contact gets it: agents appear by their nickname only.
pub fn shown(message: &Message) -> Message {
    let mut shown = message.clone();
    if shown.sender.kind != Sender::Contact {
        shown.sender.id = None;
        shown.sender.name = std::mem::take(&mut shown.sender.nickname);
        shown.client_id = None;
    }
    shown.mentions.clear();
    if let Some(quote) = shown.reply_to.as_mut().filter(|quote| quote.sender.kind != Sender::Contact) {
        quote.sender.id = None;
        quote.sender.name = std::mem::take(&mut quote.sender.nickname);
    }
    if let Some(event) = &mut shown.event {
        *event = serde_json::json!({"type": event["type"]});
    }
    shown
}

/// Most messages that a visitor gets at once.
pub const HISTORY: i64 = 500;

const NEWEST: &str = select_message!(
    "join conversations c on c.id = m.conversation_id
     where c.contact_id = $1 and c.inbox_id = $2 and m.to_contact = true order by m.id desc limit $3"
);

const SINCE: &str = select_message!(
    "join conversations c on c.id = m.conversation_id
     where c.contact_id = $1 and c.inbox_id = $2 and m.to_contact = true and m.position > $4 order by m.position limit $3"
);

/// The newest [`HISTORY`], oldest first.
pub fn history(q: &mut impl Query, contact: ContactId, inbox: InboxId) -> Result<Vec<Message>> {
    let mut newest = q.all(NEWEST, &args![contact, inbox, HISTORY], read)?;
    newest.reverse();
    as_shown(q, newest)
}

/// The first [`HISTORY`] after that stream position, oldest first, and where to go on when there are more.
pub fn since(
    q: &mut impl Query,
    contact: ContactId,
    inbox: InboxId,
    since: i64,
) -> Result<(Vec<Message>, Option<i64>)> {
    let with_position = |row: &Row| Ok((row.get::<i64>("position")?, read(row)?));
    let mut found = q.all(SINCE, &args![contact, inbox, HISTORY + 1, since], with_position)?;
    let more = found.len() as i64 > HISTORY;
    found.truncate(HISTORY as usize);
    let next = found.last().map(|(position, _)| *position).filter(|_| more);
    Ok((as_shown(q, found.into_iter().map(|(_, message)| message).collect())?, next))
}

fn as_shown(q: &mut impl Query, messages: Vec<Message>) -> Result<Vec<Message>> {
    Ok(with_files(q, messages)?.iter().map(shown).collect())
}

const CURRENT: &str =
    select_conversation!("where c.contact_id = $1 and c.inbox_id = $2 order by c.last_at desc, c.id desc limit 1");

/// The contact's newest conversation in this inbox.
pub fn current(q: &mut impl Query, contact: ContactId, inbox: InboxId) -> Result<Option<Conversation>> {
    q.maybe(CURRENT, &args![contact, inbox], read_conversation)
}

const IS_PRIVATE: &str = "select private from contacts where id = $1";

/// The same, where agents may notice what the contact does: not while he is blocked, and of a private contact only in
/// his private conversations (RTE-12).
pub fn noticed(q: &mut impl Query, contact: ContactId, inbox: InboxId) -> Result<Option<Conversation>> {
    let Some(c) = current(q, contact, inbox)? else { return Ok(None) };
    let private: bool = q.one(IS_PRIVATE, &args![contact], |row| row.get("private"))?;
    Ok(Some(c).filter(|c| !c.contact_blocked && c.private == private))
}

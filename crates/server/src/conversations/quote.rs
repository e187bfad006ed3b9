//! What a message answers 引用: the beginning of another message of the same conversation, as that one is now.

use super::message::{RECALLED, SenderBrief};
use super::row::Conversation;
use db::{Query, Row, args};
use domain::conversation::{Kind, Sender};
use domain::id::{ContactId, InboxId, MessageId};
use domain::{Error, Result};
use serde::Serialize;
use utoipa::ToSchema;

/// Characters of the quoted message that are repeated.
const QUOTED_CHARS: usize = 100;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Quote {
    pub id: MessageId,
    pub seq: i64,
    pub kind: Kind,
    pub sender: SenderBrief,
    /// The first 100 characters; empty when it was recalled.
    pub text: String,
    /// `sent` or `recalled`.
    pub state: String,
}

/// Reads the `quoted_…` columns of `select_message!`.
pub fn read(row: &Row) -> Result<Option<Quote>> {
    let Some(id) = row.get::<Option<MessageId>>("quoted_id")? else { return Ok(None) };
    let bad = |what: &str| Error::internal_error(format!("stored quote: {what}"));
    let sender: Option<i64> = row.get("quoted_sender_id")?;
    Ok(Some(Quote {
        id,
        seq: row.get("quoted_seq")?,
        kind: Kind::parse(&row.get::<String>("quoted_kind")?).ok_or_else(|| bad("kind"))?,
        sender: SenderBrief {
            kind: Sender::parse(&row.get::<String>("quoted_sender_type")?).ok_or_else(|| bad("sender"))?,
            id: sender.map(domain::id::encode),
            name: row.get("quoted_sender_name")?,
            nickname: row.get("quoted_sender_nickname")?,
        },
        text: row.get::<String>("quoted_text")?.chars().take(QUOTED_CHARS).collect(),
        state: row.get("quoted_state")?,
    }))
}

/// The columns of `select_message!` that [`read`] reads, of the message itself.
const QUOTED: &str = "
select o.id as quoted_id, o.seq as quoted_seq, o.kind as quoted_kind, o.sender_type as quoted_sender_type,
  o.sender_id as quoted_sender_id, o.sender_name as quoted_sender_name, o.sender_nickname as quoted_sender_nickname,
  o.text as quoted_text, o.state as quoted_state, o.to_contact
from messages o where o.id = $1 and o.conversation_id = $2";

/// An agent quotes: what reaches the contact repeats nothing that he may not read.
pub fn by_agent(q: &mut impl Query, c: &Conversation, id: MessageId, answer: Kind) -> Result<Quote> {
    let found = q.maybe(QUOTED, &args![id, c.id], |row| Ok((read(row)?, row.get::<bool>("to_contact")?)))?;
    let Some((Some(quote), to_contact)) = found else { return Err(not_here()) };
    if quote.state == RECALLED {
        let zh = "引用的消息已撤回，不能再引用。";
        return Err(Error::invalid("reply_to", zh, "The quoted message was recalled."));
    }
    if quote.kind == Kind::Event || (answer != Kind::Note && !to_contact) {
        let zh = "备注和系统提示不能引用给客户。";
        return Err(Error::invalid("reply_to", zh, "Notes and event lines cannot be quoted to the contact."));
    }
    Ok(quote)
}

const HIS: &str = "
select 1 as found from messages m join conversations c on c.id = m.conversation_id
where m.id = $1 and c.contact_id = $2 and c.inbox_id = $3 and m.to_contact = true and m.kind <> 'event'";

/// What the contact quotes: of this conversation, or, where a block has put his words apart, of the one that his chat shows.
const QUOTED_BY_HIM: &str = "
select o.id as quoted_id, o.seq as quoted_seq, o.kind as quoted_kind, o.sender_type as quoted_sender_type,
  o.sender_id as quoted_sender_id, o.sender_name as quoted_sender_name, o.sender_nickname as quoted_sender_nickname,
  o.text as quoted_text, o.state as quoted_state
from messages o join conversations c on c.id = o.conversation_id
where o.id = $1 and (c.id = $2 or ($3 = true and c.blocked = false and c.status <> 'ended'))";

/// The contact quotes what his chat shows. His chat is one stream: a quote out of an earlier conversation is left out rather
/// than his word refused, and carries nothing from one conversation into another that others may read. So is a quote of what
/// was recalled while he wrote: he cannot know, and his word counts. A block in the middle of a chat begins a conversation that
/// he alone reads; what he quotes stays with his words then, or its absence would tell him.
pub fn by_contact(
    q: &mut impl Query,
    c: &Conversation,
    (contact, inbox): (ContactId, InboxId),
    id: MessageId,
) -> Result<Option<Quote>> {
    if q.maybe(HIS, &args![id, contact, inbox], |_| Ok(()))?.is_none() {
        return Err(not_here());
    }
    Ok(q.maybe(QUOTED_BY_HIM, &args![id, c.id, c.blocked], read)?.flatten().filter(|quote| quote.state != RECALLED))
}

fn not_here() -> Error {
    Error::invalid("reply_to", "引用的消息不在这个会话里。", "The quoted message is not part of this conversation.")
}

//! Messages, notes and event lines: how they are stored and how both sides get them.

use super::quote::{self, Quote};
use crate::files::attach::Attachment;
use db::{Query, Row, args};
use domain::conversation::{Kind, PREVIEW_CHARS, Sender};
use domain::id::{AgentId, ContactId, ConversationId, FileId, InboxId, MessageId};
use domain::{Error, Result, Timestamp};
use serde::Serialize;
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use utoipa::ToSchema;

/// The state of a message that was taken back.
pub const RECALLED: &str = "recalled";

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Message {
    pub id: MessageId,
    pub conversation_id: ConversationId,
    /// Counts within its conversation.
    pub seq: i64,
    pub kind: Kind,
    pub sender: SenderBrief,
    pub text: String,
    pub attachments: Vec<Attachment>,
    /// The message that this one answers.
    pub reply_to: Option<Quote>,
    /// The colleagues whom a note calls; always empty for contacts.
    pub mentions: Vec<AgentId>,
    /// `sent`, or `recalled`: then nothing of what it said is left.
    pub state: String,
    /// Written by a rule, not by a person.
    pub automatic: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// What happened, for kind `event`.
    #[schema(value_type = Option<Object>)]
    pub event: Option<Json>,
    pub created_at: Timestamp,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SenderBrief {
    #[serde(rename = "type")]
    #[schema(rename = "type")]
    pub kind: Sender,
    /// Of the agent or the contact.
    pub id: Option<String>,
    pub name: String,
    /// What contacts see in place of an agent's name.
    #[serde(skip)]
    pub nickname: String,
}

impl SenderBrief {
    pub fn system() -> Self {
        SenderBrief { kind: Sender::System, id: None, name: String::new(), nickname: String::new() }
    }

    pub fn agent(id: AgentId, name: &str, nickname: &str) -> Self {
        SenderBrief {
            kind: Sender::Agent,
            id: Some(id.to_string()),
            name: name.to_owned(),
            nickname: nickname.to_owned(),
        }
    }

    pub fn contact(id: ContactId, name: &str) -> Self {
        SenderBrief {
            kind: Sender::Contact,
            id: Some(id.to_string()),
            name: name.to_owned(),
            nickname: name.to_owned(),
        }
    }
}

impl Message {
    pub fn is_recalled(&self) -> bool {
        self.state == RECALLED
    }

    /// What lists show.
    pub fn preview(&self) -> Json {
        let text: String = self.text.chars().take(PREVIEW_CHARS).collect();
        json!({"id": self.id, "seq": self.seq, "kind": self.kind, "sender": self.sender, "text": text,
            "attachments": self.attachments.len(), "state": self.state, "created_at": self.created_at})
    }
}

/// A message to be stored.
pub struct NewMessage {
    pub kind: Kind,
    pub sender: SenderBrief,
    pub text: String,
    pub event: Option<Json>,
    /// Whether the contact gets it.
    pub to_contact: bool,
    pub automatic: bool,
    pub reply_to: Option<Quote>,
    pub mentions: Vec<AgentId>,
    /// (idempotency key, hash of the body, the client's id).
    pub dedup: Option<(String, String, String)>,
}

const INSERT: &str = "
insert into messages (id, workspace_id, conversation_id, seq, position, kind, sender_type, sender_id, sender_name,
  sender_nickname, text, event, automatic, to_contact, dedup, body_hash, client_id, state, created_at,
  reply_to, mentions)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'sent', $18, $19, $20)";

pub fn insert(tx: &mut db::Tx, message: &Message, new: &NewMessage, position: i64) -> Result<()> {
    let sender = message.sender.id.as_deref().and_then(domain::id::decode);
    let (dedup, hash, client) = match &new.dedup {
        Some((dedup, hash, client)) => (Some(dedup), Some(hash), Some(client)),
        None => (None, None, None),
    };
    let workspace = tx.workspace();
    tx.put(
        INSERT,
        &args![
            message.id,
            workspace,
            message.conversation_id,
            message.seq,
            position,
            message.kind.as_str(),
            message.sender.kind.as_str(),
            sender,
            message.sender.name.as_str(),
            message.sender.nickname.as_str(),
            message.text.as_str(),
            message.event.as_ref(),
            message.automatic,
            new.to_contact,
            dedup,
            hash,
            client,
            message.created_at,
            message.reply_to.as_ref().map(|quote| quote.id),
            (!message.mentions.is_empty()).then(|| json!(message.mentions))
        ],
    )
}

/// The columns of [`Message`].
macro_rules! select_message {
    ($rest:literal) => {
        concat!(
            "select m.id, m.conversation_id, m.seq, m.position, m.kind, m.sender_type, m.sender_id, m.sender_name, m.sender_nickname, m.text, ",
            "m.event, m.automatic, m.to_contact, m.body_hash, m.client_id, m.state, m.created_at, m.mentions, ",
            "o.id as quoted_id, o.seq as quoted_seq, o.kind as quoted_kind, o.sender_type as quoted_sender_type, ",
            "o.sender_id as quoted_sender_id, o.sender_name as quoted_sender_name, ",
            "o.sender_nickname as quoted_sender_nickname, o.text as quoted_text, o.state as quoted_state ",
            "from messages m left join messages o on o.id = m.reply_to ",
            $rest
        )
    };
}
pub(crate) use select_message;

pub fn read(row: &Row) -> Result<Message> {
    let bad = |what: &str| Error::internal_error(format!("stored message: {what}"));
    let sender: Option<i64> = row.get("sender_id")?;
    let mentions: Option<Json> = row.get("mentions")?;
    Ok(Message {
        id: row.get("id")?,
        conversation_id: row.get("conversation_id")?,
        seq: row.get("seq")?,
        kind: Kind::parse(&row.get::<String>("kind")?).ok_or_else(|| bad("kind"))?,
        sender: SenderBrief {
            kind: Sender::parse(&row.get::<String>("sender_type")?).ok_or_else(|| bad("sender"))?,
            id: sender.map(domain::id::encode),
            name: row.get("sender_name")?,
            nickname: row.get("sender_nickname")?,
        },
        text: row.get("text")?,
        attachments: Vec::new(),
        reply_to: quote::read(row)?,
        mentions: mentions.map_or(Ok(Vec::new()), serde_json::from_value).map_err(|_| bad("mentions"))?,
        state: row.get("state")?,
        automatic: row.get("automatic")?,
        client_id: row.get("client_id")?,
        event: row.get("event")?,
        created_at: row.get("created_at")?,
    })
}

/// Puts the files into messages that were read without them.
pub fn with_files(q: &mut impl Query, mut messages: Vec<Message>) -> Result<Vec<Message>> {
    let ids: Vec<MessageId> = messages
        .iter()
        .filter(|m| matches!(m.kind, Kind::File | Kind::Note) && !m.is_recalled())
        .map(|m| m.id)
        .collect();
    if ids.is_empty() {
        return Ok(messages);
    }
    let mut files: HashMap<MessageId, Vec<Attachment>> = crate::files::attach::of_messages(q, &ids)?;
    for message in &mut messages {
        message.attachments = files.remove(&message.id).unwrap_or_default();
    }
    Ok(messages)
}

/// Which side an idempotency key is for: `conversation` and agent, or inbox and contact.
pub enum By {
    Agent(ConversationId, AgentId),
    Contact(InboxId, ContactId),
}

/// The idempotency key of what is sent. The sender's own id stands first: our pages begin theirs with the time, so that what
/// is sent now has its place at the end of the index, on a page that is being written anyway, and not on one of its own.
pub fn dedup_key(client_id: &str, by: &By) -> String {
    match by {
        By::Agent(conversation, agent) => format!("{client_id}:a:{conversation}:{agent}"),
        By::Contact(inbox, contact) => format!("{client_id}:v:{inbox}:{contact}"),
    }
}

const BY_DEDUP: &str = select_message!("where m.dedup = $1");

/// The first result of the same idempotency key; another body under the same key is a conflict. Of one that was taken back
/// nobody knows what it said: it stays taken back.
pub fn earlier(q: &mut impl Query, key: &str, hash: &str) -> Result<Option<Message>> {
    let found = q.maybe(BY_DEDUP, &args![key], |row| Ok((read(row)?, row.get::<Option<String>>("body_hash")?)))?;
    let Some((message, stored)) = found else { return Ok(None) };
    if !message.is_recalled() && stored.as_deref() != Some(hash) {
        let error =
            Error::conflict("这个 client_id 已用于另一条内容。", "This client_id was used for another content.");
        return Err(error.field("client_id").reason("client_id"));
    }
    Ok(with_files(q, vec![message])?.pop())
}

/// What makes two sendings the same: kind, text and files, whom it answers and whom it calls.
pub fn body_hash(
    kind: Kind,
    text: &str,
    files: &[FileId],
    reply_to: Option<MessageId>,
    mentions: &[AgentId],
) -> String {
    crate::app::token_hash(&json!([kind, text, files, reply_to, mentions]).to_string())
}

//! Adds a message to a conversation: row, numbers, word index, event. Every message of every kind comes through here.

use super::announce::{self, Change};
use super::message::{self, Message, NewMessage};
use super::participants;
use super::row::{self, Conversation};
use crate::files::attach::{self, Attachment};
use crate::files::link::FileViewer;
use crate::search::index;
use db::Tx;
use domain::Result;
use domain::audience::Standing;
use domain::conversation::{Kind, Sender};
use domain::id::{FileId, MessageId, made_at};

/// Files to go with a message, and whose they are.
pub struct Files<'a> {
    pub owner: FileViewer,
    pub ids: &'a [FileId],
}

/// Stores and announces. `before` is how the conversation stood before the use case began, when it may have changed.
pub fn append(
    tx: &mut Tx,
    c: &mut Conversation,
    new: NewMessage,
    files: Option<Files>,
    before: Option<Standing>,
) -> Result<Message> {
    let id = MessageId(tx.new_id());
    let attachments: Vec<Attachment> = match &files {
        Some(files) if !files.ids.is_empty() => attach::attach(tx, files.owner, files.ids, id, c.id)?,
        _ => Vec::new(),
    };
    let message = build(tx, c, id, &new, attachments);
    count(tx, c, &message, &new)?;
    row::save(tx, c)?;
    let position =
        announce::announce(tx, c, before, &Change::Message { message: &message, to_contact: new.to_contact })?;
    message::insert(tx, &message, &new, position)?;
    if matches!(message.kind, Kind::Text | Kind::File | Kind::Note | Kind::Mail)
        && !message.text.is_empty()
        && !message.automatic
    {
        index::index_message(tx, id, &message.text)?;
    }
    Ok(message)
}

fn build(tx: &Tx, c: &Conversation, id: MessageId, new: &NewMessage, attachments: Vec<Attachment>) -> Message {
    Message {
        id,
        conversation_id: c.id,
        seq: c.seq + 1,
        kind: new.kind,
        sender: new.sender.clone(),
        text: new.text.clone(),
        attachments,
        reply_to: new.reply_to.clone(),
        mentions: new.mentions.clone(),
        state: "sent".to_owned(),
        automatic: new.automatic,
        client_id: new.dedup.as_ref().map(|(_, _, client)| client.clone()),
        event: new.event.clone(),
        created_at: tx.now(),
    }
}

fn count(tx: &mut Tx, c: &mut Conversation, message: &Message, new: &NewMessage) -> Result<()> {
    let now = message.created_at;
    c.seq = message.seq;
    let by_person = message.kind != Kind::Event && !message.automatic;
    if by_person {
        c.last_message = Some(message.preview());
        // Never earlier than its messages' ids say, also when the clock steps back: search goes by that order.
        participants::move_on(tx, c, c.last_at.max(now).max(made_at(message.id.0)))?;
    }
    match message.sender.kind {
        Sender::Contact => {
            c.unread += 1;
            c.waiting_since = c.waiting_since.or(Some(now));
            c.contact_read_seq = message.seq;
            c.reminded_at = None;
        }
        Sender::Agent if by_person && new.to_contact => {
            c.waiting_since = None;
            c.reminded_at = None;
        }
        Sender::Agent | Sender::System => {}
    }
    Ok(())
}

//! Tells whoever may see it that a conversation changed: the one place where conversation events are made.

use super::message::Message;
use super::row::{Conversation, Summary};
use super::standing;
use super::visitor_view::{self, VisitorConversation};
use crate::realtime::told::{Told, ToldVisitor, part};
use db::{NewEvent, Query, Tx, args};
use domain::audience::{Audience, Standing};
use domain::conversation::{Kind, Sender};
use domain::id::{ContactId, InboxId};
use domain::{Error, Result};
use serde::Serialize;
use serde_json::json;
use serde_json::value::RawValue;

pub enum Change<'a> {
    Message {
        message: &'a Message,
        to_contact: bool,
    },
    /// A message is no longer what it was.
    Rewritten {
        message: &'a Message,
        to_contact: bool,
    },
    /// Assignee, status or another part of the summary.
    Updated,
    /// How far the agents' side has read.
    ReadByAgent,
    /// How far the contact has read.
    ReadByContact,
}

/// Emits the event and gives its number, after `c` was stored. A blocked contact's conversation is announced to the contact alone.
pub fn announce(tx: &mut Tx, c: &Conversation, before: Option<Standing>, change: &Change) -> Result<i64> {
    let visitor = for_visitor(tx, c, change)?;
    let now = standing::of(tx, c)?;
    let agent = if now.is_some() { Some(for_agents(c, change)?) } else { None };
    let contact = visitor.is_some().then_some(c.contact);
    let before = before.filter(|before| Some(before) != now.as_ref());
    let audience = Audience::Conversation { id: c.id, now: now.unwrap_or_else(nobody), before, contact };
    let position = emit(tx, name(change), &audience, &Told { agent, visitor })?;
    if contact.is_some() && !matches!(change, Change::Message { .. }) {
        note_told(tx, c, position)?;
    }
    Ok(position)
}

const NOTE_TOLD: &str = "update conversations set told = $2 where id = $1";

/// Where the contact's stream has come to. A message need not be noted: it carries the number itself.
fn note_told(tx: &mut Tx, c: &Conversation, position: i64) -> Result<()> {
    tx.put(NOTE_TOLD, &args![c.id, position])
}

const TOLD: &str = "
select max(c.told) as told, max((
  select m.position from messages m where m.conversation_id = c.id and m.kind <> 'note' order by m.seq desc limit 1)) as said
from conversations c where c.contact_id = $1 and c.inbox_id = $2";

/// The number of the last event in this contact's stream of this inbox; 0 when there was none since it is noted
/// (`workspaces.purged_seq` stands no lower than that).
pub fn last_told(q: &mut impl Query, contact: ContactId, inbox: InboxId) -> Result<i64> {
    q.one(TOLD, &args![contact, inbox], |row| {
        let (told, said): (Option<i64>, Option<i64>) = (row.get("told")?, row.get("said")?);
        Ok(told.max(said).unwrap_or(0))
    })
}

/// Nobody among the agents: as private as can be, and with no part for agents to see.
fn nobody() -> Standing {
    Standing { private: true, assignee: None, participants: vec![], groups: vec![], waiting: Default::default() }
}

fn emit(tx: &mut Tx, name: &'static str, audience: &Audience, told: &Told) -> Result<i64> {
    let broken = |error| Error::internal_error(format!("event {name}: {error}"));
    let contact = audience.contact();
    let audience = serde_json::to_string(audience).map_err(broken)?;
    let data = serde_json::to_string(told).map_err(broken)?;
    Ok(tx.emit(NewEvent { name, audience, contact, data }))
}

fn name(change: &Change) -> &'static str {
    match change {
        Change::Message { .. } => "message_created",
        Change::Rewritten { .. } => "message_updated",
        Change::Updated => "conversation_updated",
        Change::ReadByAgent | Change::ReadByContact => "conversation_read",
    }
}

/// A message and how its conversation stands with it.
#[derive(Serialize)]
struct WithMessage<'a, C> {
    message: &'a Message,
    conversation: C,
}

#[derive(Serialize)]
struct Alone<C> {
    conversation: C,
}

fn for_agents(c: &Conversation, change: &Change) -> Result<Box<RawValue>> {
    match change {
        Change::Message { message, .. } | Change::Rewritten { message, .. } => {
            part(&WithMessage { message, conversation: Summary::from(c) })
        }
        Change::Updated => part(&Alone { conversation: Summary::from(c) }),
        Change::ReadByAgent => part(&json!({"id": c.id, "by": "agent", "seq": c.agent_read_seq, "unread": c.unread})),
        Change::ReadByContact => {
            part(&json!({"id": c.id, "by": "contact", "seq": c.contact_read_seq, "unread": c.unread}))
        }
    }
}

/// The contact's part: only what the contact may know, `None` when it does not concern him.
fn for_visitor(tx: &mut Tx, c: &Conversation, change: &Change) -> Result<Option<ToldVisitor>> {
    let (name, data) = match change {
        Change::Message { message, to_contact: true } => {
            let mut conversation = VisitorConversation::of(tx, c)?;
            // The message is stored after its event, whose number it carries, so nobody has counted it yet.
            if message.sender.kind != Sender::Contact && message.kind != Kind::Event {
                conversation.unread += 1;
            }
            ("message_created", part(&WithMessage { message: &visitor_view::shown(message), conversation })?)
        }
        Change::Rewritten { message, to_contact: true } => {
            let conversation = VisitorConversation::of(tx, c)?;
            ("message_updated", part(&WithMessage { message: &visitor_view::shown(message), conversation })?)
        }
        Change::Rewritten { .. } => return Ok(None),
        Change::Message { message, .. } if message.kind != Kind::Event => return Ok(None),
        // He does not read the line, but where he stands in the queue and who serves him may have changed with it.
        Change::Message { .. } | Change::Updated | Change::ReadByContact => {
            ("conversation_updated", part(&Alone { conversation: VisitorConversation::of(tx, c)? })?)
        }
        Change::ReadByAgent => ("conversation_read", part(&json!({"seq": c.agent_read_seq, "conversation_id": c.id}))?),
    };
    Ok(Some(ToldVisitor { inbox_id: c.inbox, name: name.to_owned(), data }))
}

/// Tells the contact alone, for what agents need not hear (his place in the line).
pub fn tell_contact(tx: &mut Tx, c: &Conversation) -> Result<()> {
    let audience = Audience::Conversation { id: c.id, now: nobody(), before: None, contact: Some(c.contact) };
    let data = part(&Alone { conversation: VisitorConversation::of(tx, c)? })?;
    let visitor = ToldVisitor { inbox_id: c.inbox, name: "conversation_updated".to_owned(), data };
    let position = emit(tx, "conversation_updated", &audience, &Told { agent: None, visitor: Some(visitor) })?;
    note_told(tx, c, position)
}

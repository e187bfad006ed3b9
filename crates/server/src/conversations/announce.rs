//! Tells whoever may see it that a conversation changed: the one place where conversation events are made.

use super::message::Message;
use super::row::{Conversation, Summary};
use super::standing;
use super::visitor_view::{self, VisitorConversation};
use db::{NewEvent, Tx};
use domain::Result;
use domain::audience::{Audience, Standing};
use domain::conversation::{Kind, Sender};
use serde_json::{Value as Json, json};

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

/// Emits the event and gives its number. A blocked contact's conversation is announced to the contact alone.
pub fn announce(tx: &mut Tx, c: &Conversation, before: Option<Standing>, change: &Change) -> Result<i64> {
    let visitor = for_visitor(tx, c, change)?;
    let now = standing::load(tx, c.id)?;
    let mut data = serde_json::Map::new();
    if now.is_some() {
        data.insert("agent".to_owned(), for_agents(c, change));
    }
    let contact = visitor.is_some().then_some(c.contact);
    if let Some(visitor) = visitor {
        data.insert("visitor".to_owned(), visitor);
    }
    // Nobody among the agents: as private as can be, and with no part for agents to see.
    let nobody =
        Standing { private: true, assignee: None, participants: vec![], groups: vec![], waiting: Default::default() };
    let before = before.filter(|before| Some(before) != now.as_ref());
    let audience = Audience::Conversation { id: c.id, now: now.unwrap_or(nobody), before, contact };
    Ok(tx.emit(NewEvent { name: name(change), audience: json!(audience), data: Json::Object(data) }))
}

fn name(change: &Change) -> &'static str {
    match change {
        Change::Message { .. } => "message_created",
        Change::Rewritten { .. } => "message_updated",
        Change::Updated => "conversation_updated",
        Change::ReadByAgent | Change::ReadByContact => "conversation_read",
    }
}

fn for_agents(c: &Conversation, change: &Change) -> Json {
    match change {
        Change::Message { message, .. } | Change::Rewritten { message, .. } => {
            json!({"message": message, "conversation": Summary::from(c)})
        }
        Change::Updated => json!({"conversation": Summary::from(c)}),
        Change::ReadByAgent => json!({"id": c.id, "by": "agent", "seq": c.agent_read_seq, "unread": c.unread}),
        Change::ReadByContact => json!({"id": c.id, "by": "contact", "seq": c.contact_read_seq, "unread": c.unread}),
    }
}

/// The contact's part: only what the contact may know, `None` when it does not concern him.
fn for_visitor(tx: &mut Tx, c: &Conversation, change: &Change) -> Result<Option<Json>> {
    let (name, data) = match change {
        Change::Message { message, to_contact: true } => {
            let mut conversation = VisitorConversation::of(tx, c)?;
            // The message is stored after its event, whose number it carries, so nobody has counted it yet.
            if message.sender.kind != Sender::Contact && message.kind != Kind::Event {
                conversation.unread += 1;
            }
            ("message_created", json!({"message": visitor_view::shown(message), "conversation": conversation}))
        }
        Change::Rewritten { message, to_contact: true } => {
            let conversation = VisitorConversation::of(tx, c)?;
            ("message_updated", json!({"message": visitor_view::shown(message), "conversation": conversation}))
        }
        Change::Rewritten { .. } => return Ok(None),
        Change::Message { message, .. } if message.kind != Kind::Event => return Ok(None),
        // He does not read the line, but where he stands in the queue and who serves him may have changed with it.
        Change::Message { .. } | Change::Updated | Change::ReadByContact => {
            ("conversation_updated", json!({"conversation": VisitorConversation::of(tx, c)?}))
        }
        Change::ReadByAgent => ("conversation_read", json!({"seq": c.agent_read_seq, "conversation_id": c.id})),
    };
    Ok(Some(json!({"inbox_id": c.inbox, "name": name, "data": data})))
}

/// Tells the contact alone, for what agents need not hear (his place in the line).
pub fn tell_contact(tx: &mut Tx, c: &Conversation) -> Result<()> {
    let nobody =
        Standing { private: true, assignee: None, participants: vec![], groups: vec![], waiting: Default::default() };
    let audience = json!(Audience::Conversation { id: c.id, now: nobody, before: None, contact: Some(c.contact) });
    let data = json!({"conversation": VisitorConversation::of(tx, c)?});
    let data = json!({"visitor": {"inbox_id": c.inbox, "name": "conversation_updated", "data": data}});
    tx.emit(NewEvent { name: "conversation_updated", audience, data });
    Ok(())
}

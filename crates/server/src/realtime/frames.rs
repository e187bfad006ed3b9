//! The frames of both sockets (spec §13): what clients send, and what waits to be sent to them.

use super::room::Heard;
use crate::visitors::page::VisitedPage;
use domain::id::ConversationId;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// What is sent, shared by all sockets that get the same.
pub type Frame = axum::extract::ws::Utf8Bytes;

/// What waits for one socket.
pub enum Outgoing {
    Event(Arc<Heard>),
    /// The viewer has come into sight of the event's conversation.
    Gained(Arc<Heard>),
    /// The viewer has lost sight of the event's conversation.
    Removed(Arc<Heard>),
    /// The viewer's rights, and how these conversations stand towards him, may be others now.
    RightsChanged(Arc<[ConversationId]>),
    /// A finished frame without number.
    Whisper(Frame),
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Incoming {
    Hello {
        token: Option<String>,
        since: Option<Since>,
        #[serde(default)]
        observe: bool,
    },
    Typing {
        conversation_id: Option<ConversationId>,
        typing: Option<bool>,
    },
    /// An agent looks at a conversation, or at none; told anew every 25 seconds.
    Viewing {
        conversation_id: Option<ConversationId>,
    },
    /// A visitor goes to another page.
    Page {
        page: Box<VisitedPage>,
    },
    Ping {},
}

/// A stream position as a client gives it back: the header's text or the frame's number.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum Since {
    Number(i64),
    Text(String),
}

impl Since {
    /// `None` for what is no position of ours, which is answered like one that is too old.
    pub fn position(&self) -> Option<i64> {
        match self {
            Since::Number(n) => Some(*n),
            Since::Text(text) => text.parse().ok(),
        }
    }
}

/// Why the server closes a socket. 4xxx are ours, 1xxx are RFC 6455 §7.4.
pub mod close {
    pub const SESSION_ENDED: u16 = 4401;
    pub const LAGGING: u16 = 4000;
    pub const BAD_FRAME: u16 = 4400;
    pub const RESTARTING: u16 = 1012;
}

pub fn welcome(seq: i64, resumed: bool) -> String {
    json!({"type": "welcome", "seq": seq, "resumed": resumed}).to_string()
}

pub fn pong() -> String {
    json!({"type": "pong"}).to_string()
}

/// A numbered event; `data` is JSON text already.
pub fn event(seq: i64, name: &str, data: &str) -> String {
    format!(r#"{{"type":"event","seq":{seq},"name":"{name}","data":{data}}}"#)
}

/// An event without number: presence, typing, viewing.
pub fn unnumbered(name: &str, data: &str) -> String {
    format!(r#"{{"type":"event","name":"{name}","data":{data}}}"#)
}

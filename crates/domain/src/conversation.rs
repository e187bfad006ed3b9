//! A conversation 会话: its states, its messages' kinds, and what a channel is able to do. Storage and transport live elsewhere.

use crate::routing::Load;
use serde::{Deserialize, Serialize};

/// Text enums that are stored, sent and parsed under one name.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name { $(#[serde(rename = $text)] $variant),+ }

        // Written out: the derive does not read the names through the macro.
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
                ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).enum_values(Some([$($text),+])).into()
            }
        }

        impl utoipa::ToSchema for $name {}

        impl $name {
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }

            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some($name::$variant),)+ _ => None }
            }
        }
    };
}

words! {
    /// `open` has an assignee; `queued` and `pooled` have none; `snoozed` keeps its assignee; `ended` keeps the last one.
    Status { Open = "open", Queued = "queued", Pooled = "pooled", Snoozed = "snoozed", Ended = "ended" }
}

impl Status {
    /// Somebody is responsible for it now.
    pub const fn is_assigned(self) -> bool {
        matches!(self, Status::Open | Status::Snoozed)
    }

    pub const fn is_waiting(self) -> bool {
        matches!(self, Status::Queued | Status::Pooled)
    }
}

words! {
    Kind { Text = "text", Mail = "mail", Note = "note", File = "file", Event = "event" }
}

words! {
    Sender { Contact = "contact", Agent = "agent", System = "system" }
}

/// What a channel can do. Everything outside the channel's folder asks this, never the channel's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Abilities {
    pub subject: bool,
    pub html: bool,
    pub files: bool,
    pub typing: bool,
    pub receipts: bool,
    /// Seconds after the contact's last message in which an answer may be sent; `None`: any time.
    pub reply_window_seconds: Option<i64>,
    /// Which capacity of an agent its conversations take up.
    #[schema(value_type = String)]
    pub load: Load,
    /// A contact has at most one conversation at a time here that is not ended.
    pub one_live_conversation: bool,
    /// Silence ends a conversation (CNV-12).
    pub ends_by_silence: bool,
}

/// Longest text of one message, in characters.
pub const MAX_TEXT_CHARS: usize = 8_000;
/// Files of one message.
pub const MAX_ATTACHMENTS: usize = 10;
/// Characters of a message that lists show.
pub const PREVIEW_CHARS: usize = 200;

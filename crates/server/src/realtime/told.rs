//! What an event says to each side, as it is stored: JSON that nobody takes apart on the way to the sockets.

use domain::id::InboxId;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

/// Either part may be missing.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Told {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visitor: Option<ToldVisitor>,
}

/// The visitor's part goes to those who are in this inbox.
#[derive(Debug, Serialize, Deserialize)]
pub struct ToldVisitor {
    pub inbox_id: InboxId,
    pub name: String,
    pub data: Box<RawValue>,
}

/// A part as text.
pub fn part(data: &impl Serialize) -> domain::Result<Box<RawValue>> {
    to_raw_value(data).map_err(|error| domain::Error::internal_error(format!("event: {error}")))
}

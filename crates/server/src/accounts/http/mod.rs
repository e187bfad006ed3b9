//! Accounts over HTTP: parse, call the use case, answer.

pub mod agents;
pub mod groups;
pub mod me;
pub mod password_policy;
pub mod roles;
pub mod session;

use serde::{Deserialize, Deserializer};

/// For fields where `null` clears and absence leaves alone: `Some(None)` and `None`.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(d: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(d).map(Some)
}

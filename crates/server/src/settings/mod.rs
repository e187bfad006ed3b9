//! What a shop says about itself (name, time zone, working hours) and how its service behaves (closing text, summary on
//! ending, reminder, words that may not be sent).
//!
//! Not here: routing's rules and a channel's own settings, which their slices keep.

pub mod http;
pub mod rename;
pub mod service;
pub mod shop;

use crate::accounts::scope::Scope;
use crate::audit::{self, Actor, Object};
use crate::http::address::Address;
use db::Tx;
use domain::{Error, Result};
use serde_json::Value;

/// The entry of a change in the audit log.
fn note(
    tx: &mut Tx,
    (scope, address): (&Scope, Address),
    action: &'static str,
    name: &str,
    details: Value,
) -> Result<()> {
    let object = Object { kind: "settings", id: None, name };
    audit::note(tx, &Actor::of(scope, address), action, &object, details)
}

/// What a column of settings holds; columns of an older version lack what has a default.
fn stored<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| Error::internal_error(format!("stored settings: {error}")))
}

/// For the audit log and the column alike.
fn json(settings: &impl serde::Serialize) -> Result<Value> {
    serde_json::to_value(settings).map_err(|error| Error::internal_error(error.to_string()))
}

/// A text that may be absent: blank is absent.
fn optional(field: &str, text: Option<String>, most: usize) -> Result<Option<String>> {
    let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if text.as_ref().is_some_and(|text| text.chars().count() > most) {
        return Err(too_long(field, most));
    }
    Ok(text)
}

fn too_long(field: &str, most: usize) -> Error {
    Error::invalid(field, format!("最多 {most} 个字。"), format!("At most {most} characters."))
}

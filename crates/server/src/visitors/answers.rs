//! What a visitor said of himself in the form before the chat, and what he did that agents must not notice.
//!
//! Which questions are asked belongs to the channel. What a blocked contact says is kept for him alone, what the owner's
//! private contact says for the owner: both look to him as if it had been taken like anybody's.

use db::{Query, Tx, args};
use domain::id::{ContactId, ConversationId};
use domain::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The column `contacts.form`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Answers {
    /// He has handed the form in, be it empty.
    pub done: bool,
    pub open: BTreeMap<String, Said>,
    /// Said while he was private.
    pub private: BTreeMap<String, Said>,
    /// Said while he was blocked.
    pub blocked: BTreeMap<String, Said>,
    /// His rating of a conversation that must not show it.
    pub rating: Option<Apart>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Said {
    /// As the field was called then; empty for an address that was asked for without a form.
    pub label: String,
    pub kind: SaidKind,
    pub text: String,
    /// It stands in the contact's own particulars.
    pub taken: bool,
}

/// What must be masked for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaidKind {
    Plain,
    Address,
    Phone,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Apart {
    pub conversation: ConversationId,
    pub score: i64,
}

/// How far what he says may be noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    ByAll,
    ByOwner,
    ByNobody,
}

impl Heard {
    pub fn of(blocked: bool, private: bool) -> Heard {
        match (blocked, private) {
            (true, _) => Heard::ByNobody,
            (_, true) => Heard::ByOwner,
            _ => Heard::ByAll,
        }
    }
}

impl Answers {
    pub fn read(stored: Option<Value>) -> Result<Answers> {
        let Some(stored) = stored else { return Ok(Answers::default()) };
        serde_json::from_value(stored).map_err(|error| Error::internal_error(format!("stored form: {error}")))
    }

    pub fn shelf(&mut self, heard: Heard) -> &mut BTreeMap<String, Said> {
        match heard {
            Heard::ByAll => &mut self.open,
            Heard::ByOwner => &mut self.private,
            Heard::ByNobody => &mut self.blocked,
        }
    }

    /// Whether he has answered it, as he himself remembers it.
    pub fn has(&self, key: &str) -> bool {
        [&self.open, &self.private, &self.blocked].iter().any(|shelf| shelf.contains_key(key))
    }
}

const FORM: &str = "select form from contacts where id = $1";

pub fn load(q: &mut impl Query, contact: ContactId) -> Result<Answers> {
    Answers::read(q.one(FORM, &args![contact], |row| row.get("form"))?)
}

const KEEP: &str = "update contacts set form = $3 where workspace_id = $1 and id = $2";

pub fn keep(tx: &mut Tx<'_>, contact: ContactId, answers: &Answers) -> Result<()> {
    tx.exec(KEEP, &args![tx.workspace(), contact, json!(answers)])?;
    Ok(())
}

//! Private contacts 私密联系人 (RTE-12): the owner's mark. From then on what they write begins conversations of its own.
//!
//! Nothing is announced: an event would tell the others that something happened.

use super::contact::{self, Contact};
use crate::accounts::scope::Scope;
use crate::audit::{self, Actor, Object};
use db::Tx;
use domain::Result;
use domain::id::ContactId;

const MARK: &str = "update contacts set private = true where id = $1 and private = false";
const UNMARK: &str = "update contacts set private = false where id = $1 and private = true";

pub fn mark(tx: &mut Tx, scope: &Scope, actor: &Actor, id: ContactId) -> Result<Contact> {
    contact::set(tx, scope, id, MARK, |tx, contact| note(tx, actor, "contact.mark_private", contact))
}

/// Changes only the future: what was private stays so.
pub fn unmark(tx: &mut Tx, scope: &Scope, actor: &Actor, id: ContactId) -> Result<Contact> {
    contact::set(tx, scope, id, UNMARK, |tx, contact| note(tx, actor, "contact.unmark_private", contact))
}

/// For the owner's eyes in the log, also when the mark is taken off.
fn note(tx: &mut Tx, actor: &Actor, action: &'static str, contact: &Contact) -> Result<()> {
    let object = Object { kind: audit::PRIVATE, id: Some(contact.id.0), name: &contact.name };
    audit::note(tx, actor, action, &object, serde_json::json!({}))
}

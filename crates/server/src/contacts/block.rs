//! Blocking 拉黑: what a blocked contact writes reaches nobody, and he is given no sign of it.

use super::contact::{self, Contact};
use super::{announce, noted};
use crate::accounts::scope::Scope;
use crate::audit::Actor;
use db::Tx;
use domain::Result;
use domain::id::ContactId;

const BLOCK: &str = "update contacts set blocked = true where id = $1 and blocked = false";
const UNBLOCK: &str = "update contacts set blocked = false where id = $1 and blocked = true";

/// Doing it again changes nothing.
pub fn block(tx: &mut Tx, scope: &Scope, actor: &Actor, id: ContactId) -> Result<Contact> {
    change(tx, scope, actor, id, (BLOCK, "contact.block"))
}

pub fn unblock(tx: &mut Tx, scope: &Scope, actor: &Actor, id: ContactId) -> Result<Contact> {
    change(tx, scope, actor, id, (UNBLOCK, "contact.unblock"))
}

fn change(
    tx: &mut Tx,
    scope: &Scope,
    actor: &Actor,
    id: ContactId,
    (sql, action): (&'static str, &'static str),
) -> Result<Contact> {
    contact::set(tx, scope, id, sql, |tx, contact| {
        noted(tx, actor, action, contact)?;
        announce::changed(tx, id)
    })
}

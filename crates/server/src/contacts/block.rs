//! Blocking 拉黑: what a blocked contact writes reaches nobody, and he is given no sign of it.

use super::contact::{self, Contact};
use crate::accounts::scope::Scope;
use db::{Tx, args};
use domain::Result;
use domain::id::ContactId;
use domain::permission::Permission;

const BLOCK: &str = "update contacts set blocked = true where id = $1 and blocked = false";
const UNBLOCK: &str = "update contacts set blocked = false where id = $1 and blocked = true";

/// Doing it again changes nothing.
pub fn block(tx: &mut Tx, scope: &Scope, id: ContactId) -> Result<Contact> {
    change(tx, scope, id, BLOCK, "contact.block")
}

pub fn unblock(tx: &mut Tx, scope: &Scope, id: ContactId) -> Result<Contact> {
    change(tx, scope, id, UNBLOCK, "contact.unblock")
}

fn change(tx: &mut Tx, scope: &Scope, id: ContactId, sql: &'static str, _action: &'static str) -> Result<Contact> {
    contact::load(tx, scope, Permission::ContactView, id)?;
    tx.exec(sql, &args![id])?;
    contact::load(tx, scope, Permission::ContactView, id)
}

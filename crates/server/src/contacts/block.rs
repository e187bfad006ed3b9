//! Blocking 拉黑: what a blocked contact writes reaches nobody, and he is given no sign of it.

use super::contact::{self, Contact};
use super::{announce, noted};
use crate::accounts::scope::Scope;
use crate::audit::Actor;
use db::{Tx, args};
use domain::Result;
use domain::id::ContactId;
use domain::permission::Permission;

const BLOCK: &str = "update contacts set blocked = true where id = $1 and blocked = false";
const UNBLOCK: &str = "update contacts set blocked = false where id = $1 and blocked = true";

/// Doing it again changes nothing.
pub fn block(tx: &mut Tx, scope: &Scope, actor: &Actor, id: ContactId) -> Result<Contact> {
    change(tx, scope, id, BLOCK, |tx, contact| noted(tx, actor, "contact.block", contact))
}

pub fn unblock(tx: &mut Tx, scope: &Scope, actor: &Actor, id: ContactId) -> Result<Contact> {
    change(tx, scope, id, UNBLOCK, |tx, contact| noted(tx, actor, "contact.unblock", contact))
}

fn change(
    tx: &mut Tx,
    scope: &Scope,
    id: ContactId,
    sql: &'static str,
    note: impl Fn(&mut Tx, &Contact) -> Result<()>,
) -> Result<Contact> {
    let contact = contact::load(tx, scope, Permission::ContactView, id)?;
    if tx.exec(sql, &args![id])? == 0 {
        return Ok(contact);
    }
    note(tx, &contact)?;
    announce::changed(tx, id)?;
    contact::load(tx, scope, Permission::ContactView, id)
}

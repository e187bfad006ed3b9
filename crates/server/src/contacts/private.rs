//! Private contacts 私密联系人 (RTE-12): the owner's mark. From then on what they write begins conversations of its own.
//!
//! Nothing is announced: an event would tell the others that something happened.

use super::contact::{self, Contact};
use crate::accounts::scope::Scope;
use db::{Tx, args};
use domain::Result;
use domain::id::ContactId;
use domain::permission::Permission;

const MARK: &str = "update contacts set private = true where id = $1";
const UNMARK: &str = "update contacts set private = false where id = $1";

pub fn mark(tx: &mut Tx, scope: &Scope, id: ContactId) -> Result<Contact> {
    change(tx, scope, id, MARK)
}

/// Changes only the future: what was private stays so.
pub fn unmark(tx: &mut Tx, scope: &Scope, id: ContactId) -> Result<Contact> {
    change(tx, scope, id, UNMARK)
}

fn change(tx: &mut Tx, scope: &Scope, id: ContactId, sql: &'static str) -> Result<Contact> {
    contact::load(tx, scope, Permission::ContactView, id)?;
    tx.exec(sql, &args![id])?;
    contact::load(tx, scope, Permission::ContactView, id)
}

//! Opening a contact shows its number and address to those who may have them, and the audit log says who looked (ACC-16).

use super::contact::{self, Contact};
use super::noted;
use crate::accounts::scope::Scope;
use crate::audit::Actor;
use db::{Query, Tx, args};
use domain::id::{ContactId, IdMaker};
use domain::permission::Permission;
use domain::{Result, Timestamp};

const ACTION: &str = "contact.reveal";
/// Looking again within this time is the same look.
const ONE_LOOK_SECONDS: i64 = 3600;

/// Whether opening it shows what the log must tell of.
pub fn is_a_look(q: &mut impl Query, scope: &Scope, contact: &Contact, now: Timestamp) -> Result<bool> {
    let shows = scope.has(Permission::ContactReveal) && (contact.email.is_some() || contact.phone.is_some());
    Ok(shows && !looked_lately(q, scope, contact.id, now)?)
}

/// Entries have ids in the order of time, so the recent ones are found by id.
const LOOKED: &str = "
select 1 as one from audits where workspace_id = $1 and id > $2 and agent_id = $3 and action = $4 and object_id = $5 limit 1";

fn looked_lately(q: &mut impl Query, scope: &Scope, id: ContactId, now: Timestamp) -> Result<bool> {
    let since = IdMaker::new(0).next(now.plus_seconds(-ONE_LOOK_SECONDS));
    Ok(q.maybe(LOOKED, &args![scope.workspace, since, scope.agent, ACTION, id], |_| Ok(()))?.is_some())
}

pub fn note_look(tx: &mut Tx, scope: &Scope, actor: &Actor, id: ContactId) -> Result<()> {
    let contact = contact::load(tx, scope, Permission::ContactView, id)?;
    noted(tx, actor, ACTION, &contact)
}

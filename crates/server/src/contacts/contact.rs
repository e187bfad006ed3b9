//! A contact as one viewer gets it.

use super::mask;
use crate::accounts::scope::Scope;
use crate::conversations::list::rights_by;
use db::{Query, Row, Tx, args};
use domain::id::ContactId;
use domain::permission::Permission;
use domain::{Result, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Contact {
    pub id: ContactId,
    pub name: String,
    /// Masked in lists and without `contact.reveal`.
    pub email: Option<String>,
    /// Masked in lists and without `contact.reveal`.
    pub phone: Option<String>,
    pub blocked: bool,
    /// The owner's private contact; absent for everybody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub private: Option<bool>,
    /// The shop's own site vouched for who this is.
    pub verified: bool,
    pub created_at: Timestamp,
    /// How many conversations there were.
    pub conversations: i64,
}

/// Contacts `k` with a conversation that the first six arguments see; the count is of what the viewer may know of. The sign
/// keeps SQLite from sorting all contacts where they are wanted by their id.
macro_rules! select_contact {
    ($rest:literal) => {
        concat!(
            "select k.id, k.name, k.email, k.phone, k.blocked, k.private, k.verified, k.created_at,
  (select count(*) from conversations o where o.contact_id = k.id and o.blocked = false and (o.private = false or $3 = true))
    as conversations
from contacts k where +k.workspace_id = $1 and exists (select 1 from conversations c where c.contact_id = k.id and ",
            crate::conversations::list::visible_sql!(),
            ") ",
            $rest
        )
    };
}
pub(super) use select_contact;

/// How much of a contact a viewer gets.
#[derive(Debug, Clone, Copy)]
pub struct Eyes {
    reveals: bool,
    owner: bool,
}

impl Eyes {
    pub fn of(scope: &Scope) -> Eyes {
        Eyes { reveals: scope.has(Permission::ContactReveal), owner: scope.owner }
    }

    /// In lists everything is masked: a look at a number is one at a time, and noted (`reveal`).
    pub fn masking(scope: &Scope) -> Eyes {
        Eyes { reveals: false, owner: scope.owner }
    }

    pub fn read(self, row: &Row) -> Result<Contact> {
        let (email, phone): (Option<String>, Option<String>) = (row.get("email")?, row.get("phone")?);
        let private: bool = row.get("private")?;
        Ok(Contact {
            id: row.get("id")?,
            name: row.get("name")?,
            email: if self.reveals { email } else { email.as_deref().map(mask::email) },
            phone: if self.reveals { phone } else { phone.as_deref().map(mask::phone) },
            blocked: row.get("blocked")?,
            private: self.owner.then_some(private),
            verified: row.get("verified")?,
            created_at: row.get("created_at")?,
            conversations: row.get("conversations")?,
        })
    }
}

const BY_ID: &str = select_contact!("and k.id = $6");

/// Within the reach of `by`; beyond it, not found.
pub fn load(q: &mut impl Query, scope: &Scope, by: Permission, id: ContactId) -> Result<Contact> {
    let mut args = rights_by(scope, by).to_vec();
    args.push(id.into());
    q.one(BY_ID, &args, |row| Eyes::of(scope).read(row))
}

/// Sets one of a contact's marks by `sql`, which changes no row when it stands already: then nothing else happens.
pub fn set(
    tx: &mut Tx,
    scope: &Scope,
    id: ContactId,
    sql: &'static str,
    then: impl Fn(&mut Tx, &Contact) -> Result<()>,
) -> Result<Contact> {
    let contact = load(tx, scope, Permission::ContactView, id)?;
    if tx.exec(sql, &args![id])? == 0 {
        return Ok(contact);
    }
    then(tx, &contact)?;
    load(tx, scope, Permission::ContactView, id)
}

const IS_PRIVATE: &str = "select private from contacts where id = $1";

/// Whether acts upon it are the owner's secret, whoever asks.
pub fn is_private(q: &mut impl Query, id: ContactId) -> Result<bool> {
    q.one(IS_PRIVATE, &args![id], |row| row.get("private"))
}

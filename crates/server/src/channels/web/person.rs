//! Visitors as contacts: who is new, who is known by a signature, and what may be written about him.
//!
//! Claims never find an existing contact, and nothing here joins two contacts: that takes an agent's act.

use super::form::Field;
use super::identity::Particulars;
use crate::search::names;
use db::{Query, Row, Tx, args};
use domain::Result;
use domain::id::{ContactId, InboxId, WorkspaceId};
use serde_json::{Value, json};

/// A visitor who is known by his token alone.
const VISITOR: &str = "visitor";
/// A customer of the shop, proven by its signature; value: inbox and `sub`.
const SIGNED: &str = "signed";

const INSERT: &str = "
insert into contacts (id, workspace_id, name, verified, blocked, private, locale, created_at, seen_at)
values ($1, $2, $3, $4, false, false, $5, $6, $7)";

const IDENTIFY: &str = "
insert into contact_identities (workspace_id, kind, value, contact_id) values ($1, $2, $3, $4)";

pub fn anonymous(tx: &mut Tx<'_>, inbox: InboxId, locale: &str) -> Result<ContactId> {
    let id = ContactId(tx.new_id());
    insert(tx, id, locale, Proof { kind: VISITOR, value: format!("{inbox}:{id}") })?;
    Ok(id)
}

struct Proof {
    kind: &'static str,
    value: String,
}

fn insert(tx: &mut Tx<'_>, id: ContactId, locale: &str, proof: Proof) -> Result<()> {
    let (workspace, now, verified) = (tx.workspace(), tx.now(), proof.kind == SIGNED);
    tx.exec(INSERT, &args![id, workspace, default_name(id), verified, locale, now, now])?;
    names::index_name(tx, id, &default_name(id))?;
    tx.exec(IDENTIFY, &args![workspace, proof.kind, proof.value, id])?;
    Ok(())
}

const BY_IDENTITY: &str = "
select contact_id from contact_identities where workspace_id = $1 and kind = $2 and value = $3";

/// The contact behind a signature, made when he comes for the first time.
pub fn signed(tx: &mut Tx<'_>, inbox: InboxId, sub: &str, locale: &str) -> Result<ContactId> {
    let value = format!("{inbox}:{sub}");
    if let Some(known) = tx.maybe(BY_IDENTITY, &args![tx.workspace(), SIGNED, &value], |row| row.get("contact_id"))? {
        return Ok(known);
    }
    let id = ContactId(tx.new_id());
    insert(tx, id, locale, Proof { kind: SIGNED, value })?;
    Ok(id)
}

struct Known {
    name: String,
    email: Option<String>,
    phone: Option<String>,
    said: Value,
    verified: bool,
    /// Blocked, or the owner's private contact.
    set_apart: bool,
}

const KNOWN: &str = "select name, email, phone, claims, verified, blocked or private as set_apart from contacts where workspace_id = $1 and id = $2";

const FILL: &str =
    "update contacts set name = $3, email = $4, phone = $5, claims = $6 where workspace_id = $1 and id = $2";

/// Fills in what the shop says. What an agent has written stays: only empty fields and what was said before give way.
/// True when he has another name now.
pub fn fill(tx: &mut Tx<'_>, contact: ContactId, new: &Particulars, by_signature: BySignature) -> Result<bool> {
    let known = tx.one(KNOWN, &args![tx.workspace(), contact], known)?;
    if known.verified && by_signature == BySignature::No {
        // Of a proven customer a page's unsigned words say nothing.
        return Ok(false);
    }
    let before = |field: &str| known.said[field].as_str();
    if known.set_apart {
        // Colleagues who knew him before the mark see his card: it tells them nothing new.
        return Ok(false);
    }
    let pick = |old: Option<String>, said: &Option<String>, field: &str| match said {
        Some(said) if old.is_none() || old.as_deref() == before(field) => Some(said.clone()),
        _ => old,
    };
    let own_name = Some(known.name.clone()).filter(|name| *name != default_name(contact));
    let name = pick(own_name, &new.name, "name").unwrap_or_else(|| known.name.clone());
    let renamed = name != known.name;
    let (email, phone) = (pick(known.email, &new.email, "email"), pick(known.phone, &new.phone, "phone"));
    let mut said = new.claims.clone();
    for (field, value) in [("name", &new.name), ("email", &new.email), ("phone", &new.phone)] {
        if let Some(value) = value {
            said.insert(field.to_owned(), json!(value));
        }
    }
    if renamed {
        names::index_name(tx, contact, &name)?;
    }
    tx.exec(FILL, &args![tx.workspace(), contact, name, email, phone, Value::Object(said)])?;
    Ok(renamed)
}

/// Takes what he wrote into the form: into empty fields only, or over what was said before him by a page. Unlike a page's
/// claims it also completes a proven customer's card. The keys of what was taken.
pub fn take_answers(tx: &mut Tx<'_>, contact: ContactId, answers: &[(Field, String)]) -> Result<Vec<&'static str>> {
    let known = tx.one(KNOWN, &args![tx.workspace(), contact], known)?;
    let own_name = Some(known.name.clone()).filter(|name| *name != default_name(contact));
    let mut said = known.said.as_object().cloned().unwrap_or_default();
    let mut taken = Vec::new();
    let mut take = |key: &'static str, old: Option<String>| {
        let Some((_, text)) = answers.iter().find(|(field, _)| field.key == key) else { return old };
        let gives_way = old.is_none() || (!known.verified && old.as_deref() == said.get(key).and_then(Value::as_str));
        if !gives_way {
            if old.as_ref() == Some(text) {
                taken.push(key);
            }
            return old;
        }
        said.insert(key.to_owned(), json!(text));
        taken.push(key);
        Some(text.clone())
    };
    let name = take("name", own_name).unwrap_or_else(|| known.name.clone());
    let (email, phone) = (take("email", known.email.clone()), take("phone", known.phone.clone()));
    if name != known.name {
        names::index_name(tx, contact, &name)?;
    }
    tx.exec(FILL, &args![tx.workspace(), contact, name, email, phone, Value::Object(said)])?;
    Ok(taken)
}

/// Which of the form's own fields need not be asked of him.
pub struct KnownOf {
    pub verified: bool,
    keys: Vec<&'static str>,
}

impl KnownOf {
    pub fn has(&self, key: &str) -> bool {
        self.keys.contains(&key)
    }
}

pub fn known_of(q: &mut impl Query, workspace: WorkspaceId, contact: ContactId) -> Result<KnownOf> {
    let card = q.one(KNOWN, &args![workspace, contact], known)?;
    let named = card.name != default_name(contact);
    let fields = [("name", named), ("email", card.email.is_some()), ("phone", card.phone.is_some())];
    Ok(KnownOf { verified: card.verified, keys: fields.iter().filter(|(_, is)| *is).map(|(key, _)| *key).collect() })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BySignature {
    Yes,
    No,
}

fn known(row: &Row<'_>) -> Result<Known> {
    Ok(Known {
        name: row.get("name")?,
        email: row.get("email")?,
        phone: row.get("phone")?,
        said: row.get::<Option<Value>>("claims")?.unwrap_or(Value::Null),
        verified: row.get("verified")?,
        set_apart: row.get("set_apart")?,
    })
}

const SEEN: &str = "update contacts set seen_at = $3, locale = $4 where workspace_id = $1 and id = $2";

pub fn seen(tx: &mut Tx<'_>, contact: ContactId, locale: &str) -> Result<()> {
    tx.exec(SEEN, &args![tx.workspace(), contact, tx.now(), locale])?;
    Ok(())
}

/// `访客` and four characters, which agents can tell apart and say aloud. They follow from the id, so that a name that
/// nobody has changed is known as such.
pub fn default_name(id: ContactId) -> String {
    const LETTERS: &[u8; 24] = b"ACDEFGHJKMNPQRTUVWXY3479";
    let mixed = (id.0 as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    let letter = |i: u32| char::from(LETTERS[(mixed / 24u64.pow(i) % 24) as usize]);
    format!("访客{}", (0..4).map(letter).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visitors_who_come_one_after_the_other_have_different_names() {
        let names: std::collections::HashSet<String> = (1..=200).map(|i| default_name(ContactId(i << 20))).collect();
        assert!(names.len() > 195, "{}", names.len());
        assert!(names.iter().all(|name| name.starts_with("访客") && name.chars().count() == 6));
    }
}

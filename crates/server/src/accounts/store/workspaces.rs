//! Workspaces and what of them belongs to accounts.

use db::{Query, Tx, args};
use domain::account::{AccountName, PasswordPolicy};
use domain::id::{InboxId, WorkspaceId};
use domain::presence::GRACE_SECONDS;
use domain::shop::TIME_ZONE;
use domain::{Error, Result, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Clone)]
pub struct Workspace {
    pub id: WorkspaceId,
    pub name: String,
    pub created_at: Timestamp,
    /// Of the IANA list.
    pub timezone: String,
    /// How long a dropped connection keeps the shown presence.
    pub grace_seconds: i64,
}

const ONE: &str = "select id, name, created_at, routing, shop from workspaces where id = $1";

pub fn one(q: &mut impl Query, id: WorkspaceId) -> Result<Workspace> {
    q.one(ONE, &args![id], |row| {
        let routing: Value = row.get("routing")?;
        let shop: Value = row.get("shop")?;
        Ok(Workspace {
            id: row.get("id")?,
            name: row.get("name")?,
            created_at: row.get("created_at")?,
            timezone: shop["timezone"].as_str().unwrap_or(TIME_ZONE).to_owned(),
            grace_seconds: routing["grace_seconds"].as_i64().unwrap_or(GRACE_SECONDS),
        })
    })
}

const ANY: &str = "select 1 as one from workspaces limit 1";

pub fn any(q: &mut impl Query) -> Result<bool> {
    Ok(q.maybe(ANY, &[], |_| Ok(()))?.is_some())
}

const INSERT: &str = "
insert into workspaces (id, name, name_key, seq, purged_seq, routing, password_policy, created_at)
values ($1, $2, $3, $4, $4, $5, $6, $7)
on conflict do nothing";

/// Events begin at the time in µs, so that a number never comes twice when a database is set up anew.
pub fn insert(tx: &mut Tx, id: WorkspaceId, name: &AccountName) -> Result<()> {
    let now = tx.now();
    let policy = policy_text(&PasswordPolicy::default());
    let start = now.0.saturating_mul(1000);
    match tx.exec(INSERT, &args![id, name.as_str(), name.key(), start, json!({}), policy, now])? {
        0 => Err(super::agents::taken(name.as_str())),
        _ => Ok(()),
    }
}

#[derive(Deserialize)]
struct StoredPolicy {
    min_length: u16,
    classes: u8,
    max_age_days: Option<u16>,
}

const POLICY: &str = "select password_policy from workspaces where id = $1";

pub fn policy(q: &mut impl Query, id: WorkspaceId) -> Result<PasswordPolicy> {
    let text: String = q.one(POLICY, &args![id], |row| row.get("password_policy"))?;
    let stored: StoredPolicy = serde_json::from_str(&text)
        .map_err(|error| Error::internal_error(format!("stored password policy: {error}")))?;
    PasswordPolicy::new(stored.min_length, stored.classes, stored.max_age_days)
}

const SET_POLICY: &str = "update workspaces set password_policy = $2 where id = $1";

pub fn set_policy(tx: &mut Tx, policy: &PasswordPolicy) -> Result<()> {
    let id = tx.workspace();
    tx.exec(SET_POLICY, &args![id, policy_text(policy)])?;
    Ok(())
}

fn policy_text(policy: &PasswordPolicy) -> Value {
    json!({"min_length": policy.min_length(), "classes": policy.classes(), "max_age_days": policy.max_age_days()})
}

/// How far a new shop has come with its first steps.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    pub colleagues: i64,
    pub inbox: Option<InboxId>,
    pub tried: bool,
    pub answered: bool,
}

const COLLEAGUES: &str =
    "select count(*) as n from agents where workspace_id = $1 and owner = false and deleted_at is null";
const FIRST_INBOX: &str = "select id from inboxes where workspace_id = $1 and deleted_at is null order by id limit 1";
const SOMEBODY_WROTE: &str = "select 1 as one from conversations where workspace_id = $1 limit 1";

const SOMEBODY_ANSWERED: &str = "
select 1 as one from agents a where a.workspace_id = $1
  and exists (select 1 from participants p where p.agent_id = a.id and p.messages > 0) limit 1";

pub fn progress(q: &mut impl Query, id: WorkspaceId) -> Result<Progress> {
    Ok(Progress {
        colleagues: q.one(COLLEAGUES, &args![id], |row| row.get("n"))?,
        inbox: q.maybe(FIRST_INBOX, &args![id], |row| row.get("id"))?,
        tried: q.maybe(SOMEBODY_WROTE, &args![id], |_| Ok(()))?.is_some(),
        answered: q.maybe(SOMEBODY_ANSWERED, &args![id], |_| Ok(()))?.is_some(),
    })
}

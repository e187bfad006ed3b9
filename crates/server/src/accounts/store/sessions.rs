//! Sessions of browsers and API tokens: the same rows with other life times; only the hash of a token is kept.

use crate::app::token_hash;
use db::{Query, Tx, args};
use domain::id::{AgentId, SessionId, WorkspaceId};
use domain::{Result, Timestamp};

/// How a session came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Browser,
    /// An API token: lives until it is revoked.
    Token,
}

pub const DAYS: i64 = 30;
pub const LIFE_SECONDS: i64 = DAYS * 86_400;
/// 9999-12-31T23:59:59.999Z
const FOREVER: Timestamp = Timestamp(253_402_300_799_999);

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Kind::Browser => "browser",
            Kind::Token => "token",
        }
    }

    const fn ends(self, now: Timestamp) -> Timestamp {
        match self {
            Kind::Browser => now.plus_seconds(LIFE_SECONDS),
            Kind::Token => FOREVER,
        }
    }
}

/// From where a session was begun, for the list of sessions.
#[derive(Debug, Clone, Default)]
pub struct Device {
    pub address: String,
    pub user_agent: String,
}

const INSERT: &str = "
insert into sessions (id, workspace_id, agent_id, kind, token_hash, address, user_agent, created_at, seen_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)";

pub fn insert(
    tx: &mut Tx,
    (workspace, agent): (WorkspaceId, AgentId),
    kind: Kind,
    token: &str,
    device: &Device,
) -> Result<SessionId> {
    let (id, now) = (tx.new_id(), tx.now());
    let (hash, ends) = (token_hash(token), kind.ends(now));
    let whence = (device.address.as_str(), device.user_agent.as_str());
    tx.exec(INSERT, &args![id, workspace, agent, kind.as_str(), hash, whence.0, whence.1, now, ends])?;
    Ok(SessionId(id))
}

const DELETE: &str = "delete from sessions where id = $1";

pub fn delete(tx: &mut Tx, id: SessionId) -> Result<()> {
    tx.exec(DELETE, &args![id])?;
    Ok(())
}

const DELETE_ALL: &str = "delete from sessions where agent_id = $1 and id <> $2";

/// API tokens included: whoever knew the old password may have made them.
pub fn delete_all(tx: &mut Tx, agent: AgentId, except: Option<SessionId>) -> Result<()> {
    tx.exec(DELETE_ALL, &args![agent, except.unwrap_or(SessionId(0))])?;
    Ok(())
}

const SEEN: &str = "
update sessions set seen_at = $2, expires_at = case when kind = 'browser' then $3 else expires_at end where id = $1";

/// A session in use lives on.
pub fn seen(tx: &mut Tx, id: SessionId) -> Result<()> {
    let now = tx.now();
    tx.exec(SEEN, &args![id, now, Kind::Browser.ends(now)])?;
    Ok(())
}

const EXPIRED: &str = "delete from sessions where expires_at <= $1";

pub fn delete_expired(tx: &mut Tx) -> Result<u64> {
    let now = tx.now();
    tx.exec(EXPIRED, &args![now])
}

/// What signing in must know of an account.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub workspace: WorkspaceId,
    pub agent: AgentId,
    pub login: String,
    pub active: bool,
    pub password_hash: String,
    pub password_set_at: Timestamp,
}

const OWNER_BY_NAME: &str = "
select a.workspace_id, a.id, w.name as shop, a.owner, a.name, a.state, a.password_hash, a.password_set_at
from workspaces w join agents a on a.workspace_id = w.id and a.owner
where w.name_key = $1";

pub fn owner_by_name(q: &mut impl Query, key: &str) -> Result<Option<Candidate>> {
    q.maybe(OWNER_BY_NAME, &args![key], candidate)
}

const SUB: &str = "
select a.workspace_id, a.id, w.name as shop, a.owner, a.name, a.state, a.password_hash, a.password_set_at
from workspaces w join agents a on a.workspace_id = w.id and not a.owner and a.deleted_at is null
where w.name_key = $1 and a.name_key = $2";

pub fn sub(q: &mut impl Query, workspace_key: &str, key: &str) -> Result<Option<Candidate>> {
    q.maybe(SUB, &args![workspace_key, key], candidate)
}

const OWNER_BY_PHONE: &str = "
select a.workspace_id, a.id, w.name as shop, a.owner, a.name, a.state, a.password_hash, a.password_set_at
from agents a join workspaces w on w.id = a.workspace_id
where a.phone = $1 and a.owner";

pub fn owner_by_phone(q: &mut impl Query, key: &str) -> Result<Option<Candidate>> {
    q.maybe(OWNER_BY_PHONE, &args![key], candidate)
}

const OWNER_BY_EMAIL: &str = "
select a.workspace_id, a.id, w.name as shop, a.owner, a.name, a.state, a.password_hash, a.password_set_at
from agents a join workspaces w on w.id = a.workspace_id
where a.email = $1 and a.owner";

pub fn owner_by_email(q: &mut impl Query, key: &str) -> Result<Option<Candidate>> {
    q.maybe(OWNER_BY_EMAIL, &args![key], candidate)
}

fn candidate(row: &db::Row) -> Result<Candidate> {
    let (shop, name): (String, String) = (row.get("shop")?, row.get("name")?);
    Ok(Candidate {
        workspace: row.get("workspace_id")?,
        agent: row.get("id")?,
        login: if row.get("owner")? { shop } else { format!("{shop}:{name}") },
        active: row.get::<String>("state")? == "active",
        password_hash: row.get("password_hash")?,
        password_set_at: row.get("password_set_at")?,
    })
}

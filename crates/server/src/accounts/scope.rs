//! Who asks: the proof that handlers need before they reach any data. It is loaded anew for every request.

use super::store::sessions;
use crate::app::{App, token_hash};
use db::{Query, Row, Tx, args};
use domain::audience::Viewer;
use domain::id::{AgentId, GroupId, SessionId, WorkspaceId};
use domain::permission::{Grants, OwnerOnly, Permission, Reach};
use domain::{Error, Result, Timestamp};

/// An agent of one workspace with its rights as they are now. Everything is loaded *through* it, so that what is
/// absent and what is out of reach look alike.
#[derive(Debug, Clone)]
pub struct Scope {
    pub workspace: WorkspaceId,
    pub agent: AgentId,
    pub session: SessionId,
    pub owner: bool,
    /// Shown to colleagues.
    pub name: String,
    /// Shown to contacts.
    pub nickname: String,
    pub takes_routing: bool,
    pub groups: Vec<GroupId>,
    pub grants: Grants,
}

impl Scope {
    pub fn has(&self, permission: Permission) -> bool {
        self.grants.has(permission)
    }

    pub fn need(&self, permission: Permission) -> Result<()> {
        if self.has(permission) {
            return Ok(());
        }
        Err(Error::forbidden().detail("permission", permission.key().into()))
    }

    pub fn need_any(&self, permissions: &[Permission]) -> Result<()> {
        if permissions.iter().any(|permission| self.has(*permission)) {
            return Ok(());
        }
        Err(Error::forbidden())
    }

    /// The closed list of acts that no permission gives.
    pub fn need_owner(&self, _act: OwnerOnly) -> Result<()> {
        if self.owner { Ok(()) } else { Err(Error::forbidden().reason("owner_only")) }
    }

    pub fn reach(&self, permission: Permission) -> Option<Reach> {
        self.grants.reach(permission)
    }

    pub fn viewer(&self) -> Viewer {
        Viewer {
            agent: self.agent,
            owner: self.owner,
            groups: self.groups.clone(),
            chats: self.reach(Permission::ChatView),
            picks: self.has(Permission::QueuePick) || self.has(Permission::PoolPick),
            presence: self.has(Permission::AgentPresenceView),
        }
    }
}

const BY_TOKEN: &str = "
select s.id as session_id, a.id, a.workspace_id, a.owner, a.name, a.nickname, a.takes_routing, a.permissions, s.expires_at, s.seen_at
from sessions s join agents a on a.id = s.agent_id
where s.token_hash = $1 and a.state = 'active' and a.deleted_at is null";

/// The agent behind a session's or an API token's text. `unauthorized` when it is unknown or expired.
pub async fn by_token(app: &App, token: &str) -> Result<Scope> {
    let (hash, now) = (token_hash(token), app.now());
    let (scope, seen) = app.db.read(move |q| load(q, BY_TOKEN, &args![hash.as_str()], now)).await?;
    if seen.plus_seconds(NOTED_EVERY_SECONDS) <= now {
        note_use(app, scope.session);
    }
    Ok(scope)
}

/// A session lives for a while from its last use; noting every use would make a write of every read.
const NOTED_EVERY_SECONDS: i64 = 3_600;

/// Out of the request's way: when it fails, the next request tries again.
fn note_use(app: &App, session: SessionId) {
    let app = app.clone();
    tokio::spawn(async move {
        if let Err(error) = app.db.write_any(move |tx| sessions::seen(tx, session)).await {
            tracing::warn!(error.internal = %error, "The use of a session could not be noted.");
        }
    });
}

const BY_SESSION: &str = "
select s.id as session_id, a.id, a.workspace_id, a.owner, a.name, a.nickname, a.takes_routing, a.permissions, s.expires_at, s.seen_at
from sessions s join agents a on a.id = s.agent_id
where s.id = $1 and a.state = 'active' and a.deleted_at is null";

/// The same agent again, with the rights it has by now: what open sockets do when rights changed.
pub async fn by_session(app: &App, session: SessionId) -> Result<Scope> {
    let now = app.now();
    app.db.read(move |q| Ok(load(q, BY_SESSION, &args![session], now)?.0)).await
}

/// The same agent inside a write: rights that were taken away since the request began do not count any more.
pub fn again(tx: &mut Tx, scope: &Scope) -> Result<Scope> {
    let now = tx.now();
    Ok(load(tx, BY_SESSION, &args![scope.session], now)?.0)
}

/// The scope, and when the session's use was last noted.
fn load(q: &mut impl Query, sql: &'static str, args: &[db::Value], now: Timestamp) -> Result<(Scope, Timestamp)> {
    let found = q.maybe(sql, args, |row| {
        let times = (row.get::<Timestamp>("expires_at")?, row.get::<Timestamp>("seen_at")?);
        Ok((scope_of(row)?, row.get::<String>("permissions")?, times))
    })?;
    let (mut scope, extra, (expires, seen)) = found.ok_or_else(Error::unauthorized)?;
    if expires <= now {
        return Err(Error::unauthorized());
    }
    scope.groups = groups_of(q, scope.agent)?;
    scope.grants = if scope.owner { Grants::everything() } else { grants_of(q, scope.agent, &extra)? };
    Ok((scope, seen))
}

fn scope_of(row: &Row) -> Result<Scope> {
    Ok(Scope {
        workspace: row.get("workspace_id")?,
        agent: row.get("id")?,
        session: row.get("session_id")?,
        owner: row.get("owner")?,
        name: row.get("name")?,
        nickname: row.get("nickname")?,
        takes_routing: row.get("takes_routing")?,
        groups: Vec::new(),
        grants: Grants::default(),
    })
}

const GROUPS: &str = "select group_id from team_members where agent_id = $1 order by group_id";

pub fn groups_of(q: &mut impl Query, agent: AgentId) -> Result<Vec<GroupId>> {
    q.all(GROUPS, &args![agent], |row| row.get("group_id"))
}

const ROLE_RIGHTS: &str = "
select r.permissions from agent_roles m join roles r on r.id = m.role_id where m.agent_id = $1";

/// Rights add up: what the roles give and what was ticked for the account alone (`extra`, a JSON list).
pub fn grants_of(q: &mut impl Query, agent: AgentId, extra: &str) -> Result<Grants> {
    let mut grants = stored_grants(extra)?;
    for role in q.all(ROLE_RIGHTS, &args![agent], |row| row.get::<String>("permissions"))? {
        grants = grants.union(&stored_grants(&role)?);
    }
    Ok(grants)
}

/// A stored JSON list of rights. One that no longer exists would be our own mistake, and is an error.
pub fn stored_grants(json: &str) -> Result<Grants> {
    let texts: Vec<String> =
        serde_json::from_str(json).map_err(|error| Error::internal_error(format!("stored permissions: {error}")))?;
    Grants::parse("permissions", texts)
}

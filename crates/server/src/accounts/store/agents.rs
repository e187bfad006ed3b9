//! Agents as rows.

use super::roles;
use crate::accounts::member::line;
use crate::accounts::scope::stored_grants;
use crate::floor;
use db::{Query, Row, Tx, args};
use domain::account::{AccountName, Email, Phone};
use domain::id::{AgentId, RoleId, WorkspaceId};
use domain::permission::Grants;
use domain::presence::{Line, Presence};
use domain::{Error, Result, Timestamp};
use std::collections::HashMap;

/// An account that is not deleted, with its rights.
#[derive(Debug, Clone)]
pub struct Account {
    pub id: AgentId,
    pub owner: bool,
    pub name: String,
    pub nickname: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub state: String,
    pub roles: Vec<RoleId>,
    /// Ticked for this account alone.
    pub extra: Grants,
    /// What roles and ticks add up to.
    pub grants: Grants,
    pub presence: Presence,
    pub line: Line,
    pub takes_routing: bool,
    pub capacity: i64,
    pub mail_capacity: i64,
    pub weight: i64,
    pub open_chats: i64,
    pub asked_routing: bool,
    pub locale: Option<String>,
    pub last_sign_in_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

impl Account {
    pub fn is_active(&self) -> bool {
        self.state == "active"
    }
}

/// The columns of [`Account`].
macro_rules! select_account {
    ($rest:literal) => {
        concat!(
            "select id, owner, name, nickname, phone, email, state, permissions, presence, connections, gone_at, ",
            "takes_routing, capacity, mail_capacity, weight, open_chats, asked_routing, locale, last_sign_in_at, ",
            "created_at from agents where workspace_id = $1 and deleted_at is null ",
            $rest
        )
    };
}

const LIST: &str = select_account!("and id > $2 order by id limit $3");

/// In the order of creation, the owner first.
pub fn list(q: &mut impl Query, workspace: WorkspaceId, after: i64, limit: i64) -> Result<Vec<Account>> {
    let accounts = q.all(LIST, &args![workspace, after, limit], account)?;
    with_rights(q, workspace, accounts)
}

const ONE: &str = select_account!("and id = $2");

pub fn one(q: &mut impl Query, workspace: WorkspaceId, id: AgentId) -> Result<Account> {
    let found = q.maybe(ONE, &args![workspace, id], account)?;
    with_rights(q, workspace, Vec::from_iter(found))?.pop().ok_or_else(Error::not_found)
}

/// Puts roles and what they add up to into accounts that were read without them, in the order of their ids.
fn with_rights(q: &mut impl Query, workspace: WorkspaceId, mut accounts: Vec<Account>) -> Result<Vec<Account>> {
    let Some((first, last)) = accounts.first().map(|first| first.id).zip(accounts.last().map(|last| last.id)) else {
        return Ok(accounts);
    };
    let rights: HashMap<RoleId, Grants> = roles::list(q, workspace)?.into_iter().map(|r| (r.id, r.grants)).collect();
    let mut held: HashMap<AgentId, Vec<RoleId>> = HashMap::new();
    for (agent, role) in roles::held(q, workspace, first, last)? {
        held.entry(agent).or_default().push(role);
    }
    for account in &mut accounts {
        account.roles = held.remove(&account.id).unwrap_or_default();
        account.grants = effective(account, &rights);
    }
    Ok(accounts)
}

fn effective(account: &Account, rights: &HashMap<RoleId, Grants>) -> Grants {
    if account.owner {
        return Grants::everything();
    }
    let given = account.roles.iter().filter_map(|role| rights.get(role));
    given.fold(account.extra.clone(), |sum, grants| sum.union(grants))
}

fn account(row: &Row) -> Result<Account> {
    Ok(Account {
        id: row.get("id")?,
        owner: row.get("owner")?,
        name: row.get("name")?,
        nickname: row.get("nickname")?,
        phone: row.get("phone")?,
        email: row.get("email")?,
        state: row.get("state")?,
        roles: Vec::new(),
        extra: stored_grants(&row.get::<String>("permissions")?)?,
        grants: Grants::default(),
        presence: Presence::parse(&row.get::<String>("presence")?).unwrap_or(Presence::Offline),
        line: line(row.get("connections")?, row.get("gone_at")?),
        takes_routing: row.get("takes_routing")?,
        capacity: row.get("capacity")?,
        mail_capacity: row.get("mail_capacity")?,
        weight: row.get("weight")?,
        open_chats: row.get("open_chats")?,
        asked_routing: row.get("asked_routing")?,
        locale: row.get("locale")?,
        last_sign_in_at: row.get("last_sign_in_at")?,
        created_at: row.get("created_at")?,
    })
}

/// An account before it exists.
#[derive(Debug, Clone)]
pub struct NewAccount {
    pub owner: bool,
    pub name: AccountName,
    pub nickname: String,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
    pub password_hash: String,
    pub extra: Grants,
    pub takes_routing: bool,
    pub capacity: i64,
    pub mail_capacity: i64,
    pub weight: i64,
}

const INSERT: &str = "
insert into agents (id, workspace_id, owner, name, name_key, nickname, phone, email, password_hash, password_set_at,
  state, permissions, takes_routing, capacity, mail_capacity, weight, credit, presence, connections, open_chats,
  open_mails, asked_routing, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'active', $11, $12, $13, $14, $15, 0, 'online', 0, 0, 0, false, $10)
on conflict do nothing";

pub fn insert(tx: &mut Tx, workspace: WorkspaceId, new: &NewAccount) -> Result<AgentId> {
    let (id, now) = (AgentId(tx.new_id()), tx.now());
    let (phone, email) = (new.phone.as_ref().map(Phone::key), new.email.as_ref().map(Email::key));
    let (rights, hash) = (roles::rights_text(&new.extra), new.password_hash.as_str());
    let added = tx.exec(
        INSERT,
        &args![
            id,
            workspace,
            new.owner,
            new.name.as_str(),
            new.name.key(),
            new.nickname.as_str(),
            phone,
            email,
            hash,
            now,
            rights,
            new.takes_routing,
            new.capacity,
            new.mail_capacity,
            new.weight
        ],
    )?;
    if added == 0 {
        return Err(taken(new.name.as_str()));
    }
    floor::changed(tx, id)?;
    Ok(id)
}

const NAMESAKE: &str = "
select deleted_at from agents
where workspace_id = $1 and name_key = $2 and id <> $3 and (deleted_at is null or deleted_at > $4)
limit 1";

/// A deleted account's name stays taken for this long, so that logs are unambiguous (ACC-5).
const REST_DAYS: i64 = 30;

pub fn check_free(tx: &mut Tx, name: &AccountName, for_whom: AgentId) -> Result<()> {
    let (workspace, since) = (tx.workspace(), tx.now().plus_seconds(-REST_DAYS * 86_400));
    let found = tx.maybe(NAMESAKE, &args![workspace, name.key(), for_whom, since], |row| {
        row.get::<Option<Timestamp>>("deleted_at")
    })?;
    match found {
        None => Ok(()),
        Some(None) => Err(taken(name.as_str())),
        Some(Some(_)) => Err(Error::conflict(
            format!("“{name}”是最近删除的子账号，名字要过 {REST_DAYS} 天才能再用。"),
            format!("“{name}” was deleted recently; the name can be used again {REST_DAYS} days after that."),
        )
        .field("name")
        .reason("recently_deleted")),
    }
}

/// A field error, so that the form keeps the other fields.
pub fn taken(name: &str) -> Error {
    Error::conflict(
        format!("“{name}”已经被使用，请换一个。"),
        format!("“{name}” is taken already, please choose another."),
    )
    .field("name")
    .reason("taken")
}

const SAVE: &str = "
update agents set name = $3, name_key = $4, nickname = $5, phone = $6, email = $7, state = $8, permissions = $9,
  takes_routing = $10, capacity = $11, mail_capacity = $12, weight = $13, asked_routing = $14, locale = $15
where workspace_id = $1 and id = $2";

/// Stores what people change about an account; presence and loads belong to others.
pub fn save(tx: &mut Tx, account: &Account, name: &AccountName) -> Result<()> {
    let workspace = tx.workspace();
    let a = account;
    tx.exec(
        SAVE,
        &args![
            workspace,
            a.id,
            name.as_str(),
            name.key(),
            a.nickname.as_str(),
            a.phone.clone(),
            a.email.clone(),
            a.state.as_str(),
            roles::rights_text(&a.extra),
            a.takes_routing,
            a.capacity,
            a.mail_capacity,
            a.weight,
            a.asked_routing,
            a.locale.clone()
        ],
    )?;
    floor::changed(tx, a.id)
}

const DELETE: &str = "
update agents set state = 'disabled', deleted_at = $3 where workspace_id = $1 and id = $2 and owner = false";

/// The row stays: history is shown under the old name.
pub fn delete(tx: &mut Tx, id: AgentId) -> Result<()> {
    let (workspace, now) = (tx.workspace(), tx.now());
    tx.exec(DELETE, &args![workspace, id, now])?;
    floor::changed(tx, id)
}

const PASSWORD: &str = "select password_hash from agents where workspace_id = $1 and id = $2 and deleted_at is null";

pub fn password(q: &mut impl Query, workspace: WorkspaceId, id: AgentId) -> Result<String> {
    q.one(PASSWORD, &args![workspace, id], |row| row.get("password_hash"))
}

const SET_PASSWORD: &str = "
update agents set password_hash = $3, password_set_at = $4, state = case when state = 'locked' then 'active' else state end
where workspace_id = $1 and id = $2";

pub fn set_password(tx: &mut Tx, id: AgentId, hash: &str) -> Result<()> {
    let (workspace, now) = (tx.workspace(), tx.now());
    tx.exec(SET_PASSWORD, &args![workspace, id, hash, now])?;
    floor::changed(tx, id)
}

const SIGNED_IN: &str = "update agents set last_sign_in_at = $3, presence = $4 where workspace_id = $1 and id = $2";
const CHOSEN: &str = "select presence from agents where workspace_id = $1 and id = $2";

/// Whoever had chosen to be offline is online again. Answers what was chosen before.
pub fn signed_in(tx: &mut Tx, id: AgentId) -> Result<Presence> {
    let (workspace, now) = (tx.workspace(), tx.now());
    let chosen: String = tx.one(CHOSEN, &args![workspace, id], |row| row.get("presence"))?;
    let before = Presence::parse(&chosen).unwrap_or(Presence::Online);
    tx.exec(SIGNED_IN, &args![workspace, id, now, domain::presence::at_sign_in(before).as_str()])?;
    floor::changed(tx, id)?;
    Ok(before)
}

const REGISTERED: &str = "update agents set last_sign_in_at = $2 where id = $1";

/// Registering signs in.
pub fn registered(tx: &mut Tx, id: AgentId) -> Result<()> {
    let now = tx.now();
    tx.exec(REGISTERED, &args![id, now]).map(drop)
}

const OWNER_REACHED_BY: &str = "select 1 as one from agents where owner and (phone = $1 or email = $2)";

/// Owners sign in with their phone number or address, so no two may have the same.
pub fn is_an_owners(q: &mut impl Query, phone: Option<&Phone>, email: Option<&Email>) -> Result<bool> {
    let (phone, email) = (phone.map(Phone::key), email.map(Email::key));
    Ok(q.maybe(OWNER_REACHED_BY, &args![phone, email], |_| Ok(()))?.is_some())
}

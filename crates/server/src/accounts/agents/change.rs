//! Changing an account: each part has its own right, and what could take an account over needs more rights than it has.

use super::hand_over::{self, HandOver};
use super::{amount, distinct, nickname};
use crate::App;
use crate::accounts::scope::{self, Scope};
use crate::accounts::store::agents::{self, Account};
use crate::accounts::store::{roles, sessions};
use crate::accounts::view::{self, AgentView};
use crate::accounts::{announce, rights};
use crate::audit::{self, Actor, Object};
use crate::http::address::Address;
use db::Tx;
use domain::account::{AccountName, Phone, ReservedWords};
use domain::id::{AgentId, RoleId};
use domain::permission::{Grants, Permission};
use domain::{Error, Result};
use serde_json::{Map, Value, json};

/// What is absent stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub name: Option<String>,
    pub nickname: Option<String>,
    pub phone: Option<Option<String>>,
    pub roles: Option<Vec<RoleId>>,
    pub permissions: Option<Vec<String>>,
    pub takes_routing: Option<bool>,
    pub capacity: Option<i64>,
    pub mail_capacity: Option<i64>,
    pub weight: Option<i64>,
    pub state: Option<State>,
    pub hand_over: Option<HandOver>,
}

/// The states that somebody can choose; `locked` comes and goes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Active,
    Disabled,
}

impl State {
    const fn as_str(self) -> &'static str {
        match self {
            State::Active => "active",
            State::Disabled => "disabled",
        }
    }
}

impl Change {
    fn particulars(&self) -> bool {
        self.name.is_some() || self.nickname.is_some() || self.phone.is_some()
    }

    fn rights(&self) -> bool {
        self.roles.is_some() || self.permissions.is_some()
    }

    fn work(&self) -> bool {
        self.takes_routing.is_some() || self.capacity.is_some() || self.mail_capacity.is_some() || self.weight.is_some()
    }

    fn needs(&self, scope: &Scope) -> Result<()> {
        let parts = [
            (self.particulars(), Permission::AgentCreate),
            (self.rights(), Permission::RoleManage),
            (self.work(), Permission::AgentCapacity),
            (self.state.is_some(), Permission::AgentDisable),
        ];
        if parts.iter().all(|(asked, _)| !asked) {
            scope.need_any(rights::SEES_ACCOUNTS)?;
        }
        parts.into_iter().filter(|(asked, _)| *asked).try_for_each(|(_, permission)| scope.need(permission))
    }
}

pub async fn change(app: &App, scope: Scope, id: AgentId, change: Change, address: Address) -> Result<AgentView> {
    change.needs(&scope)?;
    let (reserved, now) = (app.config.reserved.clone(), app.now());
    app.db
        .write(scope.workspace, move |tx| {
            let scope = scope::again(tx, &scope)?;
            change.needs(&scope)?;
            store(tx, &scope, id, &change, &reserved, address)?;
            view::agent(tx, &scope, id, now)
        })
        .await
}

fn store(
    tx: &mut Tx,
    scope: &Scope,
    id: AgentId,
    change: &Change,
    reserved: &ReservedWords,
    address: Address,
) -> Result<()> {
    let before = agents::one(tx, scope.workspace, id)?;
    allowed(scope, &before, change)?;
    let mut account = before.clone();
    apply(&mut account, change)?;
    let name = new_name(tx, &before, change, reserved)?;
    account.name = name.as_str().to_owned();
    if change.rights() {
        give_rights(tx, scope, &account, change)?;
    }
    agents::save(tx, &account, &name)?;
    let object = Object { kind: "agent", id: Some(id.0), name: name.as_str() };
    audit::note(tx, &Actor::of(scope, address), "agent.change", &object, what_changed(&before, &account, change))?;
    follow(tx, &before, &account, change)
}

fn allowed(scope: &Scope, account: &Account, change: &Change) -> Result<()> {
    rights::may_touch(scope, account)?;
    if account.owner && (change.rights() || change.state.is_some() || change.name.is_some()) {
        return Err(Error::conflict(
            "主账号拥有全部权限，不能改名、停用或改变权限。",
            "The owner holds every right and cannot be renamed, disabled or given other rights.",
        )
        .reason("owner"));
    }
    if change.state == Some(State::Disabled) && account.id == scope.agent {
        return Err(Error::conflict("不能停用自己的账号。", "You cannot disable your own account.").reason("self"));
    }
    if change.rights() || change.state.is_some() || change.name.is_some() || change.phone.is_some() {
        rights::may_rule_over(scope, account)?;
    }
    Ok(())
}

fn apply(account: &mut Account, change: &Change) -> Result<()> {
    if let Some(text) = &change.nickname {
        account.nickname = nickname(text)?;
    }
    if let Some(phone) = &change.phone {
        let given = phone.as_deref().filter(|text| !text.trim().is_empty());
        account.phone = given.map(|text| Phone::parse("phone", text)).transpose()?.map(|phone| phone.key());
    }
    if let Some(permissions) = &change.permissions {
        account.extra = Grants::parse("permissions", permissions)?;
    }
    if let Some(roles) = &change.roles {
        account.roles = distinct(roles.clone());
    }
    if let Some(state) = change.state {
        account.state = state.as_str().to_owned();
    }
    if let Some(takes) = change.takes_routing {
        account.takes_routing = takes;
        account.asked_routing = true;
    }
    account.capacity = amount("capacity", change.capacity.unwrap_or(account.capacity))?;
    account.mail_capacity = amount("mail_capacity", change.mail_capacity.unwrap_or(account.mail_capacity))?;
    account.weight = amount("weight", change.weight.unwrap_or(account.weight))?;
    Ok(())
}

fn new_name(tx: &mut Tx, before: &Account, change: &Change, reserved: &ReservedWords) -> Result<AccountName> {
    let Some(text) = &change.name else { return AccountName::parse("name", &before.name) };
    let name = AccountName::parse("name", text)?;
    if name.as_str() != before.name {
        reserved.check("name", &name)?;
        agents::check_free(tx, &name, before.id)?;
    }
    Ok(name)
}

fn give_rights(tx: &mut Tx, scope: &Scope, account: &Account, change: &Change) -> Result<()> {
    rights::may_grant(scope, "permissions", &account.extra)?;
    let all = roles::list(tx, scope.workspace)?;
    for id in &account.roles {
        let role = all.iter().find(|role| role.id == *id).ok_or_else(|| Error::not_found().field("roles"))?;
        rights::may_grant(scope, "roles", &role.grants)?;
    }
    if change.roles.is_some() {
        roles::give(tx, account.id, &account.roles)?;
    }
    Ok(())
}

/// What must follow in the same commit: sockets, colleagues' pages, open conversations, the queue.
fn follow(tx: &mut Tx, before: &Account, after: &Account, change: &Change) -> Result<()> {
    let id = after.id;
    if before.is_active() && change.state == Some(State::Disabled) {
        let to = change.hand_over.unwrap_or(HandOver::Route {});
        hand_over::check_for_good(tx, id, &to)?;
        hand_over::enqueue(tx, id, &to)?;
        sessions::delete_all(tx, id, None)?;
        announce::sessions_ended(tx, id, None)?;
    }
    announce::agent_updated(tx, id)?;
    announce::rights_changed(tx, &[id])?;
    if change.work() || change.state.is_some() {
        announce::presence_changed(tx, id)?;
        announce::room_appeared(tx);
    }
    Ok(())
}

/// Names of what was changed, and the values that matter later; never more than the log's readers may know.
fn what_changed(before: &Account, after: &Account, change: &Change) -> Value {
    let mut found = Map::new();
    let mut note = |key: &str, from: Value, to: Value| {
        if from != to {
            found.insert(key.to_owned(), json!({"from": from, "to": to}));
        }
    };
    note("name", json!(before.name), json!(after.name));
    note("nickname", json!(before.nickname), json!(after.nickname));
    note("roles", json!(before.roles), json!(after.roles));
    note("permissions", json!(before.extra), json!(after.extra));
    note("state", json!(before.state), json!(after.state));
    note("takes_routing", json!(before.takes_routing), json!(after.takes_routing));
    note("capacity", json!(before.capacity), json!(after.capacity));
    note("mail_capacity", json!(before.mail_capacity), json!(after.mail_capacity));
    note("weight", json!(before.weight), json!(after.weight));
    if change.phone.is_some() && before.phone != after.phone {
        found.insert("phone".to_owned(), json!(true));
    }
    Value::Object(found)
}

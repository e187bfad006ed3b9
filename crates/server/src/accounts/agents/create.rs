//! Creating a sub-account.

use super::{CAPACITY, MAIL_CAPACITY, WEIGHT, amount, distinct, nickname};
use crate::App;
use crate::accounts::password::NewPassword;
use crate::accounts::scope::{self, Scope};
use crate::accounts::store::agents::{self, NewAccount};
use crate::accounts::store::{roles, workspaces};
use crate::accounts::view::{self, AgentView};
use crate::accounts::{announce, rights};
use crate::audit::{self, Actor, Object};
use crate::http::address::Address;
use db::Tx;
use domain::Result;
use domain::account::{AccountName, Phone};
use domain::id::{AgentId, RoleId};
use domain::permission::{DEFAULT_TEMPLATE, Grants, Permission, template};
use serde_json::json;

/// As it was asked for. What is absent gets its default.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub name: String,
    pub nickname: Option<String>,
    pub password: String,
    pub phone: Option<String>,
    pub roles: Vec<RoleId>,
    pub permissions: Vec<String>,
    pub takes_routing: Option<bool>,
    pub capacity: Option<i64>,
    pub mail_capacity: Option<i64>,
    pub weight: Option<i64>,
}

pub async fn create(app: &App, scope: Scope, wanted: Wanted, address: Address) -> Result<AgentView> {
    scope.need(Permission::AgentCreate)?;
    let mut new = read(app, &wanted)?;
    let workspace = scope.workspace;
    let shop = app.db.read(move |q| workspaces::one(q, workspace)).await?.name;
    let login = format!("{shop}:{}", new.name);
    new.password_hash = NewPassword::make(app, &scope, &login, &wanted.password).await?.hash().to_owned();
    let now = app.now();
    app.db
        .write(workspace, move |tx| {
            let id = store(tx, &scope, &new, &wanted.roles, address)?;
            view::agent(tx, &scope, id, now)
        })
        .await
}

/// Checks everything that needs no database, and names the field of the first mistake.
fn read(app: &App, wanted: &Wanted) -> Result<NewAccount> {
    let name = AccountName::parse("name", &wanted.name)?;
    app.config.reserved.check("name", &name)?;
    let nick = wanted.nickname.as_deref().filter(|text| !domain::shown::is_blank(text));
    let phone = wanted.phone.as_deref().filter(|text| !text.trim().is_empty());
    Ok(NewAccount {
        owner: false,
        nickname: nickname(nick.unwrap_or(name.as_str()))?,
        phone: phone.map(|text| Phone::parse("phone", text)).transpose()?,
        email: None,
        password_hash: String::new(),
        extra: Grants::parse("permissions", &wanted.permissions)?,
        takes_routing: wanted.takes_routing.unwrap_or(true),
        capacity: amount("capacity", wanted.capacity.unwrap_or(CAPACITY))?,
        mail_capacity: amount("mail_capacity", wanted.mail_capacity.unwrap_or(MAIL_CAPACITY))?,
        weight: amount("weight", wanted.weight.unwrap_or(WEIGHT))?,
        name,
    })
}

fn store(tx: &mut Tx, scope: &Scope, new: &NewAccount, asked: &[RoleId], address: Address) -> Result<AgentId> {
    let scope = scope::again(tx, scope)?;
    scope.need(Permission::AgentCreate)?;
    let (given, extra) = rights_for(tx, &scope, asked, &new.extra)?;
    agents::check_free(tx, &new.name, AgentId(0))?;
    let id = agents::insert(tx, scope.workspace, &NewAccount { extra, ..new.clone() })?;
    roles::give(tx, id, &given)?;
    let object = Object { kind: "agent", id: Some(id.0), name: new.name.as_str() };
    let details = json!({"roles": given, "permissions": new.extra});
    audit::note(tx, &Actor::of(&scope, address), "agent.create", &object, details)?;
    announce::agent_updated(tx, id)?;
    announce::presence_changed(tx, id)?;
    Ok(id)
}

/// Roles and ticks as they will be held: nothing at all means the template of ordinary agents.
fn rights_for(tx: &mut Tx, scope: &Scope, asked: &[RoleId], extra: &Grants) -> Result<(Vec<RoleId>, Grants)> {
    let all = roles::list(tx, scope.workspace)?;
    let mut given = distinct(asked.to_vec());
    let mut extra = extra.clone();
    if given.is_empty() && extra.is_empty() {
        match all.iter().find(|role| role.template.as_deref() == Some(DEFAULT_TEMPLATE)) {
            Some(role) => given.push(role.id),
            None => extra = template(DEFAULT_TEMPLATE).unwrap_or_default(),
        }
    }
    rights::may_grant(scope, "permissions", &extra)?;
    for id in &given {
        let role = all.iter().find(|role| role.id == *id).ok_or_else(|| domain::Error::not_found().field("roles"))?;
        rights::may_grant(scope, "roles", &role.grants)?;
    }
    Ok((given, extra))
}

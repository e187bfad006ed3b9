//! Roles 角色: named sets of rights. A change acts on every holder at once.

use super::scope::{self, Scope};
use super::store::agents as accounts;
use super::store::roles::{self, Role};
use super::{announce, rights};
use crate::App;
use crate::audit::{self, Actor, Object};
use crate::http::address::Address;
use db::Tx;
use domain::id::RoleId;
use domain::permission::{Grants, Permission};
use domain::shown::{is_blank, is_one_line};
use domain::{Error, Result};
use serde_json::json;

const NAME_MAX: usize = 40;

pub async fn list(app: &App, scope: Scope) -> Result<Vec<Role>> {
    scope.need_any(rights::SEES_ACCOUNTS)?;
    app.db.read(move |q| roles::list(q, scope.workspace)).await
}

pub async fn create(app: &App, scope: Scope, name: &str, permissions: Vec<String>, address: Address) -> Result<Role> {
    scope.need(Permission::RoleManage)?;
    let name = checked_name(name)?;
    let grants = Grants::parse("permissions", permissions)?;
    app.db
        .write(scope.workspace, move |tx| {
            let scope = manager(tx, &scope)?;
            rights::may_grant(&scope, "permissions", &grants)?;
            let role = Role { id: RoleId(tx.new_id()), name: name.clone(), template: None, grants: grants.clone() };
            roles::insert(tx, scope.workspace, &role)?;
            note(tx, &scope, address, "role.create", &role)?;
            announce::settings_changed(tx, "roles")?;
            Ok(role)
        })
        .await
}

pub struct Change {
    pub name: Option<String>,
    pub permissions: Option<Vec<String>>,
}

pub async fn change(app: &App, scope: Scope, id: RoleId, change: Change, address: Address) -> Result<Role> {
    scope.need(Permission::RoleManage)?;
    app.db
        .write(scope.workspace, move |tx| {
            let scope = manager(tx, &scope)?;
            let mut role = roles::one(tx, scope.workspace, id)?;
            rights::may_grant(&scope, "permissions", &role.grants)?;
            role.name = change.name.as_deref().map(checked_name).transpose()?.unwrap_or(role.name);
            if let Some(permissions) = &change.permissions {
                role.grants = Grants::parse("permissions", permissions)?;
                rights::may_grant(&scope, "permissions", &role.grants)?;
            }
            let holders = roles::holders(tx, scope.workspace, id)?;
            for holder in &holders {
                let account = accounts::one(tx, scope.workspace, *holder)?;
                rights::may_rule_over(&scope, &account)?;
            }
            roles::update(tx, &role)?;
            note(tx, &scope, address, "role.change", &role)?;
            announce::rights_changed(tx, &holders)?;
            announce::settings_changed(tx, "roles")?;
            Ok(role)
        })
        .await
}

/// A role that somebody holds stays: taking it away silently could leave an account without any right.
pub async fn delete(app: &App, scope: Scope, id: RoleId, address: Address) -> Result<()> {
    scope.need(Permission::RoleManage)?;
    app.db
        .write(scope.workspace, move |tx| {
            let scope = manager(tx, &scope)?;
            let role = roles::one(tx, scope.workspace, id)?;
            rights::may_grant(&scope, "permissions", &role.grants)?;
            match roles::holders(tx, scope.workspace, id)?.len() {
                0 => {}
                held => return Err(in_use(held)),
            }
            roles::delete(tx, id)?;
            note(tx, &scope, address, "role.delete", &role)?;
            announce::settings_changed(tx, "roles")
        })
        .await
}

fn manager(tx: &mut Tx, scope: &Scope) -> Result<Scope> {
    let scope = scope::again(tx, scope)?;
    scope.need(Permission::RoleManage)?;
    Ok(scope)
}

fn note(tx: &mut Tx, scope: &Scope, address: Address, action: &'static str, role: &Role) -> Result<()> {
    let object = Object { kind: "role", id: Some(role.id.0), name: &role.name };
    audit::note(tx, &Actor::of(scope, address), action, &object, json!({"permissions": role.grants}))
}

/// Also the name of groups: 1 to 40 characters of any kind.
pub(super) fn checked_name(name: &str) -> Result<String> {
    let name = name.trim();
    if is_blank(name) || name.chars().count() > NAME_MAX || !is_one_line(name) {
        return Err(Error::invalid(
            "name",
            format!("名称要有 1 到 {NAME_MAX} 个字符。"),
            format!("A name has 1 to {NAME_MAX} characters."),
        ));
    }
    Ok(name.to_owned())
}

fn in_use(held: usize) -> Error {
    Error::conflict(
        format!("还有 {held} 个账号使用这个角色，请先给它们换角色。"),
        format!("{held} accounts hold this role; please give them another one first."),
    )
    .reason("in_use")
    .detail("accounts", held.into())
}

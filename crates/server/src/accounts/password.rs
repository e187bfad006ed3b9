//! Changing passwords: one's own with the old one, a sub-account's by whoever may, the owner's from the command line.

use super::scope::{self, Scope};
use super::store::agents::{self, Account};
use super::store::sessions::{self, Candidate};
use super::store::workspaces;
use super::{announce, hashing, rights};
use crate::App;
use crate::audit::{self, Actor, Object};
use crate::http::address::Address;
use db::Tx;
use domain::id::AgentId;
use domain::permission::Permission;
use domain::{Code, Error, Result};
use serde_json::json;

/// A password that was checked and hashed, ready to be stored.
#[derive(Debug, Clone)]
pub struct NewPassword {
    hash: String,
}

impl NewPassword {
    /// Checks it against the workspace's policy and the name it protects, then hashes it.
    pub async fn make(app: &App, scope: &Scope, login: &str, password: &str) -> Result<Self> {
        let workspace = scope.workspace;
        let policy = app.db.read(move |q| workspaces::policy(q, workspace)).await?;
        policy.check(password, login)?;
        Ok(NewPassword { hash: hashing::hash(app, password).await? })
    }

    pub fn store(&self, tx: &mut Tx, agent: AgentId) -> Result<()> {
        agents::set_password(tx, agent, &self.hash)
    }

    pub fn hash(&self) -> &str {
        &self.hash
    }
}

pub struct Change {
    pub agent: AgentId,
    pub password: String,
    pub old_password: Option<String>,
}

pub async fn change(app: &App, scope: Scope, change: Change, address: Address) -> Result<()> {
    let own = change.agent == scope.agent;
    if !own {
        scope.need(Permission::AgentResetPassword)?;
    }
    let (workspace, id) = (scope.workspace, change.agent);
    let (account, shop) =
        app.db.read(move |q| Ok((agents::one(q, workspace, id)?, workspaces::one(q, workspace)?))).await?;
    if own {
        prove_old(app, &scope, change.old_password.as_deref(), address).await?;
    } else {
        rights::may_rule_over(&scope, &account)?;
    }
    let login = if account.owner { shop.name } else { format!("{}:{}", shop.name, account.name) };
    let fresh = NewPassword::make(app, &scope, &login, &change.password).await?;
    app.db.write(workspace, move |tx| store(tx, &scope, id, &fresh, address)).await
}

fn store(tx: &mut Tx, scope: &Scope, id: AgentId, fresh: &NewPassword, address: Address) -> Result<()> {
    let scope = scope::again(tx, scope)?;
    let account = agents::one(tx, scope.workspace, id)?;
    let own = id == scope.agent;
    if !own {
        scope.need(Permission::AgentResetPassword)?;
        rights::may_rule_over(&scope, &account)?;
    }
    fresh.store(tx, id)?;
    let kept = own.then_some(scope.session);
    sessions::delete_all(tx, id, kept)?;
    announce::sessions_ended(tx, id, kept)?;
    note(tx, &Actor::of(&scope, address), &account)
}

fn note(tx: &mut Tx, actor: &Actor, account: &Account) -> Result<()> {
    let object = Object { kind: "agent", id: Some(account.id.0), name: &account.name };
    let action = if actor.agent == Some(account.id) { "agent.change_password" } else { "agent.reset_password" };
    audit::note(tx, actor, action, &object, json!({}))
}

/// Tries are counted like sign-ins: a stolen session must not become a way to guess the password.
async fn prove_old(app: &App, scope: &Scope, old: Option<&str>, address: Address) -> Result<()> {
    let Some(old) = old else {
        return Err(
            Error::invalid("old_password", "请填写原密码。", "Please give the old password.").reason("required")
        );
    };
    let (workspace, agent, now) = (scope.workspace, scope.agent, app.now());
    let key = format!("old password of {agent}");
    app.throttle.begin(&key, address, now)?;
    let stored = app.db.read(move |q| agents::password(q, workspace, agent)).await?;
    if hashing::verify(app, Some(&stored), old).await? {
        app.throttle.succeeded(&key, address);
        return Ok(());
    }
    Err(Error::invalid("old_password", "原密码不正确。", "The old password is wrong.").reason("wrong_password"))
}

/// A password that has become too old opens nothing until a new one comes with it.
pub async fn renewal(app: &App, found: &Candidate, new: Option<&str>) -> Result<Option<NewPassword>> {
    let workspace = found.workspace;
    let policy = app.db.read(move |q| workspaces::policy(q, workspace)).await?;
    if !policy.expired(found.password_set_at, app.now()) {
        return Ok(None);
    }
    let Some(new) = new else {
        return Err(Error::new(
            Code::Forbidden,
            "密码已过期，请设置新密码。",
            "The password has expired; please choose a new one.",
        )
        .reason("password_expired"));
    };
    policy.check(new, &found.login)?;
    if hashing::verify(app, Some(&found.password_hash), new).await? {
        return Err(Error::invalid(
            "new_password",
            "新密码不能与原密码相同。",
            "The new password must differ from the old one.",
        )
        .reason("same"));
    }
    Ok(Some(NewPassword { hash: hashing::hash(app, new).await? }))
}

/// What the operator may do from the command line: give an owner who is locked out a new password.
pub async fn set_by_operator(app: &App, found: &Candidate, password: &str) -> Result<()> {
    let (workspace, agent) = (found.workspace, found.agent);
    app.db.read(move |q| workspaces::policy(q, workspace)).await?.check(password, &found.login)?;
    let fresh = NewPassword { hash: hashing::hash(app, password).await? };
    app.db
        .write(workspace, move |tx| {
            let account = agents::one(tx, workspace, agent)?;
            fresh.store(tx, agent)?;
            sessions::delete_all(tx, agent, None)?;
            announce::sessions_ended(tx, agent, None)?;
            note(tx, &Actor::command_line(), &account)
        })
        .await
}

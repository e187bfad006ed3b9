//! Signing in and out. Whatever is wrong — no such name, no such password — gets one answer in the same time (ACC-3).

use super::password::{self, NewPassword};
use super::register::{SignedIn, signed_in};
use super::scope::Scope;
use super::store::sessions::{self, Candidate, Device, Kind};
use super::store::{agents, workspaces};
use super::{announce, hashing};
use crate::App;
use crate::accounts::agents::hand_over::{self, HandOver};
use crate::audit::{self, Actor, Object};
use crate::http::address::Address;
use db::Query;
use domain::account::Login;
use domain::presence::Presence;
use domain::{Code, Error, Result};
use serde_json::json;

pub struct SignIn {
    pub login: String,
    pub password: String,
    /// Only for an account whose password has become too old.
    pub new_password: Option<String>,
    pub address: Address,
    pub user_agent: String,
}

pub async fn sign_in(app: &App, asked: SignIn) -> Result<SignedIn> {
    let login = Login::parse(&asked.login)?;
    let (key, address, now) = (throttle_key(&login, &asked.login), asked.address, app.now());
    app.throttle.begin(&key, address, now)?;
    let slots = app.db.read(move |q| candidates(q, &login)).await?;
    let Some(found) = whose(app, slots, &asked.password).await? else {
        return Err(wrong());
    };
    app.throttle.succeeded(&key, address);
    if !found.active {
        return Err(Error::new(
            Code::Forbidden,
            "这个账号已被停用，请联系管理员。",
            "This account is disabled; please ask your administrator.",
        )
        .reason("disabled"));
    }
    let fresh = password::renewal(app, &found, asked.new_password.as_deref()).await?;
    begin(app, found, asked, fresh).await
}

/// Every name is counted as typed without regard to case, whether it exists or not.
fn throttle_key(login: &Login, typed: &str) -> String {
    match login {
        Login::Sub { workspace, name } => format!("{}:{}", workspace.key(), name.key()),
        Login::Owner { workspace: Some(name), .. } => name.key(),
        Login::Owner { phone: Some(phone), .. } => phone.key(),
        Login::Email(email) => email.key(),
        Login::Owner { .. } | Login::Nobody => typed.trim().chars().take(100).collect::<String>().to_lowercase(),
    }
}

/// One slot for each reading of what was typed, whether there is such an account or not.
fn candidates(q: &mut impl Query, login: &Login) -> Result<Vec<Option<Candidate>>> {
    Ok(match login {
        Login::Sub { workspace, name } => vec![sessions::sub(q, &workspace.key(), &name.key())?],
        Login::Email(email) => vec![sessions::owner_by_email(q, &email.key())?],
        Login::Nobody => vec![None],
        Login::Owner { workspace, phone } => {
            let mut slots = Vec::new();
            if let Some(name) = workspace {
                slots.push(sessions::owner_by_name(q, &name.key())?);
            }
            if let Some(phone) = phone {
                slots.push(sessions::owner_by_phone(q, &phone.key())?);
            }
            slots
        }
    })
}

/// Verifies every slot, found or empty, so that the time does not tell them apart.
async fn whose(app: &App, slots: Vec<Option<Candidate>>, password: &str) -> Result<Option<Candidate>> {
    let mut whose = None;
    for slot in slots {
        let stored = slot.as_ref().map(|found| found.password_hash.as_str());
        if hashing::verify(app, stored, password).await? && whose.is_none() {
            whose = slot;
        }
    }
    Ok(whose)
}

async fn begin(app: &App, found: Candidate, asked: SignIn, fresh: Option<NewPassword>) -> Result<SignedIn> {
    let token = app.new_token();
    let (secret, now) = (token.clone(), app.now());
    let device =
        Device { address: asked.address.to_string(), user_agent: asked.user_agent.chars().take(300).collect() };
    let (workspace, agent) = (found.workspace, found.agent);
    let (account, shop) = app
        .db
        .write(workspace, move |tx| {
            if let Some(fresh) = &fresh {
                fresh.store(tx, agent)?;
            }
            if agents::signed_in(tx, agent)? == Presence::Offline {
                // Another workbench of his may be open: there he is back, and may get what waits.
                announce::presence_changed(tx, agent)?;
                announce::agent_updated(tx, agent)?;
                announce::room_appeared(tx);
            }
            sessions::insert(tx, (workspace, agent), Kind::Browser, &secret, &device)?;
            let account = agents::one(tx, workspace, agent)?;
            // Between the check and here it may have been disabled.
            if !account.is_active() {
                return Err(wrong());
            }
            let actor = Actor { agent: Some(agent), name: account.name.clone(), address: device.address.clone() };
            let object = Object { kind: "agent", id: Some(agent.0), name: &account.name };
            audit::note(tx, &actor, "session.begin", &object, json!({}))?;
            Ok((account, workspaces::one(tx, workspace)?))
        })
        .await?;
    Ok(signed_in(account, shop, token, now))
}

fn wrong() -> Error {
    Error::new(Code::Unauthorized, "登录名或密码不正确。", "The sign-in name or the password is wrong.")
        .reason("wrong_credentials")
}

/// Ends this session. What becomes of open conversations was asked before; without an answer they stay.
pub async fn sign_out(app: &App, scope: Scope, asked: Option<HandOver>, address: Address) -> Result<()> {
    let actor = Actor::of(&scope, address);
    app.db
        .write(scope.workspace, move |tx| {
            if let Some(hand_over) = &asked {
                hand_over::enqueue(tx, scope.agent, hand_over)?;
            }
            sessions::delete(tx, scope.session)?;
            let object = Object { kind: "agent", id: Some(scope.agent.0), name: &scope.name };
            audit::note(tx, &actor, "session.end", &object, json!({}))?;
            announce::session_ended(tx, scope.agent)
        })
        .await
}

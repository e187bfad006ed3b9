//! Registering a workspace: the shop, its owner, the shipped roles and a first inbox, in one commit.

use super::store::agents::{self, NewAccount};
use super::store::roles::{self, Role};
use super::store::sessions::{self, Device, Kind};
use super::store::workspaces::{self, Workspace};
use super::{hashing, setup, view};
use crate::App;
use crate::audit::{self, Actor, Object};
use db::Tx;
use domain::account::{AccountName, Email, PasswordPolicy, Phone};
use domain::id::{AgentId, RoleId, WorkspaceId};
use domain::permission::{Grants, TEMPLATES, template};
use domain::{Error, Result};
use serde_json::json;

#[derive(Debug, Clone)]
pub struct Registration {
    pub name: AccountName,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
    pub password: String,
}

/// The token is known here and to the caller only.
pub struct SignedIn {
    pub workspace: view::WorkspaceView,
    pub agent: view::AgentView,
    pub token: String,
}

impl Registration {
    /// The first thing that is wrong, with its field.
    pub fn read(name: &str, phone: Option<&str>, email: Option<&str>, password: &str) -> Result<Self> {
        let given = |text: Option<&str>| text.filter(|text| !text.trim().is_empty()).map(str::to_owned);
        let registration = Registration {
            name: AccountName::parse("name", name)?,
            phone: given(phone).map(|phone| Phone::parse("phone", &phone)).transpose()?,
            email: given(email).map(|email| Email::parse("email", &email)).transpose()?,
            password: password.to_owned(),
        };
        if registration.phone.is_none() && registration.email.is_none() {
            return Err(Error::invalid(
                "phone",
                "请填写手机号或邮箱。",
                "Please give a phone number or an e-mail address.",
            )
            .reason("required"));
        }
        PasswordPolicy::default().check(password, registration.name.as_str())?;
        Ok(registration)
    }
}

pub async fn register(app: &App, new: Registration, device: Device) -> Result<SignedIn> {
    let mode = app.config.registration;
    app.db.read(move |q| setup::may_register(mode, !workspaces::any(q)?)).await?;
    let hash = hashing::hash(app, &new.password).await?;
    let token = app.new_token();
    let (secret, now) = (token.clone(), app.now());
    let (agent, workspace) = app
        .db
        .write_any(move |tx| {
            // Asked again where it counts: two first registrations at once make one workspace.
            setup::may_register(mode, !workspaces::any(tx)?)?;
            let workspace = WorkspaceId(tx.new_id());
            let agent = found(tx, workspace, &new, &hash)?;
            sessions::insert(tx, (workspace, agent), Kind::Browser, &secret, &device)?;
            agents::registered(tx, agent)?;
            note(tx, workspace, agent, &new, &device)?;
            Ok((agents::one(tx, workspace, agent)?, workspaces::one(tx, workspace)?))
        })
        .await?;
    Ok(signed_in(agent, workspace, token, now))
}

pub fn signed_in(agent: agents::Account, workspace: Workspace, token: String, now: domain::Timestamp) -> SignedIn {
    SignedIn { agent: view::own(agent, &workspace, now), workspace: workspace.into(), token }
}

fn found(tx: &mut Tx, workspace: WorkspaceId, new: &Registration, hash: &str) -> Result<AgentId> {
    if agents::is_an_owners(tx, new.phone.as_ref(), None)? {
        return Err(used("phone", "这个手机号已经注册过店铺。", "This phone number belongs to a workspace already."));
    }
    if agents::is_an_owners(tx, None, new.email.as_ref())? {
        return Err(used("email", "这个邮箱已经注册过店铺。", "This address belongs to a workspace already."));
    }
    workspaces::insert(tx, workspace, &new.name)?;
    for shipped in TEMPLATES {
        let id = RoleId(tx.new_id());
        let grants = template(shipped.key).unwrap_or_default();
        let role = Role { id, name: shipped.zh.to_owned(), template: Some(shipped.key.to_owned()), grants };
        roles::insert(tx, workspace, &role)?;
    }
    crate::inboxes::create_first(tx, workspace, "网站客服")?;
    let owner = NewAccount {
        owner: true,
        name: new.name.clone(),
        nickname: new.name.as_str().to_owned(),
        phone: new.phone.clone(),
        email: new.email.clone(),
        password_hash: hash.to_owned(),
        extra: Grants::default(),
        takes_routing: true,
        capacity: super::agents::CAPACITY,
        mail_capacity: super::agents::MAIL_CAPACITY,
        weight: super::agents::WEIGHT,
    };
    agents::insert(tx, workspace, &owner)
}

fn note(tx: &mut Tx, workspace: WorkspaceId, agent: AgentId, new: &Registration, device: &Device) -> Result<()> {
    let name = new.name.as_str();
    let actor = Actor { agent: Some(agent), name: name.to_owned(), address: device.address.clone() };
    let object = Object { kind: "workspace", id: Some(workspace.0), name };
    audit::note_first(tx, workspace, &actor, "workspace.register", &object, json!({}))
}

fn used(field: &str, zh: &str, en: &str) -> Error {
    Error::conflict(zh, en).field(field).reason("taken")
}

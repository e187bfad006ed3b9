//! What the operator of the installation can do from the command line.

use super::password;
use super::store::sessions::{self, Candidate, Device, Kind};
use crate::App;
use crate::audit::{self, Actor, Object};
use db::Query;
use domain::account::{AccountName, Login};
use domain::{Error, Result};
use serde_json::json;

/// `yingke owner reset`: a new password for the owner of a workspace.
pub async fn reset_owner_password(app: &App, workspace: &str, password: &str) -> Result<()> {
    let key = AccountName::parse("workspace", workspace)?.key();
    let found = app.db.read(move |q| sessions::owner_by_name(q, &key)).await?.ok_or_else(no_account)?;
    password::set_by_operator(app, &found, password).await
}

/// `yingke token create`: an API token with the account's rights, shown once. `login` is `shop` or `shop:lin`.
pub async fn create_token(app: &App, login: &str) -> Result<String> {
    let login = Login::parse(login)?;
    let found = app.db.read(move |q| account(q, &login)).await?.filter(|found| found.active).ok_or_else(no_account)?;
    let token = app.new_token();
    let secret = token.clone();
    app.db
        .write(found.workspace, move |tx| {
            let whose = (found.workspace, found.agent);
            sessions::insert(tx, whose, Kind::Token, &secret, &Device::default())?;
            let object = Object { kind: "agent", id: Some(found.agent.0), name: &found.login };
            audit::note(tx, &Actor::command_line(), "token.create", &object, json!({}))
        })
        .await?;
    Ok(token)
}

fn account(q: &mut impl Query, login: &Login) -> Result<Option<Candidate>> {
    match login {
        Login::Sub { workspace, name } => sessions::sub(q, &workspace.key(), &name.key()),
        Login::Owner { workspace: Some(name), .. } => sessions::owner_by_name(q, &name.key()),
        Login::Owner { .. } | Login::Email(_) | Login::Nobody => Ok(None),
    }
}

fn no_account() -> Error {
    Error::new(domain::Code::NotFound, "没有这个账号。", "There is no such account.")
}

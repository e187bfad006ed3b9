//! A new name for the shop. It is the main account's name, so sign-in names change with it; open sessions go on.

use crate::accounts::announce;
use crate::accounts::scope::Scope;
use crate::accounts::store::agents;
use crate::audit::{self, Actor, Object};
use crate::http::address::Address;
use db::{NewEvent, Query, Tx, args};
use domain::Result;
use domain::account::AccountName;
use domain::audience::Audience;
use domain::permission::OwnerOnly;
use serde_json::json;

const NAMESAKE: &str = "select 1 as one from workspaces where name_key = $2 and id <> $1";
const RENAME: &str = "update workspaces set name = $2, name_key = $3 where id = $1";

pub fn rename(tx: &mut Tx, scope: &Scope, name: &str, address: Address) -> Result<()> {
    scope.need_owner(OwnerOnly::OwnerAccount)?;
    let name = AccountName::parse("name", name)?;
    let mut owner = agents::one(tx, scope.workspace, scope.agent)?;
    if owner.name == name.as_str() {
        return Ok(());
    }
    if tx.maybe(NAMESAKE, &args![scope.workspace, name.key()], |_| Ok(()))?.is_some() {
        return Err(agents::taken(name.as_str()));
    }
    agents::check_free(tx, &name, scope.agent)?;
    tx.exec(RENAME, &args![scope.workspace, name.as_str(), name.key()])?;
    // Whoever never chose a nickname goes on showing customers the shop's name.
    if owner.nickname == owner.name {
        owner.nickname = name.as_str().to_owned();
    }
    agents::save(tx, &owner, &name)?;
    let object = Object { kind: "workspace", id: Some(scope.workspace.0), name: name.as_str() };
    let details = json!({"from": owner.name, "to": name.as_str()});
    audit::note(tx, &Actor::of(scope, address), "workspace.rename", &object, details)?;
    announce::agent_updated(tx, scope.agent)?;
    let (audience, data) = (json!(Audience::Everybody).to_string(), json!({"agent": {}}).to_string());
    tx.emit(NewEvent { name: "me_updated", audience, contact: None, data });
    Ok(())
}

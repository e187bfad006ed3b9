//! Deleting a sub-account: it is gone at once, its history stays under the old name.

use super::hand_over::{self, HandOver};
use crate::App;
use crate::accounts::scope::{self, Scope};
use crate::accounts::store::{agents, groups, roles, sessions};
use crate::accounts::{announce, rights};
use crate::audit::{self, Actor, Object};
use crate::http::address::Address;
use db::Tx;
use domain::id::AgentId;
use domain::permission::Permission;
use domain::{Error, Result};
use serde_json::json;

pub async fn delete(app: &App, scope: Scope, id: AgentId, asked: Option<HandOver>, address: Address) -> Result<()> {
    scope.need(Permission::AgentDelete)?;
    app.db
        .write(scope.workspace, move |tx| {
            let scope = scope::again(tx, &scope)?;
            scope.need(Permission::AgentDelete)?;
            store(tx, &scope, id, asked.as_ref().unwrap_or(&HandOver::Route {}), address)
        })
        .await
}

fn store(tx: &mut Tx, scope: &Scope, id: AgentId, hand_over: &HandOver, address: Address) -> Result<()> {
    let account = agents::one(tx, scope.workspace, id)?;
    rights::may_rule_over(scope, &account)?;
    if account.owner {
        return Err(Error::conflict("主账号不能删除。", "The owner's account cannot be deleted.").reason("owner"));
    }
    if account.id == scope.agent {
        return Err(Error::conflict("不能删除自己的账号。", "You cannot delete your own account.").reason("self"));
    }
    hand_over::check_for_good(tx, id, hand_over)?;
    hand_over::enqueue(tx, id, hand_over)?;
    sessions::delete_all(tx, id, None)?;
    roles::give(tx, id, &[])?;
    groups::leave_all(tx, id)?;
    groups::leave_entries(tx, id)?;
    agents::delete(tx, id)?;
    let object = Object { kind: "agent", id: Some(id.0), name: &account.name };
    audit::note(tx, &Actor::of(scope, address), "agent.delete", &object, json!({ "hand_over": hand_over }))?;
    announce::sessions_ended(tx, id, None)?;
    announce::agent_removed(tx, id)?;
    announce::settings_changed(tx, "inboxes")?;
    announce::settings_changed(tx, "groups")
}

//! Groups 客服组: agents that serve together. Every agent may know them, for they can be transferred to.

use super::announce;
use super::roles::checked_name;
use super::scope::{self, Scope};
use super::store::agents;
use super::store::groups::{self, Group};
use crate::App;
use crate::audit::{self, Actor, Object};
use crate::http::address::Address;
use db::Tx;
use domain::id::{AgentId, ConversationId, GroupId};
use domain::permission::Permission;
use domain::{Error, Result};
use serde_json::json;

pub async fn list(app: &App, scope: Scope) -> Result<Vec<Group>> {
    app.db.read(move |q| groups::list(q, scope.workspace)).await
}

pub async fn create(app: &App, scope: Scope, name: &str, agents: Vec<AgentId>, address: Address) -> Result<Group> {
    scope.need(Permission::RoutingManage)?;
    let (name, agents) = (checked_name(name)?, distinct(agents));
    app.db
        .write(scope.workspace, move |tx| {
            let scope = manager(tx, &scope)?;
            let id = GroupId(tx.new_id());
            let group = Group { id, name: name.clone(), agents: agents.clone() };
            known(tx, &scope, &group.agents)?;
            groups::insert(tx, &group)?;
            let concerned = Concerned { agents: group.agents.clone(), conversations: reached(tx, id)? };
            follow(tx, &scope, address, "group.create", &group, concerned)?;
            Ok(group)
        })
        .await
}

pub struct Change {
    pub name: Option<String>,
    pub agents: Option<Vec<AgentId>>,
}

pub async fn change(app: &App, scope: Scope, id: GroupId, change: Change, address: Address) -> Result<Group> {
    scope.need(Permission::RoutingManage)?;
    app.db
        .write(scope.workspace, move |tx| {
            let scope = manager(tx, &scope)?;
            let mut group = groups::one(tx, scope.workspace, id)?;
            group.name = change.name.as_deref().map(checked_name).transpose()?.unwrap_or(group.name);
            let mut concerned = Concerned { agents: group.agents.clone(), conversations: Vec::new() };
            if let Some(agents) = &change.agents {
                group.agents = distinct(agents.clone());
                known(tx, &scope, &group.agents)?;
                concerned.agents.extend(&group.agents);
                concerned.conversations = reached(tx, id)?;
            }
            groups::update(tx, &group)?;
            if change.agents.is_some() {
                concerned.conversations.extend(reached(tx, id)?);
            }
            follow(tx, &scope, address, "group.change", &group, concerned)?;
            Ok(group)
        })
        .await
}

/// An entry that loses its only group would suddenly admit everybody, and what waits would wait for nobody: refused.
pub async fn delete(app: &App, scope: Scope, id: GroupId, address: Address) -> Result<()> {
    scope.need(Permission::RoutingManage)?;
    app.db
        .write(scope.workspace, move |tx| {
            let scope = manager(tx, &scope)?;
            let group = groups::one(tx, scope.workspace, id)?;
            let entries = groups::entries(tx, scope.workspace, id)?;
            if !entries.is_empty() {
                return Err(used_by_entries(&entries));
            }
            match groups::waiting(tx, scope.workspace, id)? {
                0 => {}
                waiting => return Err(waited_for(waiting)),
            }
            let concerned = Concerned { agents: group.agents.clone(), conversations: reached(tx, id)? };
            groups::delete(tx, id)?;
            follow(tx, &scope, address, "group.delete", &group, concerned)
        })
        .await
}

fn manager(tx: &mut Tx, scope: &Scope) -> Result<Scope> {
    let scope = scope::again(tx, scope)?;
    scope.need(Permission::RoutingManage)?;
    Ok(scope)
}

fn known(tx: &mut Tx, scope: &Scope, members: &[AgentId]) -> Result<()> {
    for member in members {
        agents::one(tx, scope.workspace, *member).map_err(|error| error.field("agent_ids"))?;
    }
    Ok(())
}

fn reached(tx: &mut Tx, id: GroupId) -> Result<Vec<ConversationId>> {
    let workspace = tx.workspace();
    groups::conversations(tx, workspace, id)
}

/// Whose sight a change of membership changes, and of what.
struct Concerned {
    agents: Vec<AgentId>,
    conversations: Vec<ConversationId>,
}

/// Membership decides what `:group` rights reach and who is a candidate for what waits.
fn follow(
    tx: &mut Tx,
    scope: &Scope,
    address: Address,
    action: &'static str,
    group: &Group,
    concerned: Concerned,
) -> Result<()> {
    let object = Object { kind: "group", id: Some(group.id.0), name: &group.name };
    audit::note(tx, &Actor::of(scope, address), action, &object, json!({"agents": group.agents}))?;
    announce::sight_changed(tx, &distinct(concerned.agents), &distinct(concerned.conversations))?;
    announce::settings_changed(tx, "groups")?;
    announce::room_appeared(tx);
    Ok(())
}

fn distinct<T: Ord>(mut ids: Vec<T>) -> Vec<T> {
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn used_by_entries(names: &[String]) -> Error {
    let list = names.join("、");
    Error::conflict(
        format!("接入渠道或链接还在用这个组：{list}。请先改它们的设置。"),
        format!("Inboxes or links still use this group: {list}. Please change them first."),
    )
    .reason("in_use")
}

fn waited_for(waiting: i64) -> Error {
    Error::conflict(
        format!("还有 {waiting} 个会话在等这个组，请先处理。"),
        format!("{waiting} conversations wait for this group; please see to them first."),
    )
    .reason("in_use")
}

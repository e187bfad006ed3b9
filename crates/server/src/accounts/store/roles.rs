//! Roles: named sets of rights, and who holds them.

use crate::accounts::scope::stored_grants;
use db::{Query, Row, Tx, args};
use domain::id::{AgentId, RoleId, WorkspaceId};
use domain::permission::Grants;
use domain::{Error, Result};
use serde_json::Value;

#[derive(Debug, Clone)]
pub struct Role {
    pub id: RoleId,
    pub name: String,
    pub template: Option<String>,
    pub grants: Grants,
}

const LIST: &str = "select id, name, template, permissions from roles where workspace_id = $1 order by id";

pub fn list(q: &mut impl Query, workspace: WorkspaceId) -> Result<Vec<Role>> {
    q.all(LIST, &args![workspace], role)
}

const ONE: &str = "select id, name, template, permissions from roles where workspace_id = $1 and id = $2";

pub fn one(q: &mut impl Query, workspace: WorkspaceId, id: RoleId) -> Result<Role> {
    q.one(ONE, &args![workspace, id], role)
}

fn role(row: &Row) -> Result<Role> {
    Ok(Role {
        id: row.get("id")?,
        name: row.get("name")?,
        template: row.get("template")?,
        grants: stored_grants(&row.get::<String>("permissions")?)?,
    })
}

const INSERT: &str = "
insert into roles (id, workspace_id, name, template, permissions, created_at) values ($1, $2, $3, $4, $5, $6)
on conflict do nothing";

pub fn insert(tx: &mut Tx, workspace: WorkspaceId, role: &Role) -> Result<()> {
    let now = tx.now();
    let rights = rights_text(&role.grants);
    match tx.exec(INSERT, &args![role.id, workspace, role.name.as_str(), role.template.clone(), rights, now])? {
        0 => Err(taken(&role.name)),
        _ => Ok(()),
    }
}

const NAMED: &str = "select 1 as one from roles where workspace_id = $1 and name = $2 and id <> $3";
const UPDATE: &str = "update roles set name = $3, permissions = $4 where workspace_id = $1 and id = $2";

pub fn update(tx: &mut Tx, role: &Role) -> Result<()> {
    let workspace = tx.workspace();
    if tx.maybe(NAMED, &args![workspace, role.name.as_str(), role.id], |_| Ok(()))?.is_some() {
        return Err(taken(&role.name));
    }
    tx.exec(UPDATE, &args![workspace, role.id, role.name.as_str(), rights_text(&role.grants)])?;
    Ok(())
}

const DELETE: &str = "delete from roles where workspace_id = $1 and id = $2";

pub fn delete(tx: &mut Tx, id: RoleId) -> Result<()> {
    let workspace = tx.workspace();
    tx.exec(DELETE, &args![workspace, id])?;
    Ok(())
}

const HOLDERS: &str = "select agent_id from agent_roles where workspace_id = $1 and role_id = $2 order by agent_id";

pub fn holders(q: &mut impl Query, workspace: WorkspaceId, id: RoleId) -> Result<Vec<AgentId>> {
    q.all(HOLDERS, &args![workspace, id], |row| row.get("agent_id"))
}

const TAKE: &str = "delete from agent_roles where workspace_id = $1 and agent_id = $2";
const GIVE: &str = "insert into agent_roles (workspace_id, agent_id, role_id) values ($1, $2, $3)";

/// Replaces what the agent holds.
pub fn give(tx: &mut Tx, agent: AgentId, roles: &[RoleId]) -> Result<()> {
    let workspace = tx.workspace();
    tx.exec(TAKE, &args![workspace, agent])?;
    for role in roles {
        tx.exec(GIVE, &args![workspace, agent, *role])?;
    }
    Ok(())
}

const HELD: &str = "
select agent_id, role_id from agent_roles where workspace_id = $1 and agent_id between $2 and $3 order by role_id";

/// Who holds what, of the accounts with these ids and those between them.
pub fn held(
    q: &mut impl Query,
    workspace: WorkspaceId,
    first: AgentId,
    last: AgentId,
) -> Result<Vec<(AgentId, RoleId)>> {
    q.all(HELD, &args![workspace, first, last], |row| Ok((row.get("agent_id")?, row.get("role_id")?)))
}

pub fn rights_text(grants: &Grants) -> Value {
    Value::from(grants.to_strings())
}

fn taken(name: &str) -> Error {
    Error::conflict(format!("已经有叫“{name}”的角色。"), format!("There is a role named “{name}” already."))
        .field("name")
        .reason("taken")
}

//! Groups of agents that serve together (tables `teams` and `team_members`; "groups" is a word of SQL).

use crate::floor;
use db::{Query, Tx, args};
use domain::id::{AgentId, ConversationId, GroupId, WorkspaceId};
use domain::{Error, Result};

#[derive(Debug, Clone)]
pub struct Group {
    pub id: GroupId,
    pub name: String,
    pub agents: Vec<AgentId>,
}

const LIST: &str = "select id, name from teams where workspace_id = $1 order by id";
const MEMBERS: &str = "select group_id, agent_id from team_members where workspace_id = $1 order by agent_id";

pub fn list(q: &mut impl Query, workspace: WorkspaceId) -> Result<Vec<Group>> {
    let members = q.all(MEMBERS, &args![workspace], |row| {
        Ok((row.get::<GroupId>("group_id")?, row.get::<AgentId>("agent_id")?))
    })?;
    q.all(LIST, &args![workspace], |row| {
        let id = row.get("id")?;
        let agents = members.iter().filter(|(group, _)| *group == id).map(|(_, agent)| *agent).collect();
        Ok(Group { id, name: row.get("name")?, agents })
    })
}

pub fn one(q: &mut impl Query, workspace: WorkspaceId, id: GroupId) -> Result<Group> {
    list(q, workspace)?.into_iter().find(|group| group.id == id).ok_or_else(Error::not_found)
}

const INSERT: &str =
    "insert into teams (id, workspace_id, name, created_at) values ($1, $2, $3, $4) on conflict do nothing";

pub fn insert(tx: &mut Tx, group: &Group) -> Result<()> {
    let (workspace, now) = (tx.workspace(), tx.now());
    if tx.exec(INSERT, &args![group.id, workspace, group.name.as_str(), now])? == 0 {
        return Err(taken(&group.name));
    }
    fill(tx, group)
}

const NAMED: &str = "select 1 as one from teams where workspace_id = $1 and name = $2 and id <> $3";
const UPDATE: &str = "update teams set name = $3 where workspace_id = $1 and id = $2";

pub fn update(tx: &mut Tx, group: &Group) -> Result<()> {
    let workspace = tx.workspace();
    if tx.maybe(NAMED, &args![workspace, group.name.as_str(), group.id], |_| Ok(()))?.is_some() {
        return Err(taken(&group.name));
    }
    tx.exec(UPDATE, &args![workspace, group.id, group.name.as_str()])?;
    fill(tx, group)
}

const EMPTY: &str = "delete from team_members where workspace_id = $1 and group_id = $2";
const JOIN: &str = "insert into team_members (workspace_id, group_id, agent_id) values ($1, $2, $3)";

fn fill(tx: &mut Tx, group: &Group) -> Result<()> {
    let workspace = tx.workspace();
    tx.exec(EMPTY, &args![workspace, group.id])?;
    for agent in &group.agents {
        tx.exec(JOIN, &args![workspace, group.id, *agent])?;
    }
    floor::crews_changed(tx);
    Ok(())
}

const DELETE: &str = "delete from teams where workspace_id = $1 and id = $2";

pub fn delete(tx: &mut Tx, id: GroupId) -> Result<()> {
    let workspace = tx.workspace();
    tx.exec(EMPTY, &args![workspace, id])?;
    tx.exec(DELETE, &args![workspace, id])?;
    floor::crews_changed(tx);
    Ok(())
}

const LEAVE_ENTRIES: &str = "delete from entry_agents where workspace_id = $1 and agent_id = $2";

/// Out of every entry that named the account: one that named nobody else is everybody's again, as its page then shows.
pub fn leave_entries(tx: &mut Tx, agent: AgentId) -> Result<()> {
    let workspace = tx.workspace();
    tx.exec(LEAVE_ENTRIES, &args![workspace, agent])?;
    floor::crews_changed(tx);
    Ok(())
}

const LEAVE_ALL: &str = "delete from team_members where workspace_id = $1 and agent_id = $2";

pub fn leave_all(tx: &mut Tx, agent: AgentId) -> Result<()> {
    let workspace = tx.workspace();
    tx.exec(LEAVE_ALL, &args![workspace, agent])?;
    floor::crews_changed(tx);
    Ok(())
}

const ENTRIES: &str = "
select i.name from entry_groups e join inboxes i on i.id = e.entry_id
where e.workspace_id = $1 and e.group_id = $2 and i.deleted_at is null
union all
select l.name from entry_groups e join links l on l.id = e.entry_id
where e.workspace_id = $1 and e.group_id = $2 and l.deleted_at is null";

/// Names of the inboxes and links that admit the group.
pub fn entries(q: &mut impl Query, workspace: WorkspaceId, id: GroupId) -> Result<Vec<String>> {
    q.all(ENTRIES, &args![workspace, id], |row| row.get("name"))
}

const WAITING: &str = "
select count(*) as n from conversations
where workspace_id = $1 and group_id = $2 and status in ('queued', 'pooled')";

/// Conversations that wait for this group.
pub fn waiting(q: &mut impl Query, workspace: WorkspaceId, id: GroupId) -> Result<i64> {
    q.one(WAITING, &args![workspace, id], |row| row.get("n"))
}

macro_rules! reached {
    ($which:literal) => {
        concat!(
            "select c.id from conversations c where c.workspace_id = $1 and ",
            $which,
            " and c.private = false and c.blocked = false and (c.group_id = $2
  or exists (select 1 from team_members m where m.group_id = $2 and m.agent_id = c.assignee_id)
  or (c.status in ('queued', 'pooled')
    and exists (select 1 from entry_groups e where e.group_id = $2 and e.entry_id = c.entry_id)))
order by c.last_at desc, c.id desc limit $3"
        )
    };
}

const REACHED_LIVE: &str = reached!("c.status <> 'ended'");
const REACHED_ENDED: &str = reached!("c.status = 'ended'");

/// As many as open pages are told of one by one.
const TOLD: i64 = 1_000;

/// The newest conversations that somebody sees for being in this group, of those that go on and of those that have ended.
pub fn conversations(q: &mut impl Query, workspace: WorkspaceId, id: GroupId) -> Result<Vec<ConversationId>> {
    let mut found = q.all(REACHED_LIVE, &args![workspace, id, TOLD], |row| row.get("id"))?;
    found.extend(q.all(REACHED_ENDED, &args![workspace, id, TOLD], |row| row.get::<ConversationId>("id"))?);
    Ok(found)
}

fn taken(name: &str) -> Error {
    Error::conflict(format!("已经有叫“{name}”的客服组。"), format!("There is a group named “{name}” already."))
        .field("name")
        .reason("taken")
}

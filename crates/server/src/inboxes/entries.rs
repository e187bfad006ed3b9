//! Who may serve an entry, an inbox or a link: lists of agents and groups. Both empty: everybody who takes part.

use crate::accounts::announce;
use crate::conversations::drain;
use crate::floor;
use db::{NewJob, Query, Tx, args};
use domain::id::{AgentId, ConversationId, EntryId, GroupId, InboxId, LinkId, WorkspaceId};
use domain::{Error, Result};
use serde_json::json;

/// An inbox and a link are entries under their own ids, which are unique across both.
pub fn of_inbox(id: InboxId) -> EntryId {
    EntryId(id.0)
}

pub fn of_link(id: LinkId) -> EntryId {
    EntryId(id.0)
}

const AGENTS: &str = "
select e.agent_id from entry_agents e join agents a on a.id = e.agent_id
where e.entry_id = $1 and a.deleted_at is null order by e.agent_id";

const GROUPS: &str = "select group_id from entry_groups where entry_id = $1 order by group_id";

pub fn load(q: &mut impl Query, entry: EntryId) -> Result<(Vec<AgentId>, Vec<GroupId>)> {
    let agents = q.all(AGENTS, &args![entry], |row| row.get("agent_id"))?;
    Ok((agents, q.all(GROUPS, &args![entry], |row| row.get("group_id"))?))
}

/// The lists to put in place; an absent one stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Admission {
    pub agents: Option<Vec<AgentId>>,
    pub groups: Option<Vec<GroupId>>,
}

const FORGET_AGENTS: &str = "delete from entry_agents where entry_id = $1";
const FORGET_GROUPS: &str = "delete from entry_groups where entry_id = $1";
const ADMIT_AGENT: &str = "
insert into entry_agents (workspace_id, entry_id, agent_id) values ($1, $2, $3) on conflict do nothing";
const ADMIT_GROUP: &str = "
insert into entry_groups (workspace_id, entry_id, group_id) values ($1, $2, $3) on conflict do nothing";

pub fn admit(tx: &mut Tx<'_>, entry: EntryId, admission: &Admission) -> Result<()> {
    let workspace = tx.workspace();
    if let Some(agents) = &admission.agents {
        need_agents(tx, "agent_ids", agents)?;
        tx.exec(FORGET_AGENTS, &args![entry])?;
        for agent in agents {
            tx.exec(ADMIT_AGENT, &args![workspace, entry, *agent])?;
        }
    }
    if let Some(groups) = &admission.groups {
        need_groups(tx, groups)?;
        tx.exec(FORGET_GROUPS, &args![entry])?;
        for group in groups {
            tx.exec(ADMIT_GROUP, &args![workspace, entry, *group])?;
        }
    }
    if admission.agents.is_some() || admission.groups.is_some() {
        floor::crews_changed(tx);
        // Who waits here may have found somebody.
        tx.enqueue(NewJob { kind: drain::ROOM, key: workspace.to_string(), payload: json!({}), due_at: tx.now() });
        show_who_waits(tx, entry)?;
    }
    Ok(())
}

const WAITING: &str = "
select id from conversations
where workspace_id = $1 and entry_id = $2 and group_id is null and blocked = false and status in ('queued', 'pooled')
order by last_at desc, id desc limit $3";
/// As many as open pages are told of one by one.
const TOLD: i64 = 1_000;
const EVERYBODY: &str = "select id from agents where workspace_id = $1 and state = 'active' order by id";

/// Candidates see what waits at their door: with the list it comes into the view of some and goes from that of others.
fn show_who_waits(tx: &mut Tx<'_>, entry: EntryId) -> Result<()> {
    let workspace = tx.workspace();
    let waiting: Vec<ConversationId> = tx.all(WAITING, &args![workspace, entry, TOLD], |row| row.get("id"))?;
    if waiting.is_empty() {
        return Ok(());
    }
    let everybody: Vec<AgentId> = tx.all(EVERYBODY, &args![workspace], |row| row.get("id"))?;
    announce::sight_changed(tx, &everybody, &waiting)
}

const AGENT: &str = "select id from agents where workspace_id = $1 and id = $2 and deleted_at is null";

pub fn is_agent(q: &mut impl Query, workspace: WorkspaceId, agent: AgentId) -> Result<bool> {
    Ok(q.maybe(AGENT, &args![workspace, agent], |_| Ok(()))?.is_some())
}

/// Refuses ids that are no account of this workspace; which of them exists elsewhere is not told.
pub fn need_agents(tx: &mut Tx<'_>, field: &str, agents: &[AgentId]) -> Result<()> {
    for agent in agents {
        if !is_agent(tx, tx.workspace(), *agent)? {
            return Err(Error::invalid(field, "没有这个客服账号。", "There is no such agent.")
                .detail("offending", agent.to_string().into()));
        }
    }
    Ok(())
}

const GROUP: &str = "select id from teams where workspace_id = $1 and id = $2";

fn need_groups(tx: &mut Tx<'_>, groups: &[GroupId]) -> Result<()> {
    for group in groups {
        if tx.maybe(GROUP, &args![tx.workspace(), *group], |_| Ok(()))?.is_none() {
            let error = Error::invalid("group_ids", "没有这个客服组。", "There is no such group.");
            return Err(error.detail("offending", group.to_string().into()));
        }
    }
    Ok(())
}

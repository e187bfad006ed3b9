//! How a conversation stands towards viewers, as it is stored now.

use db::{Query, Row, args};
use domain::Result;
use domain::audience::{Standing, Waiting};
use domain::conversation::Status;
use domain::id::{AgentId, ConversationId, EntryId, GroupId};

const CONVERSATION: &str = "
select status, assignee_id, group_id, entry_id, private from conversations where id = $1 and blocked = false";

/// `None` for a conversation that does not exist or that nobody may see.
pub fn load(q: &mut impl Query, id: ConversationId) -> Result<Option<Standing>> {
    let found = q.maybe(CONVERSATION, &args![id], |row| {
        let status: String = row.get("status")?;
        let waiting = Status::parse(&status).is_some_and(Status::is_waiting);
        let head = (row.get("assignee_id")?, row.get("group_id")?, row.get("entry_id")?, waiting);
        Ok((head, row.get::<bool>("private")?))
    })?;
    let Some(((assignee, group, entry, waiting), private)) = found else { return Ok(None) };
    Ok(Some(Standing {
        private,
        assignee,
        participants: q.all(PARTICIPANTS, &args![id], agent)?,
        groups: groups(q, assignee, group)?,
        waiting: if waiting { candidates(q, group, entry)? } else { Waiting::No },
    }))
}

const PARTICIPANTS: &str = "select agent_id from participants where conversation_id = $1 order by agent_id";

fn agent(row: &Row) -> Result<AgentId> {
    row.get("agent_id")
}

const GROUPS: &str = "select group_id from team_members where agent_id = $1";

/// The groups of whoever serves it, and the one it was handed to.
fn groups(q: &mut impl Query, assignee: Option<AgentId>, group: Option<GroupId>) -> Result<Vec<GroupId>> {
    let mut groups: Vec<GroupId> = group.into_iter().collect();
    if let Some(assignee) = assignee {
        groups.extend(q.all(GROUPS, &args![assignee], |row| row.get::<GroupId>("group_id"))?);
    }
    groups.sort_unstable();
    groups.dedup();
    Ok(groups)
}

const MEMBERS: &str = "select agent_id from team_members where group_id = $1 order by agent_id";

fn candidates(q: &mut impl Query, group: Option<GroupId>, entry: EntryId) -> Result<Waiting> {
    if let Some(group) = group {
        return Ok(Waiting::Only(q.all(MEMBERS, &args![group], agent)?));
    }
    Ok(match crate::routing::store::admitted(q, entry)? {
        Some(agents) => Waiting::Only(agents),
        None => Waiting::Everybody,
    })
}

//! How a conversation stands towards viewers, as it is stored now.

use super::row::Conversation;
use db::{Query, Row, args};
use domain::audience::{Standing, Waiting};
use domain::conversation::Status;
use domain::id::{AgentId, ConversationId, EntryId, GroupId};
use domain::{Error, Result};

const CONVERSATION: &str = "
select status, assignee_id, group_id, entry_id, private from conversations where id = $1 and blocked = false";

/// What decides beside the people themselves who may see a conversation.
struct Place {
    id: ConversationId,
    status: Status,
    private: bool,
    assignee: Option<AgentId>,
    group: Option<GroupId>,
    entry: EntryId,
}

/// `None` for a conversation that does not exist or that nobody may see.
pub fn load(q: &mut impl Query, id: ConversationId) -> Result<Option<Standing>> {
    let found = q.maybe(CONVERSATION, &args![id], |row| {
        let status: String = row.get("status")?;
        Ok(Place {
            id,
            status: Status::parse(&status).ok_or_else(|| Error::internal_error(format!("stored status {status}")))?,
            private: row.get("private")?,
            assignee: row.get("assignee_id")?,
            group: row.get("group_id")?,
            entry: row.get("entry_id")?,
        })
    })?;
    found.map(|place| among(q, &place)).transpose()
}

/// The same for one whose row is at hand, and stored as it is.
pub fn of(q: &mut impl Query, c: &Conversation) -> Result<Option<Standing>> {
    let (id, status, private) = (c.id, c.status, c.private);
    let place = Place { id, status, private, assignee: c.assignee, group: c.group, entry: c.entry };
    let standing = if c.blocked { None } else { Some(among(q, &place)?) };
    if cfg!(debug_assertions) && standing != load(q, c.id)? {
        return Err(Error::internal_error(format!("conversation {} is announced otherwise than it is stored", c.id)));
    }
    Ok(standing)
}

const PEOPLE: &str = "
select agent_id as id, true as takes_part from participants where conversation_id = $1
union all select group_id, false from team_members where agent_id = $2";

/// Who takes part, and the groups of whoever serves it and the one it was handed to.
fn among(q: &mut impl Query, place: &Place) -> Result<Standing> {
    let (mut participants, mut groups) = (Vec::new(), Vec::from_iter(place.group));
    let people = q.all(PEOPLE, &args![place.id, place.assignee], |row| {
        Ok((row.get::<i64>("id")?, row.get::<bool>("takes_part")?))
    })?;
    for (id, takes_part) in people {
        if takes_part { participants.push(AgentId(id)) } else { groups.push(GroupId(id)) }
    }
    participants.sort_unstable();
    groups.sort_unstable();
    groups.dedup();
    let waiting = if place.status.is_waiting() { candidates(q, place.group, place.entry)? } else { Waiting::No };
    Ok(Standing { private: place.private, assignee: place.assignee, participants, groups, waiting })
}

fn agent(row: &Row) -> Result<AgentId> {
    row.get("agent_id")
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

//! Who took part in a conversation: whoever was its assignee or sent a message. Drives sight, "ever served" and sticky routing.
//! Whoever was only called in by a note (`invited`) may look on, and counts for nothing else.

use super::row::Conversation;
use db::{Query, Tx, args};
use domain::id::{AgentId, ConversationId};
use domain::{Result, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

/// How `participants.active` and `conversation_tags.active` count the time of a conversation's last activity: by the hour.
pub const fn active(last_at: Timestamp) -> i64 {
    last_at.0.div_euclid(HOUR)
}

pub const HOUR: i64 = 3_600_000;

const MOVE_ON: &str = "update participants set active = $2 where conversation_id = $1";
const MOVE_TAGS_ON: &str = "update conversation_tags set active = $2 where conversation_id = $1";

/// The conversation's last activity is now this; whoever took part finds it there in his lists, and so do those who look for
/// one of its tags. Costs nothing within the hour.
pub fn move_on(tx: &mut Tx, c: &mut Conversation, last_at: Timestamp) -> Result<()> {
    let before = active(std::mem::replace(&mut c.last_at, last_at));
    if before == active(last_at) {
        return Ok(());
    }
    if !c.tags.is_empty() {
        tx.put(MOVE_TAGS_ON, &args![c.id, active(last_at)])?;
    }
    tx.put(MOVE_ON, &args![c.id, active(last_at)])
}

const JOIN: &str = "
insert into participants (conversation_id, workspace_id, contact_id, agent_id, private, messages, first_at, last_at, active)
values ($1, $2, $3, $4, $5, 0, $6, $6, $7) on conflict (conversation_id, agent_id)
do update set invited = false, first_at = excluded.first_at, last_at = excluded.last_at where participants.invited = true";

/// Became the assignee.
pub fn join(tx: &mut Tx, c: &Conversation, agent: AgentId) -> Result<()> {
    let now = tx.now();
    tx.put(JOIN, &args![c.id, c.workspace, c.contact, agent, c.private, now, active(c.last_at)])
}

const INVITE: &str = "
insert into participants (conversation_id, workspace_id, contact_id, agent_id, private, messages, first_at, last_at, invited, active)
values ($1, $2, $3, $4, $5, 0, $6, $6, true, $7) on conflict (conversation_id, agent_id) do nothing";

/// Called in by a note.
pub fn invite(tx: &mut Tx, c: &Conversation, agents: &[AgentId]) -> Result<()> {
    let now = tx.now();
    for agent in agents {
        tx.put(INVITE, &args![c.id, c.workspace, c.contact, *agent, c.private, now, active(c.last_at)])?;
    }
    Ok(())
}

const UNINVITE: &str = "
delete from participants where conversation_id = $1 and invited = true
  and agent_id not in (select agent_id from mentions where conversation_id = $1)";

/// Whom no note calls any more goes out again.
pub fn uninvite(tx: &mut Tx, c: &Conversation) -> Result<()> {
    tx.put(UNINVITE, &args![c.id])
}

const SENT: &str = "
update participants set messages = messages + $3, last_at = $4, last_served_at = $4 where conversation_id = $1 and agent_id = $2";

/// Sent a message to the contact.
pub fn sent(tx: &mut Tx, c: &Conversation, agent: AgentId) -> Result<()> {
    join(tx, c, agent)?;
    let now = tx.now();
    tx.put(SENT, &args![c.id, agent, 1, now])
}

/// Was the assignee at the end.
pub fn served_until_now(tx: &mut Tx, c: &Conversation, agent: AgentId) -> Result<()> {
    join(tx, c, agent)?;
    let now = tx.now();
    tx.put(SENT, &args![c.id, agent, 0, now])
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Participant {
    pub agent_id: AgentId,
    pub name: String,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
    /// Messages sent.
    pub count: i64,
}

const OF_CONVERSATION: &str = "
select p.agent_id, a.name, p.first_at, p.last_at, p.messages from participants p join agents a on a.id = p.agent_id
where p.conversation_id = $1 and p.invited = false order by p.first_at, p.agent_id";

pub fn of_conversation(q: &mut impl Query, id: ConversationId) -> Result<Vec<Participant>> {
    q.all(OF_CONVERSATION, &args![id], |row| {
        Ok(Participant {
            agent_id: row.get("agent_id")?,
            name: row.get("name")?,
            first_at: row.get("first_at")?,
            last_at: row.get("last_at")?,
            count: row.get("messages")?,
        })
    })
}

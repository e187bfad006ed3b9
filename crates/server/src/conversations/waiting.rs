//! Since when a contact waits, found from the messages. `append` keeps it as they come; this is for when one is taken away.

use super::message::{read, select_message};
use super::row::Conversation;
use db::{Query, args};
use domain::conversation::Status;
use domain::id::ConversationId;
use domain::{Result, Timestamp};

const LAST_ANSWER: &str = "
select seq from messages
where conversation_id = $1 and sender_type = 'agent' and to_contact = true and automatic = false and kind <> 'event'
  and state <> 'recalled' order by seq desc limit 1";
const LINES_SINCE: &str =
    select_message!("where m.conversation_id = $1 and m.seq > $2 and m.kind = 'event' order by m.seq");
const FIRST_WORD_SINCE: &str = "
select created_at from messages
where conversation_id = $1 and seq > $2 and sender_type = 'contact' and to_contact = true order by seq limit 1";

/// His first word after our last answer. What came before an end was settled by it.
pub fn since(q: &mut impl Query, c: &Conversation) -> Result<Option<Timestamp>> {
    if c.status == Status::Ended {
        return Ok(None);
    }
    let settled = settled_up_to(q, c.id)?;
    q.maybe(FIRST_WORD_SINCE, &args![c.id, settled], |row| row.get("created_at"))
}

fn settled_up_to(q: &mut impl Query, id: ConversationId) -> Result<i64> {
    let answered = q.maybe(LAST_ANSWER, &args![id], |row| row.get("seq"))?.unwrap_or(0);
    let lines = q.all(LINES_SINCE, &args![id, answered], read)?;
    let end = lines.iter().rev().find(|line| line.event.as_ref().is_some_and(|event| event["type"] == "ended"));
    Ok(end.map_or(answered, |end| end.seq))
}

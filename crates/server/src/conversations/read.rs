//! Read state: how far the serving side and the contact have read.

use super::announce::{self, Change};
use super::row::{self, Conversation};
use super::{mention, sight, visitor_view};
use crate::accounts::scope::Scope;
use crate::visitors::scope::VisitorScope;
use db::{Query, Tx, args};
use domain::id::ConversationId;
use domain::{Error, Result};

const UNREAD: &str = "
select count(*) as unread from messages where conversation_id = $1 and seq > $2 and sender_type = 'contact' and to_contact = true";

/// Only the assignee's reading counts: a supervisor who looks on changes nothing for anybody. Whoever was called in by a note
/// has seen that.
pub fn by_agent(tx: &mut Tx, scope: &Scope, id: ConversationId, seq: i64) -> Result<()> {
    let mut c = sight::visible(tx, scope, id)?;
    let seq = checked(seq)?.min(c.seq);
    mention::seen(tx, scope, id, seq)?;
    let opened = c.return_to.is_some();
    if c.assignee != Some(scope.agent) || (seq <= c.agent_read_seq && !opened) {
        return Ok(());
    }
    c.agent_read_seq = seq.max(c.agent_read_seq);
    c.unread = tx.one(UNREAD, &args![id, c.agent_read_seq], |row| row.get("unread"))?;
    (c.return_to, c.return_at) = (None, None);
    row::save(tx, &mut c)?;
    announce::announce(tx, &c, None, &Change::ReadByAgent)?;
    Ok(())
}

/// The contact's newest conversation in this inbox is the one that he reads.
pub fn by_contact(tx: &mut Tx, scope: &VisitorScope, seq: i64) -> Result<()> {
    let Some(mut c) = read_now(tx, scope)? else { return Ok(()) };
    let seq = checked(seq)?.min(c.seq);
    if seq <= c.contact_read_seq {
        return Ok(());
    }
    c.contact_read_seq = seq;
    row::save(tx, &mut c)?;
    announce::announce(tx, &c, None, &Change::ReadByContact)?;
    Ok(())
}

/// Nobody notices what is read in a blocked contact's own conversation, so that he sees his reading counted like anybody.
fn read_now(tx: &mut Tx, scope: &VisitorScope) -> Result<Option<Conversation>> {
    match visitor_view::current(tx, scope.contact, scope.inbox)? {
        Some(c) if c.blocked => Ok(Some(c)),
        _ => visitor_view::noticed(tx, scope.contact, scope.inbox),
    }
}

fn checked(seq: i64) -> Result<i64> {
    if seq >= 0 { Ok(seq) } else { Err(Error::invalid("seq", "序号不正确。", "seq must not be negative.")) }
}

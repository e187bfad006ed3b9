//! Agents and waiting conversations written straight into the database file of a stopped program: ten thousand sign-ups and
//! a hundred thousand first messages through the API would take longer than everything that is measured.
//!
//! The agents look as the program leaves those whose workbench is open elsewhere, all of them full; each conversation has
//! a contact of its own, and they began to wait one millisecond after the other.

use crate::Result;
use rusqlite::{Connection, params};
use std::path::Path;

/// Before every real conversation.
const FIRST_QUEUED_AT: i64 = 1_600_000_000_000;

const FULL: &str = "update agents set capacity = open_chats where owner = false";

const AGENTS: &str = "
with recursive n (i) as (select 1 union all select i + 1 from n where i < ?1)
insert into agents (id, workspace_id, owner, name, name_key, nickname, password_hash, password_set_at, state, permissions,
  takes_routing, capacity, mail_capacity, weight, credit, presence, connections, open_chats, open_mails, last_assigned_at,
  asked_routing, created_at)
select i, o.workspace_id, false, 'seeded' || i, 'seeded' || i, '', '!', 0, 'active', '[]', true, 10, 50, 100, 0, 'online', 1,
  10, 0, ?2 + i, true, 0
from n, agents o where o.owner = true";

const CONTACTS: &str = "
with recursive n (i) as (select 1 union all select i + 1 from n where i < ?1)
insert into contacts (id, workspace_id, name, verified, blocked, private, created_at, seen_at)
select i, w.id, '访客 ' || i, false, false, false, ?2 + i, ?2 + i from n, workspaces w";

const CONVERSATIONS: &str = "
with recursive n (i) as (select 1 union all select i + 1 from n where i < ?1)
insert into conversations (id, workspace_id, channel, one_live, inbox_id, entry_id, contact_id, status, offline, private, blocked,
  seq, unread, agent_read_seq, contact_read_seq, waiting_since, queued_at, created_at, last_at, line)
select i, b.workspace_id, b.kind, true, b.id, b.id, i, 'queued', false, false, false,
  0, 0, 0, 0, ?2 + i, ?2 + i, ?2 + i, ?2 + i, b.id || '//' || b.kind
from n, (select * from inboxes order by id limit 1) b";

pub fn seed(database: &Path, agents: u32, queued: u32) -> Result<()> {
    let mut store = Connection::open(database)?;
    let tx = store.transaction()?;
    tx.execute(FULL, [])?;
    if agents > 0 {
        tx.execute(AGENTS, params![agents, FIRST_QUEUED_AT])?;
    }
    tx.execute(CONTACTS, params![queued, FIRST_QUEUED_AT])?;
    tx.execute(CONVERSATIONS, params![queued, FIRST_QUEUED_AT])?;
    tx.commit()?;
    Ok(())
}

/// The place in line of every seeded one is its id.
pub fn place(conversation: &str) -> Option<i64> {
    domain::id::decode(conversation).filter(|id| *id < FIRST_QUEUED_AT)
}

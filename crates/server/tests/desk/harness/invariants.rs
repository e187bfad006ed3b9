//! What is true of every desk at any time: numbers that are kept equal a recount.

use db::{Query, Row};
use domain::Result;
use server::App;

/// Each statement finds what must not be, and says of whom.
const WRONG: &[(&str, &str)] = &[
    (
        "agents.open_chats equals a recount without private ones",
        "select a.name as who from agents a where a.open_chats <> (select count(*) from conversations c
           where c.assignee_id = a.id and c.status in ('open', 'snoozed') and c.private = false)",
    ),
    ("no mail is open without mailboxes", "select name as who from agents where open_mails <> 0"),
    (
        "agents.connections equals a recount",
        "select a.name as who from agents a where a.connections <> (select count(*) from connections c where c.agent_id = a.id)",
    ),
    (
        "conversations.unread equals a recount",
        "select k.name as who from conversations c join contacts k on k.id = c.contact_id where c.unread <> (
           select count(*) from messages m where m.conversation_id = c.id and m.seq > c.agent_read_seq
             and m.sender_type = 'contact' and m.to_contact = true)",
    ),
    (
        "messages are numbered without gaps",
        "select k.name as who from conversations c join contacts k on k.id = c.contact_id where c.seq <> (
           select count(*) from messages m where m.conversation_id = c.id and m.seq between 1 and c.seq)",
    ),
    (
        "who waits has no assignee, who is served has one",
        "select k.name as who from conversations c join contacts k on k.id = c.contact_id
         where (c.status in ('queued', 'pooled') and c.assignee_id is not null) or (c.status in ('open', 'snoozed') and c.assignee_id is null)",
    ),
    (
        "a place in line belongs to who waits",
        "select k.name as who from conversations c join contacts k on k.id = c.contact_id
         where c.blocked = false and (c.status in ('queued', 'pooled')) <> (c.queued_at is not null)",
    ),
    (
        "private conversations are with the owner",
        "select k.name as who from conversations c join contacts k on k.id = c.contact_id join agents a on a.id = c.assignee_id
         where c.private = true and a.owner = false",
    ),
    (
        "at most one live conversation of a contact in an inbox",
        "select k.name as who from conversations c join contacts k on k.id = c.contact_id where c.status <> 'ended'
         group by k.name, c.contact_id, c.inbox_id, c.private, c.blocked having count(*) > 1",
    ),
    ("no job has failed", "select kind as who from jobs where problem is not null"),
];

pub async fn hold(app: &App) {
    for (what, sql) in WRONG {
        let wrong: Vec<String> =
            app.db.read(move |q| q.all(sql, &[], |row: &Row| -> Result<String> { row.get("who") })).await.expect(what);
        assert!(wrong.is_empty(), "broken: {what}: {wrong:?}");
    }
}

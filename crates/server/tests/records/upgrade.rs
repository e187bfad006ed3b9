//! What a desk of before has stored is as easy to find after the upgrade.

use crate::desk::{Kind, SHOP, fresh_schema};
use db::{Db, MIGRATIONS, Options, Query, Url, args};
use domain::Timestamp;
use domain::id::{AgentId, ContactId, ConversationId, InboxId, MessageId};
use server::conversations::message::{By, dedup_key, earlier};
use server::conversations::participants::active;
use server::search::names;
use std::path::Path;
use std::sync::Arc;

const INBOX: InboxId = InboxId(10);
/// Both hold what stands between the parts of a key.
const OF_CONTACT: &str = "7f3a:v:b";
const OF_AGENT: &str = "茶:1";
const LAST: Timestamp = Timestamp(1_767_323_045_000);

async fn open(url: &Url, migrations: &'static [db::Migration]) -> Db {
    let options = Options { migrations, ..Options::new(url.clone(), Arc::new(|| LAST)) };
    Db::open(options).await.expect("the database opens")
}

/// `None` where no PostgreSQL is there to be tried.
async fn fresh(kind: Kind, folder: &Path) -> Option<Url> {
    match kind {
        Kind::Sqlite => Some(Url::Sqlite(folder.join("desk.db"))),
        Kind::Postgres => fresh_schema(folder).await.map(Url::Postgres),
    }
}

/// Whose last event is 700, and who keeps them from 300.
const OPENS_SHOP: &str = "
insert into workspaces (id, name, name_key, seq, purged_seq, routing, password_policy, created_at)
values ($1, '茶铺', '茶铺', 700, 300, '{}', '{}', 0)";

/// Of what was told before it nothing is noted: nobody goes on from there.
async fn positions_of_before_are_kept_no_more(kind: Kind) {
    const NOTED: usize = 10;
    let folder = tempfile::tempdir().expect("a folder");
    let Some(url) = fresh(kind, folder.path()).await else { return };
    let before = open(&url, &MIGRATIONS[..NOTED - 1]).await;
    before.write_any(|tx| tx.exec(OPENS_SHOP, &args![SHOP])).await.expect("a desk of before");
    before.close().await;
    let after = open(&url, &MIGRATIONS[..NOTED]).await;
    const KEPT_FROM: &str = "select purged_seq from workspaces where id = $1";
    let kept_from = after.read(|q| q.one(KEPT_FROM, &args![SHOP], |row| row.get::<i64>("purged_seq")));
    assert_eq!(kept_from.await.expect("the shop"), 700);
    after.close().await;
}

async fn upgrades(kind: Kind) {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(url) = fresh(kind, folder.path()).await else { return };
    let (agent, contact, conversation) = (AgentId(2), ContactId(3), ConversationId(4));
    let before = open(&url, &MIGRATIONS[..2]).await;
    let laid = before.write_any(move |tx| {
        tx.exec(OPENS_SHOP, &args![SHOP])?;
        tx.exec(
            "insert into agents (id, workspace_id, owner, name, name_key, nickname, password_hash, password_set_at, state,
               permissions, takes_routing, capacity, mail_capacity, weight, credit, presence, connections, open_chats,
               open_mails, asked_routing, created_at)
             values ($1, $2, false, '小林', '小林', '小林', '', 0, 'active', '[]', true, 5, 5, 1, 0, 'online', 0, 0, 0, false, 0)",
            &args![agent, SHOP],
        )?;
        tx.exec(
            "insert into inboxes (id, workspace_id, kind, name, settings, fallback, created_at)
             values (10, $1, 'web', '网站客服', '{}', '[]', 0)",
            &args![SHOP],
        )?;
        tx.exec(
            "insert into contacts (id, workspace_id, name, verified, blocked, private, created_at, seen_at)
             values ($1, $2, '王小明 Ann', false, false, false, 0, 0)",
            &args![contact, SHOP],
        )?;
        tx.exec(
            "insert into conversations (id, workspace_id, channel, one_live, inbox_id, entry_id, contact_id, status, offline,
               private, blocked, seq, unread, agent_read_seq, contact_read_seq, created_at, last_at)
             values ($1, $2, 'web', true, 10, 10, $3, 'ended', false, false, false, 0, 0, 0, 0, 0, $4)",
            &args![conversation, SHOP, contact, LAST],
        )?;
        tx.exec(
            "insert into participants (conversation_id, workspace_id, contact_id, agent_id, private, messages, first_at,
               last_at)
             values ($1, $2, $3, $4, false, 1, 0, 0)",
            &args![conversation, SHOP, contact, agent],
        )?;
        tx.exec(
            "insert into tags (id, workspace_id, name, name_key, color, created_at) values (30, $1, 'VIP', 'vip', 'red', 0)",
            &args![SHOP],
        )?;
        tx.exec(
            "insert into conversation_tags (conversation_id, tag_id, workspace_id) values ($1, 30, $2)",
            &args![conversation, SHOP],
        )?;
        let by_contact = format!("v:{INBOX}:{contact}:{OF_CONTACT}");
        let by_agent = format!("a:{conversation}:{agent}:{OF_AGENT}");
        for (id, dedup, client_id) in [(20, by_contact, OF_CONTACT), (21, by_agent, OF_AGENT)] {
            tx.exec(
                "insert into messages (id, workspace_id, conversation_id, seq, position, kind, sender_type, sender_name,
                   sender_nickname, text, automatic, to_contact, dedup, body_hash, client_id, state, created_at)
                 values ($1, $2, $3, $1, 0, 'text', 'system', '', '', '在吗', false, true, $4, 'hash', $5, 'sent', 0)",
                &args![id, SHOP, conversation, dedup, client_id],
            )?;
        }
        Ok(())
    });
    laid.await.expect("a desk of before");
    before.close().await;

    let after = open(&url, MIGRATIONS).await;
    for hour in [
        "select active from participants where conversation_id = $1",
        "select active from conversation_tags where conversation_id = $1",
    ] {
        let found = after.read(move |q| q.one(hour, &args![conversation], |row| row.get::<i64>("active")));
        assert_eq!(found.await.expect("the row"), active(LAST), "{hour}");
    }
    for (part, is_found) in [("小明", true), ("王", true), ("nn", true), ("明 a", true), ("小王", false), ("李", false)]
    {
        let (found, all) = after.read(move |q| names::named(q, SHOP, part, 10)).await.expect("names");
        assert!(all);
        assert_eq!(found, if is_found { vec![contact] } else { Vec::new() }, "{part}");
    }
    // Sent before the upgrade, and sent again after it because no answer came.
    for (id, client_id, by) in
        [(20, OF_CONTACT, By::Contact(INBOX, contact)), (21, OF_AGENT, By::Agent(conversation, agent))]
    {
        let key = dedup_key(client_id, &by);
        let found = after.read(move |q| earlier(q, &key, "hash")).await.expect("messages");
        assert_eq!(found.map(|message| message.id), Some(MessageId(id)), "{client_id}");
    }
    after.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite() {
    upgrades(Kind::Sqlite).await;
    positions_of_before_are_kept_no_more(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    upgrades(Kind::Postgres).await;
    positions_of_before_are_kept_no_more(Kind::Postgres).await;
}

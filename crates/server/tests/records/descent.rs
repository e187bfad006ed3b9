//! Lists and search take short cuts; what they give is what reading everything would give, for whoever asks.

use crate::desk::{Chat, Colleague, Desk, SHOP};
use crate::on_both;
use db::args;
use domain::id::{self, ConversationId, MessageId};
use reqwest::{Method, StatusCode};
use serde_json::json;
use server::conversations::list::FEW;
use server::search::words::Words;
use std::collections::HashSet;

/// Chance from a seed (splitmix64), so that a failure can be repeated.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }

    fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }
}

/// A shop with a past: its people and its conversations.
struct Past {
    people: Vec<(&'static str, Colleague)>,
    chats: Vec<ConversationId>,
    tag: String,
}

const CHATS: usize = 130;

/// Words that are in most lines, in some, in hardly any; two that never meet; and letters inside of others.
fn line(chance: &mut Chance, n: usize) -> String {
    let mut line = format!("好茶{n}");
    if !chance.once_in(3) {
        line.push('的');
    }
    line.push_str(if n.is_multiple_of(2) { "退款" } else { "发票" });
    if chance.once_in(40) {
        line.push_str("釉面");
    }
    if chance.once_in(900) {
        line.push_str("琥珀");
    }
    line.push_str(if chance.once_in(8) { " order" } else { " orders" });
    line
}

async fn past(desk: &Desk, seed: u64) -> Past {
    let chance = &mut Chance(seed);
    let owner = desk.owner().await;
    let busy = desk.colleague("老手", &["chatlog.view:own", "chat.view:own", "queue.pick"]).await;
    let new = desk.colleague("新人", &["chatlog.view:own", "chat.view:own"]).await;
    let lead = desk.colleague("组长", &["chatlog.view:group", "chat.view:group"]).await;
    let chief = desk.colleague("主管", &["chatlog.view:all", "chat.view:all"]).await;
    desk.group(&[lead.id, new.id]).await;
    let served = [busy.id, new.id, chief.id, owner.id];
    let (made, tag) =
        desk.ask(&owner.token, Method::POST, "/tags", Some(json!({ "name": "回头客", "color": "red" }))).await;
    assert!(made.is_success(), "{tag}");
    let tag = tag["id"].as_str().expect("a tag").to_owned();
    let mut chats = Vec::new();
    for n in 0..CHATS {
        let customer = desk.customer("安安").await;
        // The busy one's time lies in the first half, the new one's is short and late.
        let assignee = match n {
            _ if n < CHATS / 2 && chance.below(3) > 0 => served[0],
            _ if n > CHATS - 30 && chance.once_in(4) => served[1],
            _ => served[2 + chance.below(2) as usize],
        };
        let took_part = served.iter().copied().filter(|agent| *agent != assignee && chance.once_in(12)).collect();
        let waits = chance.once_in(15);
        let chat = Chat {
            assignee: (!waits).then_some(assignee),
            // Some of those who wait have been with the busy one before.
            took_part: match waits {
                true if n % 2 == 0 => vec![busy.id],
                true => Vec::new(),
                false => took_part,
            },
            private: chance.once_in(20),
            blocked: chance.once_in(20),
            status: Some(if waits {
                "queued"
            } else if chance.once_in(10) {
                "open"
            } else {
                "ended"
            }),
        };
        let is_open_to_owner = !chat.private && !chat.blocked;
        let id = desk.chat(&customer, chat).await;
        if is_open_to_owner && chance.once_in(3) {
            let path = format!("/conversations/{id}/tags");
            let (status, said) = desk.ask(&owner.token, Method::PUT, &path, Some(json!({ "tag_ids": [tag] }))).await;
            assert_eq!(status, StatusCode::OK, "{said}");
        }
        desk.said_all(id, (0..20 + chance.below(40) as usize).map(|n| line(chance, n)).collect()).await;
        chats.push(id);
        desk.later(600);
        if chance.once_in(4) {
            // Somebody comes back after a long time.
            let again = chats[chance.below(chats.len() as u64) as usize];
            desk.said_all(again, vec![line(chance, n)]).await;
            desk.later(60);
        }
    }
    Past { people: vec![("owner", owner), ("busy", busy), ("new", new), ("lead", lead), ("chief", chief)], chats, tag }
}

/// Everything that was said, newest first.
async fn said(desk: &Desk) -> Vec<(MessageId, ConversationId, String)> {
    const ALL: &str = "select id, conversation_id, text from messages order by id desc";
    let read = |row: &db::Row| Ok((row.get("id")?, row.get("conversation_id")?, row.get("text")?));
    desk.app.db.read(move |q| db::Query::all(q, ALL, &[], read)).await.expect("all messages")
}

/// Those that open for him, each asked for by itself.
async fn open_for(desk: &Desk, who: &Colleague, chats: &[ConversationId]) -> HashSet<ConversationId> {
    let mut open = HashSet::new();
    for chat in chats {
        if desk.ask(&who.token, Method::GET, &format!("/conversations/{chat}"), None).await.0 == StatusCode::OK {
            open.insert(*chat);
        }
    }
    open
}

/// All pages of a list, with `id` taken out of each item.
async fn pages(desk: &Desk, who: &Colleague, path: &str, id: &str) -> Vec<String> {
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = desk.get(&who.token, &format!("{path}{cursor}")).await;
        let items = page["items"].as_array().expect("items");
        seen.extend(items.iter().map(|item| item.pointer(id).and_then(|id| id.as_str()).expect("an id").to_owned()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return seen,
        }
    }
}

/// Each view whose name contains `of` shows what opening each conversation by itself would show.
async fn lists_are_whole(desk: &Desk, past: &Past, of: &str) {
    for (name, who) in &past.people {
        let mut open = Vec::new();
        for chat in &past.chats {
            let (status, one) = desk.ask(&who.token, Method::GET, &format!("/conversations/{chat}"), None).await;
            if status == StatusCode::OK {
                open.push(one);
            }
        }
        open.sort_by_key(|one| (one["last_at"].as_str().map(str::to_owned), one["id"].as_str().map(str::to_owned)));
        open.reverse();
        let me = who.id.to_string();
        let mine = |one: &serde_json::Value| one["assignee_id"] == me.as_str();
        let is = |one: &serde_json::Value, status: &str| one["status"] == status;
        let ids = |wanted: &dyn Fn(&serde_json::Value) -> bool| -> Vec<String> {
            open.iter().filter(|one| wanted(one)).map(|one| one["id"].as_str().expect("an id").to_owned()).collect()
        };
        let tag = past.tag.as_str();
        let bears = |one: &serde_json::Value| one["tag_ids"] == json!([tag]);
        assert!(*name != "busy" || ids(&bears).len() > 9, "his fill more than a page");
        let views = [
            ("all", ids(&|_| true)),
            (&format!("all&tag={tag}"), ids(&bears)),
            (&format!("ended&tag={tag}"), ids(&|one| is(one, "ended") && bears(one))),
            ("ended", ids(&|one| is(one, "ended"))),
            ("mine", ids(&|one| is(one, "open") && mine(one))),
            ("colleagues", ids(&|one| is(one, "open") && !mine(one))),
            ("queue", ids(&|one| is(one, "queued"))),
            ("pool", ids(&|one| is(one, "pooled"))),
        ];
        for (view, wanted) in views.into_iter().filter(|(view, _)| view.contains(of)) {
            for limit in [9, 100, 200] {
                let shown = pages(desk, who, &format!("/conversations?view={view}&limit={limit}"), "/id").await;
                assert_eq!(shown, wanted, "{name} looks at {view}, {limit} at a time");
            }
        }
        assert_eq!(pages(desk, who, "/chatlog?limit=9", "/conversation/id").await, ids(&|_| true), "{name}'s log");
    }
}

/// So many more bear the tag that whoever has few of them walks through what is his. Nobody sees those that are blocked.
async fn is_borne_often(desk: &Desk, past: &Past) {
    const CONVERSATIONS: &str = "
with recursive n (i) as (select 1 as i union all select i + 1 from n where i < $2)
insert into conversations (id, workspace_id, channel, one_live, inbox_id, entry_id, contact_id, status, offline, private, blocked, seq,
  unread, agent_read_seq, contact_read_seq, ended_at, created_at, last_at)
select i, c.workspace_id, c.channel, false, c.inbox_id, c.entry_id, c.contact_id, 'ended', false, false, true, 0,
  0, 0, 0, c.created_at, c.created_at, c.last_at from conversations c, n where c.id = $1";
    const TAGS: &str = "
insert into conversation_tags (conversation_id, tag_id, workspace_id, active)
select c.id, $1, c.workspace_id, c.last_at / 3600000 from conversations c where c.blocked = true and c.id <= $2";
    let tag = id::decode(&past.tag).expect("a tag");
    let (model, many) = (past.chats[0], FEW + 1);
    let borne = desk.app.db.write(SHOP, move |tx| {
        tx.exec(CONVERSATIONS, &args![model, many])?;
        tx.exec(TAGS, &args![tag, many])
    });
    assert_eq!(borne.await.expect("stored"), many as u64);
}

on_both! {
    async fn lists_and_searches_give_what_reading_everything_gives(desk: Desk) {
        let past = past(&desk, 7).await;
        lists_are_whole(&desk, &past, "").await;
        is_borne_often(&desk, &past).await;
        lists_are_whole(&desk, &past, "tag").await;
        let said = said(&desk).await;
        assert!(said.len() > 4_000, "{} lines were said", said.len());
        for (name, who) in &past.people {
            let open = open_for(&desk, who, &past.chats).await;
            for query in ["的", "釉面", "琥珀", "麒麟", "退款 发票", "发票 的", "退款的", "order", "茶 釉面"] {
                let words = Words::parse(query).expect("words");
                let hits = said.iter().filter(|(_, chat, text)| open.contains(chat) && words.find(text));
                let mut wanted: Vec<String> = Vec::new();
                for (_, chat, _) in hits {
                    let chat = chat.to_string();
                    if !wanted.contains(&chat) {
                        wanted.push(chat);
                    }
                }
                let query: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
                let found = pages(&desk, who, &format!("/chatlog?q={query}&limit=20"), "/conversation/id").await;
                assert_eq!(found, wanted, "{name} asks for {query}");
                // The list's own search orders within a page only.
                let mut found = pages(&desk, who, &format!("/conversations?q={query}&limit=30"), "/id").await;
                found.sort();
                found.dedup();
                wanted.sort();
                assert_eq!(found, wanted, "{name} asks the list for {query}");
            }
        }
    }
}

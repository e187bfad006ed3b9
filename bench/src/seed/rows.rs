//! The shop's past, row by row, in the order in which it would have happened.

use super::people::People;
use super::texts::{Chance, RARE_TIMES, Texts};
use super::{Cell, Store, Table};
use crate::Result;
use domain::Timestamp;
use domain::id::{AgentId, encode, first_of};
use domain::routing::{Decision, Rule};
use serde_json::json;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// Ten million messages fill two years.
const MS_PER_CONVERSATION: i64 = 2 * 365 * 86_400_000 / 1_000_000;
/// The newest ones are not over yet.
const LIVE: u64 = 1_000;
const EVENTS: u64 = 100_000;

static CONTACTS: Table =
    Table { name: "contacts", columns: "id, workspace_id, name, verified, blocked, private, created_at, seen_at" };
static SPELT: Table = Table { name: "contact_words", columns: "contact_id, words" };
static CONVERSATIONS: Table = Table {
    name: "conversations",
    columns: "id, workspace_id, channel, one_live, inbox_id, entry_id, contact_id, status, assignee_id, offline, private, \
        blocked, seq, last_message, unread, agent_read_seq, contact_read_seq, waiting_since, queued_at, assigned_at, \
        ended_at, ended_by, page, created_at, last_at, tags",
};
static PARTICIPANTS: Table = Table {
    name: "participants",
    columns: "conversation_id, workspace_id, contact_id, agent_id, private, messages, first_at, last_at, last_served_at, \
        active",
};
static MESSAGES: Table = Table {
    name: "messages",
    columns: "id, workspace_id, conversation_id, seq, position, kind, sender_type, sender_id, sender_name, \
        sender_nickname, text, automatic, to_contact, dedup, body_hash, client_id, state, created_at",
};
static WORDS: Table = Table { name: "message_words", columns: "message_id, words" };
static TAGGED: Table = Table { name: "conversation_tags", columns: "conversation_id, tag_id, workspace_id, active" };
static DECISIONS: Table =
    Table { name: "decisions", columns: "id, workspace_id, conversation_id, at, rule, chosen, because" };
static HEARD: Table =
    Table { name: "events", columns: "workspace_id, seq, name, audience, data, contact_id, created_at" };

pub fn write(store: &mut dyn Store, people: &People, messages: u64, seed: u64, until: Timestamp) -> Result<()> {
    let conversations = messages / 10;
    // An hour for what is still being said in the last ones.
    let begin = until.0 - 3_600_000 - conversations as i64 * MS_PER_CONVERSATION;
    let mut past = Past {
        store,
        people,
        texts: Texts::new(seed),
        chance: Chance(seed),
        messages,
        said: 0,
        ids: 0,
        contacts: Vec::new(),
        said_later: BinaryHeap::new(),
        loads: BTreeMap::new(),
        position: 0,
        written: 0,
    };
    for n in 0..conversations {
        let start = begin + n as i64 * MS_PER_CONVERSATION;
        past.write_until(start)?;
        past.converse(start, conversations - n)?;
    }
    past.write_until(i64::MAX)?;
    past.close()
}

struct Past<'a> {
    store: &'a mut dyn Store,
    people: &'a People,
    texts: Texts,
    chance: Chance,
    messages: u64,
    /// So many have their place.
    said: u64,
    ids: i64,
    contacts: Vec<(i64, String)>,
    /// Conversations go on side by side: what is said in them is written in the order of time.
    said_later: BinaryHeap<Reverse<Said>>,
    loads: BTreeMap<i64, i64>,
    position: i64,
    written: u64,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    id: i64,
    at: i64,
    conversation: i64,
    contact: i64,
    agent: Option<i64>,
    by_agent: bool,
    seq: i64,
    text: String,
    name: String,
}

impl Past<'_> {
    fn id(&mut self, at: i64) -> i64 {
        self.ids += 1;
        first_of(Timestamp(at)) | 0xf0 << 12 | self.ids & 0xfff
    }

    fn contact(&mut self, at: i64, is_new: bool) -> Result<(i64, String)> {
        if !is_new && !self.contacts.is_empty() {
            let whose = self.chance.below(self.contacts.len() as u64) as usize;
            return Ok(self.contacts[whose].clone());
        }
        const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高";
        const NAMES: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红鹏飞雪梅玲";
        let (surnames, names): (Vec<char>, Vec<char>) = (SURNAMES.chars().collect(), NAMES.chars().collect());
        let mut name = surnames[self.chance.below(surnames.len() as u64) as usize].to_string();
        for _ in 0..1 + self.chance.below(2) {
            name.push(names[self.chance.below(names.len() as u64) as usize]);
        }
        let id = self.id(at);
        self.store.add(
            &CONTACTS,
            &[
                id.into(),
                self.people.workspace.into(),
                name.as_str().into(),
                false.into(),
                false.into(),
                false.into(),
                at.into(),
                at.into(),
            ],
        )?;
        self.store.add(&SPELT, &[id.into(), server::search::names::entry(&name).into()])?;
        self.contacts.push((id, name.clone()));
        Ok((id, name))
    }

    fn converse(&mut self, start: i64, left: u64) -> Result<()> {
        // Ten on average, and never far from that in sum, so that the last one is no longer than others.
        let ahead = self.said as i64 - (self.messages as i64 - 10 * left as i64);
        let rest = self.messages - self.said;
        let length = match left {
            1 => rest,
            _ => ((2 + self.chance.below(17) as i64 - ahead.clamp(-1, 1)).max(1) as u64).min(rest - (left - 1)),
        };
        let live = left <= LIVE;
        let again = self.chance.below(2) == 0 && !live;
        let contact = self.contact(start, !again)?;
        // Everybody sees those who wait: what was planted for one agent must not be among them.
        let waits = live && left.is_multiple_of(12) && self.planted(length).is_none();
        let agent = (!waits).then(|| self.serves(length));
        let id = self.id(start);
        let mut at = start;
        let mut last = (0, String::new());
        for seq in 1..=length as i64 {
            at += 2_000 + self.chance.below(40_000) as i64;
            let text = self.texts.message(&mut self.chance, self.said, self.messages);
            self.said += 1;
            let by_agent = agent.is_some() && seq % 2 == 0;
            let said = Said {
                id: self.id(at),
                at,
                conversation: id,
                contact: contact.0,
                agent,
                by_agent,
                seq,
                text: text.clone(),
                name: contact.1.clone(),
            };
            last = (said.id, text);
            self.said_later.push(Reverse(said));
        }
        let status = match (live, waits) {
            (false, _) => "ended",
            (true, false) => "open",
            (true, true) if left.is_multiple_of(24) => "pooled",
            (true, true) => "queued",
        };
        self.conversation(&Held { id, contact: contact.0, agent, status, start, at, length: length as i64, last })
    }

    /// Which of the messages with the rare word is in the next conversation.
    fn planted(&self, length: u64) -> Option<u64> {
        let apart = self.messages / RARE_TIMES;
        (self.said..self.said + length).find(|number| number % apart == apart / 2).map(|number| number / apart)
    }

    /// Who serves the next conversation: what was planted rarely lies with the agent of few, half of the time.
    fn serves(&mut self, length: u64) -> i64 {
        if self.planted(length).is_some_and(|planted| planted.is_multiple_of(2)) {
            return self.people.few;
        }
        if self.chance.below(10) == 0 {
            return self.people.many;
        }
        self.people.others[self.chance.below(self.people.others.len() as u64) as usize]
    }

    fn conversation(&mut self, held: &Held) -> Result<()> {
        let workspace = self.people.workspace;
        let tag = (self.chance.below(5) == 0)
            .then(|| self.people.tags[self.chance.below(self.people.tags.len() as u64) as usize]);
        let ended = held.status == "ended";
        let waiting = matches!(held.status, "queued" | "pooled");
        let when = |so: bool, at: i64| if so { Cell::Int(at) } else { Cell::Null };
        let preview = json!({"id": encode(held.last.0), "seq": held.length, "kind": "text",
            "sender": {"type": "contact", "id": encode(held.contact), "name": "访客"}, "text": held.last.1,
            "attachments": 0, "state": "sent", "created_at": Timestamp(held.at)});
        let page = json!({"url": "https://shop.example.com/products/teapot-42", "title": "紫砂壶 - 青岚茶器",
            "referrer": null, "language": "zh-CN", "user_agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)",
            "timezone": "Asia/Shanghai", "screen": "390x844"});
        let tags = json!(tag.iter().map(|tag| encode(*tag)).collect::<Vec<_>>());
        self.store.add(
            &CONVERSATIONS,
            &[
                held.id.into(),
                workspace.into(),
                "web".into(),
                true.into(),
                self.people.inbox.into(),
                self.people.inbox.into(),
                held.contact.into(),
                held.status.into(),
                held.agent.into(),
                false.into(),
                false.into(),
                false.into(),
                held.length.into(),
                preview.to_string().into(),
                i64::from(!ended).into(),
                held.length.into(),
                held.length.into(),
                when(waiting, held.start),
                when(waiting, held.start),
                when(!waiting, held.start),
                when(ended, held.at),
                if ended { "agent".into() } else { Cell::Null },
                page.to_string().into(),
                held.start.into(),
                held.at.into(),
                tags.to_string().into(),
            ],
        )?;
        if let Some(tag) = tag {
            self.store.add(&TAGGED, &[held.id.into(), tag.into(), workspace.into(), (held.at / 3_600_000).into()])?;
        }
        let Some(agent) = held.agent else { return Ok(()) };
        if held.status == "open" {
            *self.loads.entry(agent).or_default() += 1;
        }
        let others = &self.people.others;
        let second = (self.chance.below(20) == 0).then(|| others[self.chance.below(others.len() as u64) as usize]);
        for agent in [Some(agent), second.filter(|second| *second != agent)].into_iter().flatten() {
            self.took_part(held, agent)?;
        }
        let decision = self.id(held.start);
        let because =
            serde_json::to_string(&Decision::by_hand(Rule::Assign, AgentId(agent), Timestamp(held.start)).because)?;
        self.store.add(
            &DECISIONS,
            &[
                decision.into(),
                workspace.into(),
                held.id.into(),
                held.start.into(),
                Rule::Assign.as_str().into(),
                agent.into(),
                because.into(),
            ],
        )
    }

    fn took_part(&mut self, held: &Held, agent: i64) -> Result<()> {
        self.store.add(
            &PARTICIPANTS,
            &[
                held.id.into(),
                self.people.workspace.into(),
                held.contact.into(),
                agent.into(),
                false.into(),
                (held.length / 2).into(),
                held.start.into(),
                held.at.into(),
                held.at.into(),
                (held.at / 3_600_000).into(),
            ],
        )
    }

    fn write_until(&mut self, time: i64) -> Result<()> {
        while self.said_later.peek().is_some_and(|Reverse(said)| said.at < time) {
            if let Some(Reverse(said)) = self.said_later.pop() {
                self.say(&said)?;
            }
        }
        Ok(())
    }

    fn say(&mut self, said: &Said) -> Result<()> {
        let workspace = self.people.workspace;
        self.position = (self.position + 1).max(said.at * 1_000);
        let (kind, sender) = if said.by_agent { ("agent", said.agent) } else { ("contact", Some(said.contact)) };
        let client = format!("{:x}-{:016x}", said.at, Chance(said.id as u64).draw());
        let dedup = format!("{client}:v:{}:{}", encode(self.people.inbox), encode(said.contact));
        self.store.add(
            &MESSAGES,
            &[
                said.id.into(),
                workspace.into(),
                said.conversation.into(),
                said.seq.into(),
                self.position.into(),
                "text".into(),
                kind.into(),
                sender.into(),
                said.name.as_str().into(),
                said.name.as_str().into(),
                said.text.as_str().into(),
                false.into(),
                true.into(),
                dedup.into(),
                format!("{:032x}", u128::from(Chance(!said.id as u64).draw())).into(),
                client.into(),
                "sent".into(),
                said.at.into(),
            ],
        )?;
        let words: Vec<String> = server::search::words::tokens(&said.text).into_iter().collect();
        self.store.add(&WORDS, &[said.id.into(), words.join(" ").into()])?;
        self.written += 1;
        if self.written.is_multiple_of(500_000) {
            eprintln!("{} messages", self.written);
        }
        if self.written + EVENTS > self.messages { self.announce(said) } else { Ok(()) }
    }

    fn announce(&mut self, said: &Said) -> Result<()> {
        let (conversation, contact) = (encode(said.conversation), encode(said.contact));
        let now = json!({"assignee": said.agent.map(encode), "participants": said.agent.iter().map(|a| encode(*a)).collect::<Vec<_>>(),
            "groups": [], "waiting": "no"});
        let audience = json!({"conversation": {"id": conversation, "now": now, "contact": contact}});
        let message = json!({"id": encode(said.id), "conversation_id": conversation, "seq": said.seq, "kind": "text",
            "sender": {"type": "contact", "id": contact, "name": said.name}, "text": said.text, "attachments": [],
            "reply_to": null, "mentions": [], "state": "sent", "automatic": false, "event": null,
            "created_at": Timestamp(said.at)});
        let inbox = encode(self.people.inbox);
        let visitor = json!({"inbox_id": inbox, "name": "message_created", "data": {"message": message}});
        self.store.add(
            &HEARD,
            &[
                self.people.workspace.into(),
                self.position.into(),
                "message_created".into(),
                audience.to_string().into(),
                json!({"agent": {"message": message}, "visitor": visitor}).to_string().into(),
                said.contact.into(),
                said.at.into(),
            ],
        )
    }

    fn close(&mut self) -> Result<()> {
        for (agent, load) in std::mem::take(&mut self.loads) {
            self.store.run(&format!("update agents set open_chats = {load} where id = {agent}"))?;
        }
        let purged = "select coalesce(min(seq), 0) from events";
        self.store.run(&format!("update workspaces set seq = {}, purged_seq = ({purged})", self.position))
    }
}

struct Held {
    id: i64,
    contact: i64,
    agent: Option<i64>,
    status: &'static str,
    start: i64,
    at: i64,
    length: i64,
    last: (i64, String),
}

//! The rows: objects that callers act upon. They are made when first needed, and anew after somebody has changed them.

use crate::callers::COLUMNS;
use crate::house::{House, Person, text};
use serde_json::json;
use std::collections::HashMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The route has no object.
    None,
    Agent,
    Role,
    Group,
    Inbox,
    /// `INBOX/links/LINK`.
    Link,
    Contact,
    Conversation,
    Tag,
    Phrase,
    /// An id with its signed query.
    File,
}

impl Kind {
    /// In our shop, the other shop's, never given, and no id at all.
    pub fn labels(self) -> &'static [&'static str] {
        match self {
            Kind::None => &[""],
            Kind::Agent => &["self", "lesser", "colleague", "manager", "owner", THEIRS, MADE_UP, NO_ID],
            Kind::Role => &["lesser", "ordinary", "held", "managers'", THEIRS, MADE_UP, NO_ID],
            Kind::Group | Kind::Inbox | Kind::Tag => &["ours", THEIRS, MADE_UP, NO_ID],
            Kind::Phrase => &["team's", "owner's", THEIRS, MADE_UP, NO_ID],
            Kind::Link => &["ours", "under another inbox", "theirs under ours", THEIRS, MADE_UP, NO_ID],
            Kind::Contact | Kind::Conversation => &[
                "mine",
                "colleague's",
                "of lead's group",
                "waiting",
                "ended",
                "private",
                "blocked",
                THEIRS,
                MADE_UP,
                NO_ID,
            ],
            Kind::File => {
                &["unused", "sent to a colleague", "private", THEIRS, "signed for another", "unsigned", MADE_UP, NO_ID]
            }
        }
    }
}

pub const THEIRS: &str = "other shop's";
pub const MADE_UP: &str = "made up";
pub const NO_ID: &str = "no id";

/// An object, and the visitor behind it where there is one.
#[derive(Clone, Default)]
pub struct Thing {
    pub id: String,
    pub visitor: Person,
}

#[derive(Default)]
pub struct Things(HashMap<(Kind, &'static str, &'static str), Thing>);

impl Things {
    pub async fn get(&mut self, house: &House, kind: Kind, label: &'static str, who: &'static str) -> Thing {
        let key = key(kind, label, who);
        if let Some(thing) = self.0.get(&key) {
            return thing.clone();
        }
        let thing = make(house, kind, label, key.2).await;
        self.0.insert(key, thing.clone());
        thing
    }

    /// It has been changed: the next one who asks gets a fresh one.
    pub fn spend(&mut self, kind: Kind, label: &'static str, who: &'static str) {
        self.0.remove(&key(kind, label, who));
    }
}

/// Everybody has a "mine" and "self" of his own; who has no account of ours tries the agent's.
fn key(kind: Kind, label: &'static str, who: &'static str) -> (Kind, &'static str, &'static str) {
    let personal = matches!(label, "mine" | "self");
    let ours = COLUMNS.iter().any(|column| column.name == who && column.is_ours());
    (
        kind,
        label,
        if !personal {
            ""
        } else if ours {
            who
        } else {
            "agent"
        },
    )
}

async fn make(house: &House, kind: Kind, label: &'static str, who: &str) -> Thing {
    let made_up = domain::id::encode(9_876_543_210);
    let id = match (kind, label) {
        (Kind::None, _) => String::new(),
        (Kind::Link, MADE_UP) => format!("{}/links/{made_up}", house.inboxes[0]),
        (Kind::Link, NO_ID) => format!("{}/links/nobody-has-this", house.inboxes[0]),
        (_, MADE_UP) => made_up,
        (_, NO_ID) => "nobody-has-this".to_owned(),
        (Kind::Agent, _) => agent(house, label, who).await,
        (Kind::Role, _) => role(house, label).await,
        (Kind::Group, _) => {
            house.by(shop(label), "POST", "/groups", Some(json!({"name": house.new_name()}))).await.id()
        }
        (Kind::Inbox, _) => inbox(house, shop(label)).await,
        (Kind::Link, _) => link(house, label).await,
        (Kind::Conversation, _) => return conversation(house, label, who).await,
        (Kind::Contact, _) => {
            let visitor = conversation(house, label, who).await.visitor;
            return Thing { id: visitor.id.clone(), visitor };
        }
        (Kind::Tag, _) => house.by(shop(label), "POST", "/tags", Some(json!({"name": house.new_name()}))).await.id(),
        (Kind::Phrase, _) => {
            let scope = if label == "owner's" { "personal" } else { "team" };
            let new = json!({"scope": scope, "title": house.new_name(), "text": "您好"});
            house.by(shop(label), "POST", "/phrases", Some(new)).await.id()
        }
        (Kind::File, _) => file(house, label).await,
    };
    Thing { id, visitor: Person::default() }
}

fn shop(label: &str) -> &'static str {
    if label == THEIRS { "rival" } else { "owner" }
}

async fn agent(house: &House, label: &str, who: &str) -> String {
    let rights = match label {
        "self" => return house.people[who].id.clone(),
        "owner" => return house.people["owner"].id.clone(),
        "lesser" => json!({"permissions": ["agent.capacity"]}),
        "manager" => json!({"roles": [house.roles["admin"]]}),
        _ => json!({}),
    };
    house.new_account(shop(label), &house.new_name(), rights).await.id
}

async fn role(house: &House, label: &str) -> String {
    let permissions = match label {
        "held" => return house.roles["agent"].clone(),
        "managers'" => return house.roles["admin"].clone(),
        "lesser" => json!(["agent.capacity"]),
        _ => json!(["chat.serve"]),
    };
    house
        .by(shop(label), "POST", "/roles", Some(json!({"name": house.new_name(), "permissions": permissions})))
        .await
        .id()
}

async fn inbox(house: &House, owner: &str) -> String {
    house.by(owner, "POST", "/inboxes", Some(json!({"kind": "web", "name": house.new_name()}))).await.id()
}

async fn link(house: &House, label: &str) -> String {
    let [ours, theirs] = &house.inboxes;
    let (owner, inbox) =
        if label.starts_with("other") || label.starts_with("theirs") { ("rival", theirs) } else { ("owner", ours) };
    let id =
        house.by(owner, "POST", &format!("/inboxes/{inbox}/links"), Some(json!({"name": house.new_name()}))).await.id();
    match label {
        "theirs under ours" => format!("{ours}/links/{id}"),
        "under another inbox" => format!("{}/links/{id}", self::inbox(house, "owner").await),
        _ => format!("{inbox}/links/{id}"),
    }
}

/// Somebody writes, which waits in the queue; then it is put where the label says.
async fn conversation(house: &House, label: &str, who: &str) -> Thing {
    let inbox = &house.inboxes[usize::from(label == THEIRS)];
    let visitor = house.visitor(inbox, "客人").await;
    let mut id = says(house, &visitor).await;
    let served_by = match label {
        "mine" => Some(who),
        "colleague's" | "ended" => Some("online"),
        "of lead's group" => Some("receiver"),
        _ => None,
    };
    if let Some(agent) = served_by {
        let order = json!({"agent_id": house.people[agent].id});
        house.by("owner", "POST", &format!("/conversations/{id}/assign"), Some(order)).await.ok();
    }
    match label {
        "ended" => {
            house.by("owner", "POST", &format!("/conversations/{id}/end"), None).await.ok();
        }
        "private" | "blocked" => {
            // Before the mark nobody took it, and it ended: what others know of this contact is that he came once.
            house.by("owner", "POST", &format!("/conversations/{id}/end"), None).await.ok();
            let mark = if label == "private" { "private" } else { "block" };
            house.by("owner", "PUT", &format!("/contacts/{}/{mark}", visitor.id), None).await.ok();
            id = says(house, &visitor).await;
        }
        _ => {}
    }
    Thing { id, visitor }
}

async fn says(house: &House, visitor: &Person) -> String {
    let message = json!({"client_id": house.new_name(), "text": "在吗"});
    text(&house.send("POST", "/visitor/messages", &visitor.token, Some(message)).await.ok()["conversation_id"])
}

/// Addresses of files work for whoever has them, as long as the person they were signed for may see the file.
async fn file(house: &House, label: &str) -> String {
    let (uploader, conversation) = match label {
        "sent to a colleague" => ("owner", conversation(house, "colleague's", "").await.id),
        "private" => ("owner", conversation(house, "private", "").await.id),
        THEIRS => ("rival", conversation(house, THEIRS, "").await.id),
        _ => ("owner", String::new()),
    };
    let file = house.upload(&house.people[uploader].token).await.ok();
    if !conversation.is_empty() {
        let message = json!({"client_id": house.new_name(), "kind": "note", "attachment_ids": [file["id"]]});
        house.by(uploader, "POST", &format!("/conversations/{conversation}/messages"), Some(message)).await.ok();
    }
    let address = text(&file["url"]);
    let signed = address.strip_prefix("/api/v1/files/").expect("an address of ours").to_owned();
    match label {
        "unsigned" => text(&file["id"]),
        "signed for another" => signed.replace(&house.people[uploader].id, &house.people["online"].id),
        _ => signed,
    }
}

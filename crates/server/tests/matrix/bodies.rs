//! Ids inside bodies: another shop's are refused exactly like ones that never were, and change nothing.

use crate::house::{House, text};
use crate::objects::Kind::{self, Agent, Contact, Conversation, File, Group, Inbox, Link, Phrase, Role, Tag};
use crate::objects::{MADE_UP, NO_ID, THEIRS, Things};
use serde_json::{Value, json};

/// Who sends what where: the field, the kind of object it names, and the body with `ID` for it.
#[rustfmt::skip]
pub const FIELDS: &[(&str, &str, &str, Kind, &str)] = &[
    ("owner", "POST /agents", "roles", Role, r#"{"name": "NEW", "password": "tea-and-biscuits-7", "roles": ["ID"]}"#),
    ("owner", "PATCH /agents/{agent}", "roles", Role, r#"{"nickname": "换了", "roles": ["ID"]}"#),
    ("owner", "PATCH /agents/{agent}", "hand_over.agent_id", Agent, r#"{"state": "disabled", "hand_over": {"to": "agent", "agent_id": "ID"}}"#),
    ("owner", "PATCH /agents/{agent}", "hand_over.group_id", Group, r#"{"state": "disabled", "hand_over": {"to": "group", "group_id": "ID"}}"#),
    ("owner", "DELETE /agents/{agent}", "hand_over.agent_id", Agent, r#"{"hand_over": {"to": "agent", "agent_id": "ID"}}"#),
    ("owner", "DELETE /agents/{agent}", "hand_over.group_id", Group, r#"{"hand_over": {"to": "group", "group_id": "ID"}}"#),
    ("owner", "PUT /agents/{agent}/presence", "hand_over.agent_id", Agent, r#"{"presence": "offline", "hand_over": {"to": "agent", "agent_id": "ID"}}"#),
    ("owner", "PUT /agents/{agent}/presence", "hand_over.group_id", Group, r#"{"presence": "offline", "hand_over": {"to": "group", "group_id": "ID"}}"#),
    ("owner", "DELETE /session", "hand_over.agent_id", Agent, r#"{"hand_over": {"to": "agent", "agent_id": "ID"}}"#),
    ("owner", "DELETE /session", "hand_over.group_id", Group, r#"{"hand_over": {"to": "group", "group_id": "ID"}}"#),
    ("owner", "POST /groups", "agent_ids", Agent, r#"{"name": "NEW", "agent_ids": ["ID"]}"#),
    ("owner", "PATCH /groups/{group}", "agent_ids", Agent, r#"{"name": "NEW", "agent_ids": ["ID"]}"#),
    ("owner", "POST /inboxes", "agent_ids", Agent, r#"{"kind": "web", "name": "NEW", "agent_ids": ["ID"]}"#),
    ("owner", "POST /inboxes", "group_ids", Group, r#"{"kind": "web", "name": "NEW", "group_ids": ["ID"]}"#),
    ("owner", "POST /inboxes", "fallback_agent_ids", Agent, r#"{"kind": "web", "name": "NEW", "fallback_agent_ids": ["ID"]}"#),
    ("owner", "PATCH /inboxes/{inbox}", "agent_ids", Agent, r#"{"name": "NEW", "agent_ids": ["ID"]}"#),
    ("owner", "PATCH /inboxes/{inbox}", "group_ids", Group, r#"{"name": "NEW", "group_ids": ["ID"]}"#),
    ("owner", "PATCH /inboxes/{inbox}", "fallback_agent_ids", Agent, r#"{"name": "NEW", "fallback_agent_ids": ["ID"]}"#),
    ("owner", "POST /inboxes/{inbox}/links", "agent_ids", Agent, r#"{"name": "NEW", "agent_ids": ["ID"]}"#),
    ("owner", "POST /inboxes/{inbox}/links", "group_ids", Group, r#"{"name": "NEW", "group_ids": ["ID"]}"#),
    ("owner", "POST /inboxes/{inbox}/links", "agent_id", Agent, r#"{"name": "NEW", "agent_id": "ID"}"#),
    ("owner", "PATCH /inboxes/{link}", "agent_ids", Agent, r#"{"name": "NEW", "agent_ids": ["ID"]}"#),
    ("owner", "PATCH /inboxes/{link}", "group_ids", Group, r#"{"name": "NEW", "group_ids": ["ID"]}"#),
    ("owner", "PATCH /inboxes/{link}", "agent_id", Agent, r#"{"name": "NEW", "agent_id": "ID"}"#),
    ("owner", "PATCH /settings/routing", "offline_agent_id", Agent, r#"{"transfer_notice": true, "offline_agent_id": "ID"}"#),
    ("owner", "POST /conversations/{conversation}/transfer", "agent_id", Agent, r#"{"agent_id": "ID", "confirm": true}"#),
    ("owner", "POST /conversations/{conversation}/transfer", "group_id", Group, r#"{"group_id": "ID", "confirm": true}"#),
    ("owner", "POST /conversations/{conversation}/assign", "agent_id", Agent, r#"{"agent_id": "ID"}"#),
    ("owner", "POST /conversations/{conversation}/assign", "group_id", Group, r#"{"group_id": "ID"}"#),
    ("owner", "POST /conversations/{conversation}/messages", "attachment_ids", File, r#"{"client_id": "NEW", "text": "看", "attachment_ids": ["ID"]}"#),
    ("owner", "POST /conversations/{conversation}/messages", "mentions", Agent, r#"{"client_id": "NEW", "kind": "note", "text": "看", "mentions": ["ID"]}"#),
    ("visitor", "POST /visitor/messages", "attachment_ids", File, r#"{"client_id": "NEW", "text": "看", "attachment_ids": ["ID"]}"#),
    ("nobody", "POST /visitor/sessions", "", Inbox, r#"{"inbox_id": "ID", "page": {"url": "https://shop.example/"}}"#),
    ("nobody", "POST /visitor/sessions", "", Link, r#"{"link": "ID"}"#),
];

/// Everything of our shop that those bodies could have changed.
const STATE: &[&str] = &[
    "/agents?limit=200",
    "/roles",
    "/groups",
    "/inboxes?limit=200",
    "/inboxes/{inbox}/links",
    "/settings/routing",
    "/settings/shop",
    "/settings/service",
    "/tags",
    "/phrases",
    "/conversations?limit=200",
    "/conversations/{conversation}",
    "/conversations/{conversation}/messages",
    "/me",
    "/audit?limit=1",
];

pub struct Ours {
    pub house: House,
    pub things: Things,
}

impl Ours {
    pub async fn path(&mut self, path: &str) -> String {
        let mut filled = path.to_owned();
        for (word, kind, label) in [
            ("{agent}", Agent, "colleague"),
            ("{group}", Group, "ours"),
            ("{inbox}", Inbox, "ours"),
            ("{link}", Link, "ours"),
            ("{conversation}", Conversation, "colleague's"),
            ("{contact}", Contact, "colleague's"),
            ("{role}", Role, "ordinary"),
            ("{tag}", Tag, "ours"),
            ("{phrase}", Phrase, "team's"),
        ] {
            if filled.contains(word) {
                filled = filled.replace(word, &self.things.get(&self.house, kind, label, "owner").await.id);
            }
        }
        filled
    }

    pub async fn state(&mut self) -> Vec<String> {
        let mut state = Vec::new();
        for path in STATE {
            let path = self.path(path).await;
            state.push(self.house.by("owner", "GET", &path, None).await.ok().to_string());
        }
        state
    }

    /// The id as bodies write it, without what belongs to addresses.
    pub async fn id(&mut self, kind: Kind, label: &'static str) -> String {
        let id = self.things.get(&self.house, kind, label, "owner").await.id;
        id.split('?').next().unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_of_another_shop_in_bodies_are_refused_like_made_up_ones_and_change_nothing() {
    let mut ours = Ours { house: House::build().await, things: Things::default() };
    ours.state().await;
    for (who, call, field, kind, body) in FIELDS {
        let (method, path) = call.split_once(' ').expect("a method and a path");
        let path = ours.path(path).await;
        let name = ours.house.new_name();
        let mut answers = Vec::new();
        // Inboxes are where visitors come in: of any shop, and its links too.
        let labels: &[&'static str] = if *who == "nobody" { &[MADE_UP, NO_ID] } else { &[THEIRS, MADE_UP, NO_ID] };
        for label in labels {
            let id = ours.id(*kind, label).await;
            let before = ours.state().await;
            let sent: Value =
                serde_json::from_str(&body.replace("NEW", &name).replace("ID", &id)).expect("a body of JSON");
            let answer = ours.house.by(who, method, &path, Some(sent)).await;
            assert!([404, 422].contains(&answer.status), "{call} {field} {label}: {}", answer.text);
            let named = answer.body["error"]["field"].as_str().unwrap_or("");
            assert!(named.is_empty() || named == *field, "{call} {field} {label}: {}", answer.text);
            assert_eq!(before, ours.state().await, "{call} {field} {label} had an effect");
            answers.push(without_offending(answer.body));
        }
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{call} {field}: {answers:?}");
    }
}

/// A window may not have heard yet that a tag is gone, so a tag that is not there is no refusal; and another shop's is not there.
#[tokio::test(flavor = "multi_thread")]
async fn tags_of_another_shop_are_left_out_like_deleted_ones() {
    let mut ours = Ours { house: House::build().await, things: Things::default() };
    ours.state().await;
    for (label, kept) in [("ours", 1), (THEIRS, 0), (MADE_UP, 0)] {
        let id = ours.id(Tag, label).await;
        for call in ["PUT /conversations/{conversation}/tags", "POST /conversations/{conversation}/end"] {
            let (method, path) = call.split_once(' ').expect("a method and a path");
            let path = ours.path(path).await;
            let answer = ours.house.by("owner", method, &path, Some(json!({"tag_ids": [id]}))).await;
            assert_eq!(answer.body["tag_ids"].as_array().map(Vec::len), Some(kept), "{call} {label}: {}", answer.text);
        }
        ours.things.spend(Conversation, "colleague's", "owner");
    }
}

/// Lists that are narrowed to an object hold what is in sight of it, which is nothing.
#[tokio::test(flavor = "multi_thread")]
async fn lists_narrowed_to_another_shops_object_are_empty() {
    let mut ours = Ours { house: House::build().await, things: Things::default() };
    let [mine, theirs] = [("colleague's", true), (THEIRS, false)];
    let tagged = json!({"tag_ids": [ours.id(Tag, "ours").await]});
    let path = ours.path("/conversations/{conversation}/tags").await;
    ours.house.by("owner", "PUT", &path, Some(tagged)).await.ok();
    for (path, kind) in [
        ("/conversations?tag=ID", Tag),
        ("/chatlog?tag=ID", Tag),
        ("/conversations?contact=ID", Contact),
        ("/conversations?assignee=ID", Agent),
        ("/chatlog?contact=ID", Contact),
        ("/chatlog?agent=ID", Agent),
        ("/audit?agent=ID", Agent),
        ("/audit?object_id=ID", Agent),
    ] {
        for (label, found) in [mine, theirs, (MADE_UP, false), (NO_ID, false)] {
            ours.id(Conversation, "colleague's").await;
            let id = match (kind, label) {
                (Agent, "colleague's") => ours.house.people["online"].id.clone(),
                (Tag, "colleague's") => ours.id(Tag, "ours").await,
                _ => ours.id(kind, label).await,
            };
            let list = ours.house.by("owner", "GET", &path.replace("ID", &id), None).await.ok();
            let empty = list["items"].as_array().expect("items").is_empty();
            assert_eq!(!empty, found, "{path} {label}: {list}");
        }
    }
}

/// The refusal names the id that was sent; nothing else may differ.
fn without_offending(mut body: Value) -> Value {
    if let Some(details) = body["error"]["details"].as_object_mut() {
        details.remove("offending");
    }
    body
}

/// The negative test above is about ids: the same bodies with ours are taken.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_bodies_with_our_own_ids_are_taken() {
    let mut ours = Ours { house: House::build().await, things: Things::default() };
    for (who, call, field, kind, body) in
        FIELDS.iter().filter(|(who, call, ..)| *who != "nobody" && *call != "DELETE /session")
    {
        let (method, path) = call.split_once(' ').expect("a method and a path");
        let path = ours.path(path).await;
        let id = match kind {
            File => text(&ours.house.upload(&ours.house.people[*who].token).await.ok()["id"]),
            Role => ours.id(*kind, "ordinary").await,
            Agent => ours.house.people["receiver"].id.clone(),
            _ => ours.id(*kind, "ours").await,
        };
        let name = ours.house.new_name();
        let sent = serde_json::from_str(&body.replace("NEW", &name).replace("ID", &id)).expect("a body of JSON");
        let answer = ours.house.by(who, method, &path, Some(sent)).await;
        assert!(answer.status < 300, "{call} {field}: {}", answer.text);
        ours.things.spend(Agent, "colleague", "owner");
        ours.things.spend(Conversation, "colleague's", "owner");
    }
}

/// A file goes into one message of its uploader: not a colleague's, not a visitor's, not twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_attached_by_its_uploader_once() {
    let mut ours = Ours { house: House::build().await, things: Things::default() };
    let path = ours.path("/conversations/{conversation}/messages").await;
    let mut statuses = Vec::new();
    for uploader in ["supervisor", "admin", "visitor", "owner", "owner"] {
        let file = match statuses.len() {
            4 => statuses.last().map(|(_, id): &(u16, Value)| id.clone()).expect("the file before"),
            _ => ours.house.upload(&ours.house.people[uploader].token).await.ok()["id"].clone(),
        };
        let message = json!({"client_id": ours.house.new_name(), "text": "看", "attachment_ids": [file]});
        statuses.push((ours.house.by("owner", "POST", &path, Some(message)).await.status, file));
    }
    let statuses: Vec<u16> = statuses.into_iter().map(|(status, _)| status).collect();
    assert_eq!(statuses, [404, 404, 404, 201, 409]);
}

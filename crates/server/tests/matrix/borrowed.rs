//! What is right elsewhere and brought here: another conversation's message, another shop's place in a list, its visitor's
//! token, a name for a message that somebody else has used. Ids that bodies name are in `bodies`.

use crate::bodies::Ours;
use crate::house::{Answer, House, Person, text};
use crate::objects::Kind::Conversation;
use crate::objects::{MADE_UP, NO_ID, THEIRS, Things};
use serde_json::{Value, json};

impl Ours {
    async fn open() -> Ours {
        let mut ours = Ours { house: House::build().await, things: Things::default() };
        ours.state().await;
        ours
    }

    /// The first message of a conversation, as its own shop's owner reads it.
    async fn message(&mut self, label: &'static str) -> String {
        let shop = if label == THEIRS { "rival" } else { "owner" };
        let path = format!("/conversations/{}/messages", self.id(Conversation, label).await);
        text(&self.house.by(shop, "GET", &path, None).await.ok()["items"][0]["id"])
    }
}

/// Who tries it, where, and which messages he may not name there; his own is taken.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_of_elsewhere_is_quoted_by_nobody_and_seems_never_to_have_been() {
    let mut ours = Ours::open().await;
    let mine = ours.things.get(&ours.house, Conversation, "colleague's", "owner").await;
    let own = ours.message("colleague's").await;
    let strangers = [("ours", "waiting"), ("private", "private"), ("ended", "ended"), ("theirs", THEIRS)];
    let mut foreign = Vec::new();
    for (what, label) in strangers {
        foreign.push((what, ours.message(label).await));
    }
    foreign.extend([("made up", domain::id::encode(9_876_543_210)), ("no id", "nobody-has-this".to_owned())]);
    let path = format!("/conversations/{}/messages", mine.id);
    let owner = ours.house.people["owner"].token.clone();
    for (token, path, kind) in
        [(&owner, path.as_str(), "text"), (&owner, &path, "note"), (&mine.visitor.token, "/visitor/messages", "text")]
    {
        let mut refusals = Vec::new();
        for (what, id) in &foreign {
            let before = ours.state().await;
            let answer = quotes(&ours.house, (token, path, kind), id).await;
            assert_eq!(answer.status, 422, "{path} {kind} {what}: {}", answer.text);
            assert_eq!(before, ours.state().await, "{path} {kind} {what} had an effect");
            refusals.push(answer.body["error"].clone());
        }
        assert!(refusals.iter().all(|one| *one == refusals[0]), "{path} {kind}: {refusals:#?}");
        assert_eq!(refusals[0]["field"], "reply_to");
        let taken = quotes(&ours.house, (token, path, kind), &own).await.ok();
        assert_eq!(taken["reply_to"]["id"], own.as_str(), "{path} {kind}");
    }
}

async fn quotes(house: &House, (token, path, kind): (&str, &str, &str), id: &str) -> Answer {
    let mut body = json!({"client_id": house.new_name(), "text": "这条", "reply_to": id});
    if !path.starts_with("/visitor") {
        body["kind"] = json!(kind);
    }
    house.send("POST", path, token, Some(body)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_of_elsewhere_is_not_recalled_through_a_conversation_of_ones_own() {
    let mut ours = Ours::open().await;
    let mine = ours.id(Conversation, "colleague's").await;
    let mut answers = Vec::new();
    for label in ["waiting", THEIRS, MADE_UP, NO_ID] {
        let id = match label {
            MADE_UP | NO_ID => ours.id(Conversation, label).await,
            _ => ours.message(label).await,
        };
        let before = ours.state().await;
        let path = format!("/conversations/{mine}/messages/{id}/recall");
        let answer = ours.house.by("owner", "POST", &path, None).await;
        assert_eq!(answer.status, 404, "{label}: {}", answer.text);
        assert_eq!(before, ours.state().await, "{label} had an effect");
        answers.push(answer.body);
    }
    assert!(answers.iter().all(|one| *one == answers[0]), "{answers:#?}");
}

/// A name makes sending twice harmless; it must not give out what somebody else has sent under it, nor swallow one's own.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_for_a_message_is_ones_own() {
    let house = House::build().await;
    let said = |text: &str| json!({"client_id": "the-same", "text": text});
    let [ours, theirs] = house.inboxes.clone();
    let mut seen: Vec<Value> = Vec::new();
    for (inbox, words) in [(&theirs, "他店的话"), (&ours, "在吗"), (&ours, "别人的话")] {
        let visitor = house.visitor(inbox, "客人").await;
        let first = house.send("POST", "/visitor/messages", &visitor.token, Some(said(words))).await.ok();
        assert_eq!(first["text"], words);
        let again = house.send("POST", "/visitor/messages", &visitor.token, Some(said(words))).await.ok();
        assert_eq!((&again["id"], &again["text"]), (&first["id"], &first["text"]), "sent twice, stored once");
        seen.push(first["id"].clone());
        if *inbox == ours {
            let path = format!("/conversations/{}/messages", text(&first["conversation_id"]));
            let order = json!({"agent_id": house.people["owner"].id});
            let assign = format!("/conversations/{}/assign", text(&first["conversation_id"]));
            house.by("owner", "POST", &assign, Some(order)).await.ok();
            let answer = house.by("owner", "POST", &path, Some(said("好的"))).await.ok();
            assert_eq!(answer["text"], "好的");
            seen.push(answer["id"].clone());
        }
    }
    let before = seen.len();
    seen.sort_by_key(Value::to_string);
    seen.dedup();
    assert_eq!(seen.len(), before, "two of them were taken for one");
}

/// A place in a list is no secret, and shows nothing that is not one's own to see.
#[tokio::test(flavor = "multi_thread")]
async fn another_shops_place_in_a_list_leads_to_nothing_of_theirs() {
    let mut ours = Ours::open().await;
    for label in ["colleague's", "waiting", THEIRS] {
        ours.id(Conversation, label).await;
    }
    // A second of each kind in the other shop, so that there is a next page.
    let house = &ours.house;
    house.visitor_writes(&house.inboxes[1]).await;
    house.by("rival", "POST", "/inboxes", Some(json!({"kind": "web", "name": house.new_name()}))).await.ok();
    house.new_account("rival", &house.new_name(), json!({})).await;
    let mut compared = 0;
    for list in ["/agents", "/contacts", "/conversations", "/conversations?view=all", "/chatlog", "/audit", "/inboxes"]
    {
        let mark = if list.contains('?') { '&' } else { '?' };
        let ids = |answer: Value| -> Vec<String> {
            let id = |one: &Value| one.pointer("/conversation/id").unwrap_or(&one["id"]).to_string();
            answer["items"].as_array().expect("items").iter().map(id).collect()
        };
        let theirs = ids(house.by("rival", "GET", &format!("{list}{mark}limit=200"), None).await.ok());
        let mine = ids(house.by("owner", "GET", &format!("{list}{mark}limit=200"), None).await.ok());
        let place = house.by("rival", "GET", &format!("{list}{mark}limit=1"), None).await.ok()["next"].clone();
        let Some(place) = place.as_str() else { continue };
        let answer = house.by("owner", "GET", &format!("{list}{mark}limit=200&cursor={place}"), None).await;
        assert!([200, 422].contains(&answer.status), "{list}: {}", answer.text);
        if answer.status == 200 {
            let led = ids(answer.body);
            assert!(led.iter().all(|id| mine.contains(id) && !theirs.contains(id)), "{list}: {led:?}");
        }
        compared += 1;
    }
    assert!(compared >= 6, "only {compared} lists had a next page");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_another_shop_begins_anew_and_brings_nobody_along() {
    let house = House::build().await;
    let [ours, theirs] = house.inboxes.clone();
    let (stranger, said) = house.visitor_writes(&theirs).await;
    for token in [&stranger.token, &house.people["owner"].token, &house.people["rival"].token] {
        let new = json!({"inbox_id": ours, "token": token});
        let fresh = house.send("POST", "/visitor/sessions", "", Some(new)).await.ok();
        assert!(fresh["visitor_id"] != stranger.id.as_str() && fresh["token"] != token.as_str(), "{fresh}");
        let read = house.send("GET", "/visitor/messages", &text(&fresh["token"]), None).await.ok();
        assert_eq!(read["items"], json!([]), "{read}");
    }
    // It still opens what it belongs to, and as an agent's it opens nothing.
    let read = house.send("GET", "/visitor/messages", &stranger.token, None).await.ok();
    assert_eq!(read["items"][0]["id"], said["id"]);
    assert_eq!(house.send("GET", "/me", &stranger.token, None).await.status, 401);
    let owner = house.people["owner"].token.clone();
    assert_eq!(house.send("GET", "/visitor/messages", &owner, None).await.status, 401);
}

impl House {
    async fn visitor_writes(&self, inbox: &str) -> (Person, Value) {
        let visitor = self.visitor(inbox, "客人").await;
        let message = json!({"client_id": self.new_name(), "text": "在吗"});
        let said = self.send("POST", "/visitor/messages", &visitor.token, Some(message)).await.ok();
        (visitor, said)
    }
}

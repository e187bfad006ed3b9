//! Rights and sessions that change while somebody is connected: what is open follows at once.

use crate::house::{House, PASSWORD, Person};
use crate::objects::{Kind, Things};
use crate::sockets::Socket;
use serde_json::{Value, json};
use server::accounts::operator::create_token;
use std::time::Duration;

/// ACC-9 says within a second. A busy machine may take longer; what must not happen is that it waits for the next heartbeat
/// (25 s), which is how it would end without being told.
const AT_ONCE: Duration = Duration::from_secs(10);

/// An account of ours, with an open socket that watches.
struct Watcher {
    person: Person,
    socket: Socket,
}

async fn watcher(house: &House, rights: Value) -> Watcher {
    let person = house.new_account("owner", &house.new_name(), rights).await;
    let socket = watch(house, &person.token).await;
    Watcher { person, socket }
}

async fn watch(house: &House, token: &str) -> Socket {
    Socket::open(house, "/socket", json!({"type": "hello", "observe": true, "token": token})).await
}

async fn by_owner(house: &House, method: &str, path: &str, body: Value) {
    house.by("owner", method, path, Some(body)).await.ok();
}

/// What this socket is told up to now. The mark goes to everybody: a colleague gets another nickname.
async fn told(house: &House, socket: &mut Socket) -> Vec<Value> {
    let mark = house.new_name();
    by_owner(house, "PATCH", &format!("/agents/{}", house.people["online"].id), json!({ "nickname": mark })).await;
    socket.until("the mark", |frame| frame["data"]["agent"]["nickname"] == mark.as_str()).await;
    std::mem::take(&mut socket.seen)
}

fn mentions(frames: &[Value], name: &str, id: &str) -> bool {
    frames.iter().any(|frame| frame["name"] == name && frame["data"].to_string().contains(id))
}

/// The ways in which sight of a colleague's conversation is taken and given back.
async fn change(house: &House, way: &str, who: &Person, role: &str, sees: bool) {
    let account = format!("/agents/{}", who.id);
    match way {
        "ticked rights" => {
            let rights = if sees { json!(["chat.view:all"]) } else { json!(["chat.view:own"]) };
            by_owner(house, "PATCH", &account, json!({ "permissions": rights })).await;
        }
        "another role" => {
            let role = if sees { &house.roles["supervisor"] } else { &house.roles["warehouse"] };
            by_owner(house, "PATCH", &account, json!({ "roles": [role], "permissions": [] })).await;
        }
        "the role itself" => {
            let rights = if sees { json!(["chat.view:all"]) } else { json!(["agent.capacity"]) };
            by_owner(house, "PATCH", &format!("/roles/{role}"), json!({ "permissions": rights })).await;
        }
        "the own group" | "the assignee's group" => {
            let other = if way == "the own group" { &house.people["receiver"].id } else { &who.id };
            let both = [&who.id, &house.people["receiver"].id];
            let members = if sees { json!(both) } else { json!([other]) };
            by_owner(house, "PATCH", &format!("/groups/{}", house.group), json!({ "agent_ids": members })).await;
        }
        _ => panic!("no such way: {way}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_rights_acts_at_once_on_open_sockets() {
    let (house, mut things) = (House::build().await, Things::default());
    for way in ["ticked rights", "another role", "the role itself", "the own group", "the assignee's group"] {
        let chat = things.get(&house, Kind::Conversation, "of lead's group", "").await;
        let new = json!({"name": house.new_name(), "permissions": ["agent.capacity"]});
        let role = house.by("owner", "POST", "/roles", Some(new)).await.id();
        let rights = match way {
            "the own group" | "the assignee's group" => json!({"permissions": ["chat.view:group"]}),
            "the role itself" => json!({ "roles": [role] }),
            _ => json!({"permissions": ["chat.view:own"]}),
        };
        let mut who = watcher(&house, rights).await;
        let says = async |text: &str| {
            let message = json!({"client_id": house.new_name(), "text": text});
            house.send("POST", "/visitor/messages", &chat.visitor.token, Some(message)).await.ok();
        };
        for (sees, text) in [(true, "给我看"), (false, "别看"), (true, "再看")] {
            change(&house, way, &who.person, &role, sees).await;
            let path = format!("/conversations/{}", chat.id);
            let status = house.send("GET", &path, &who.person.token, None).await.status;
            assert_eq!(status == 200, sees, "{way}: {status}");
            says(text).await;
            let frames = told(&house, &mut who.socket).await;
            assert_eq!(mentions(&frames, "conversation_updated", &chat.id), sees, "{way}, {text}: {frames:?}");
            assert_eq!(mentions(&frames, "conversation_removed", &chat.id), !sees, "{way}, {text}: {frames:?}");
            assert_eq!(mentions(&frames, "message_created", text), sees, "{way}, {text}: {frames:?}");
            assert!(mentions(&frames, "me_updated", ""), "{way}, {text}: {frames:?}");
        }
    }
}

/// What he may no longer do he does not do through a socket that was opened before either.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_types_with_rights_that_were_taken_away() {
    let (house, mut things) = (House::build().await, Things::default());
    let chat = things.get(&house, Kind::Conversation, "colleague's", "").await;
    let mut who = watcher(&house, json!({"permissions": ["chat.view:all", "chat.serve"]})).await;
    let mut desk = watch(&house, &house.people["owner"].token).await;
    for (rights, heard) in [("chat.view:all", true), ("chat.view:own", false)] {
        by_owner(
            &house,
            "PATCH",
            &format!("/agents/{}", who.person.id),
            json!({"permissions": [rights, "chat.serve"]}),
        )
        .await;
        told(&house, &mut who.socket).await;
        told(&house, &mut desk).await;
        who.socket.send(json!({"type": "typing", "conversation_id": chat.id})).await;
        who.socket.send(json!({"type": "ping"})).await;
        who.socket.until("pong", |frame| frame["type"] == "pong").await;
        assert_eq!(mentions(&told(&house, &mut desk).await, "typing", &chat.id), heard, "{rights}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_tokens_and_sockets_end_at_once() {
    let house = House::build().await;
    for (method, part, body) in [
        ("PUT", "/password", json!({"password": "another-biscuit-8"})),
        ("PATCH", "", json!({"state": "disabled"})),
        ("DELETE", "", json!({})),
    ] {
        let mut who = watcher(&house, json!({})).await;
        let token = create_token(&house.running.app, &who.person.login).await.expect("an API token");
        let mut program = watch(&house, &token).await;
        by_owner(&house, method, &format!("/agents/{}{part}", who.person.id), body).await;
        for token in [&who.person.token, &token] {
            assert_eq!(house.send("GET", "/me", token, None).await.status, 401, "{method} {part}");
        }
        for socket in [&mut who.socket, &mut program] {
            let code = tokio::time::timeout(AT_ONCE, socket.closes())
                .await
                .unwrap_or_else(|_| panic!("{method} {part}: still open"));
            assert_eq!(code, 4401, "{method} {part}");
        }
        let mut again = Socket::greet(&house, "/socket", json!({"type": "hello", "token": who.person.token})).await;
        assert_eq!(again.closes().await, 4401, "{method} {part}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_own_new_password_ends_the_other_sessions_and_signing_out_only_this_one() {
    let house = House::build().await;
    let mut here = watcher(&house, json!({})).await;
    let there = house.sign_in(&here.person.login).await;
    let mut elsewhere = watch(&house, &there.token).await;
    let change = json!({"password": "another-biscuit-8", "old_password": PASSWORD});
    let path = format!("/agents/{}/password", here.person.id);
    assert_eq!(house.send("PUT", &path, &here.person.token, Some(change)).await.status, 204);
    assert_eq!(tokio::time::timeout(AT_ONCE, elsewhere.closes()).await, Ok(4401));
    assert_eq!(house.send("GET", "/me", &there.token, None).await.status, 401);
    told(&house, &mut here.socket).await;

    let token = create_token(&house.running.app, &here.person.login).await.expect("an API token");
    let mut program = watch(&house, &token).await;
    assert_eq!(house.send("DELETE", "/session", &here.person.token, None).await.status, 204);
    assert_eq!(tokio::time::timeout(AT_ONCE, here.socket.closes()).await, Ok(4401));
    told(&house, &mut program).await;
    assert_eq!(house.send("GET", "/me", &token, None).await.status, 200);
}

//! What visitors' own acts do to sockets: pages they go to, sessions they end.

use crate::harness::*;
use crate::routing::desk_with;
use serde_json::{Value, json};

/// 4401 (spec §13): the session is over, coming back is of no use.
const SESSION_OVER: u16 = 4401;

impl Visitor {
    async fn goes_to(&self, page: &str) {
        let session = json!({"inbox_id": self.inbox, "token": self.api.token, "page": {"url": page}});
        self.api.post("/visitor/sessions", session).await.ok();
    }

    async fn is_still_heard(&self, socket: &Socket, text: &str) {
        self.says(text).await;
        socket.sees(text, |frame| frame["data"]["message"]["text"] == text).await;
    }
}

async fn page_of(desk: &Desk, visitor: &Visitor) -> Value {
    let path = format!("/conversations/{}", visitor.conversation());
    desk.owner.api.get(&path).await.ok()["page"]["url"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_told_with_the_session_stands_beside_the_first_message_and_open_workbenches_hear_of_the_next() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.visitor("Ann").await;
    ann.goes_to("https://shop.example/tea").await;
    ann.says("在吗").await;
    assert_eq!(page_of(&desk, &ann).await, "https://shop.example/tea");
    lin.sees_message("在吗").await;

    let mark = lin.socket().mark();
    ann.goes_to("https://shop.example/cart").await;
    let moved = |frame: &Value| {
        frame["name"] == "conversation_updated" && frame["data"]["conversation"]["id"] == ann.conversation()
    };
    lin.socket().sees_since(mark, "she went to another page", moved).await;
    assert_eq!(page_of(&desk, &ann).await, "https://shop.example/cart");

    let mark = lin.socket().mark();
    ann.goes_to("https://shop.example/cart").await;
    ann.says("还在吗").await;
    lin.sees_message("还在吗").await;
    let frames = lin.socket().frames();
    assert!(!frames[mark..].iter().any(moved), "the same page is no news: {frames:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_told_with_a_message_is_kept_for_the_next() {
    let (desk, [_lin]) = desk_with(["lin"]).await;
    let ann = desk.visitor("Ann").await;
    ann.goes_to("https://shop.example/tea").await;
    let body = json!({"client_id": "1", "text": "在吗", "page": {"url": "https://shop.example/cart"}});
    ann.api.post("/visitor/messages", body).await.ok();
    ann.says("还在吗").await;
    assert_eq!(page_of(&desk, &ann).await, "https://shop.example/cart");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leaves_hears_nothing_more_and_nobody_else_is_sent_away() {
    let desk = Desk::start().await;
    let (ann, ben) = (desk.visitor("Ann").await, desk.visitor("Ben").await);
    let (her, his) = (ann.opens_chat().await, ben.opens_chat().await);
    ann.api.post("/visitor/logout", json!({})).await.ok();
    assert_eq!(her.is_closed().await, SESSION_OVER);
    ben.is_still_heard(&his, "我还在").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_ends_when_its_token_runs_out_and_not_before() {
    let desk = Desk::start().await;
    let (ann, ben) = (desk.visitor("Ann").await, desk.visitor("Ben").await);
    let (her, his) = (ann.opens_chat().await, ben.opens_chat().await);
    // A new socket's token is looked at once more, which is a use of it: let that be over before time passes.
    desk.settles().await;
    desk.advance(300 * 86_400).await;
    // Use makes a token live longer, and the open socket with it.
    ben.is_still_heard(&his, "我还在").await;
    desk.advance(66 * 86_400).await;
    assert_eq!(her.is_closed().await, SESSION_OVER);
    ben.is_still_heard(&his, "我也还在").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_who_becomes_another_contact_leaves_the_old_socket() {
    let desk = Desk::start().await;
    let ann = desk.visitor("Ann").await;
    let old = ann.opens_chat().await;
    let secret = desk.owner.api.post(&format!("/inboxes/{}/secret", desk.inbox), json!({})).await.ok();
    let jwt = signed(secret["secret"].as_str().expect("a secret"), &desk);
    let session = json!({"inbox_id": ann.inbox, "token": ann.api.token, "identity": {"jwt": jwt}});
    ann.api.post("/visitor/sessions", session).await.ok();
    assert_eq!(old.is_closed().await, SESSION_OVER);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_visitors_of_a_deleted_inbox_are_sent_away() {
    let desk = Desk::start().await;
    let ann = desk.visitor("Ann").await;
    let chat = ann.opens_chat().await;
    desk.owner.api.delete(&format!("/inboxes/{}", desk.inbox)).await.ok();
    assert_eq!(chat.is_closed().await, SESSION_OVER);
}

/// What the shop's server signs for its customer.
fn signed(secret: &str, desk: &Desk) -> String {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use hmac::{KeyInit, Mac};
    let part = |json: Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let claims = json!({"sub": "u-17", "aud": desk.inbox, "exp": desk.app().now().0 / 1000 + 600});
    let text = format!("{}.{}", part(json!({"alg": "HS256"})), part(claims));
    let mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).expect("a key").chain_update(&text);
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

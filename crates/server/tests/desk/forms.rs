//! The form before the chat, the rating after it, and what is known of the visitor's page: who sees what of them.

use crate::harness::*;
use crate::routing::desk_with;
use serde_json::{Value, json};

fn form() -> Value {
    json!({ "intro": "方便我们为您服务", "fields": [
        { "key": "name", "label": "称呼", "type": "text", "required": true },
        { "key": "phone", "label": "手机", "type": "phone", "required": false },
        { "key": "topic", "label": "咨询什么", "type": "select", "required": true, "options": ["售前", "售后"] },
        { "key": "backup", "label": "备用手机", "type": "phone", "required": false },
    ] })
}

async fn anonymous(desk: &Desk) -> Visitor {
    let visitor = desk.visitor("").await;
    assert_eq!(session(&visitor).await["form_done"], false, "she is asked");
    visitor
}

async fn session(visitor: &Visitor) -> Value {
    let body = json!({ "inbox_id": visitor.inbox, "token": visitor.api.token });
    visitor.api.post("/visitor/sessions", body).await.ok()
}

impl Visitor {
    async fn fills_in(&self, answers: Value) -> Answer {
        self.api.post("/visitor/form", json!({ "answers": answers })).await
    }

    async fn rates(&self, score: i64) -> Answer {
        self.api.post("/visitor/rating", json!({ "score": score })).await
    }
}

async fn beside(agent: &Agent, visitor: &Visitor) -> Value {
    agent.api.get(&format!("/conversations/{}", visitor.conversation())).await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_fill_the_card_and_stand_beside_the_chat() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.inbox_takes(json!({ "settings": { "form": form() } })).await;
    let ann = anonymous(&desk).await;
    for (answers, field) in [
        (json!({ "name": "安安" }), "answers.topic"),
        (json!({ "name": "安安", "topic": "其他" }), "answers.topic"),
        (json!({ "name": "安\n安", "topic": "售前" }), "answers.name"),
        (json!({ "name": "\u{200b}", "topic": "售前" }), "answers.name"),
        (json!({ "name": "安安", "topic": "售前", "phone": "12" }), "answers.phone"),
        (json!({ "name": "安安", "topic": "售前", "colour": "红" }), "answers.colour"),
    ] {
        assert_eq!(ann.fills_in(answers).await.refused(422)["field"], field);
    }
    assert_eq!(session(&ann).await["form_done"], false);
    ann.fills_in(json!({ "name": "安安", "topic": "售后", "phone": "138 1234 5678", "backup": "13987654321" }))
        .await
        .ok();
    assert_eq!(session(&ann).await["form_done"], true);
    ann.says("在吗").await;
    lin.sees_assigned(&ann).await;
    let seen = beside(&lin, &ann).await;
    assert_eq!(seen["contact"]["name"], "安安");
    assert_eq!(
        seen["form"],
        json!([{ "label": "备用手机", "value": "139****4321" }, { "label": "咨询什么", "value": "售后" }])
    );
    assert_eq!(beside(&desk.owner, &ann).await["form"][0]["value"], "13987654321");
    let card = desk.owner.api.get(&format!("/contacts/{}", ann.id)).await.ok();
    assert_eq!((&card["phone"], &card["verified"]), (&json!("13812345678"), &json!(false)));

    desk.owner.api.patch(&format!("/contacts/{}", ann.id), json!({ "name": "安女士" })).await.ok();
    let mark = lin.socket().mark();
    ann.fills_in(json!({ "name": "李四", "topic": "售前" })).await.ok();
    let told = |frame: &Value| frame["name"] == "conversation_updated";
    lin.socket().sees_since(mark, "she answered anew", told).await;
    let seen = beside(&lin, &ann).await;
    assert_eq!(seen["contact"]["name"], "安女士", "what an agent wrote stays");
    let said = seen["form"].as_array().expect("answers");
    assert!(said.contains(&json!({ "label": "称呼", "value": "李四" })), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_is_not_asked_and_an_address_may_be_left_alone() {
    let (desk, [_lin]) = desk_with(["lin"]).await;
    let fields = json!([{ "key": "name", "label": "称呼", "type": "text", "required": true }]);
    desk.inbox_takes(json!({ "settings": { "form": { "fields": fields } } })).await;
    assert_eq!(session(&desk.visitor("安安").await).await["form_done"], true);
    let ann = anonymous(&desk).await;
    assert_eq!(ann.fills_in(json!({ "email": "nobody" })).await.refused(422)["field"], "answers.email");
    ann.fills_in(json!({ "email": "ann@example.com" })).await.ok();
    assert_eq!(session(&ann).await["form_done"], false, "the rest is still asked");
    ann.says("在吗").await;
    let card = desk.owner.api.get(&format!("/contacts/{}", ann.id)).await.ok();
    assert_eq!(card["email"], "ann@example.com");
    desk.inbox_takes(json!({ "settings": { "offline_email": "off" } })).await;
    assert_eq!(ann.fills_in(json!({ "email": "ben@example.com" })).await.refused(422)["field"], "answers.email");
    desk.inbox_takes(json!({ "settings": { "form": null } })).await;
    assert_eq!(session(&ann).await["form_done"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_address_is_named_in_each_reader_s_own_language() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.visitor("Ann").await;
    ann.says("在吗").await;
    lin.sees_assigned(&ann).await;
    desk.owner.api.patch(&format!("/contacts/{}", ann.id), json!({ "email": "ann@example.com" })).await.ok();
    ann.fills_in(json!({ "email": "other@example.com" })).await.ok();
    assert_eq!(beside(&desk.owner, &ann).await["form"], json!([{ "value": "other@example.com" }]));
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_for_whoever_may_see_the_contact() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.inbox_takes(json!({ "settings": { "form": form() } })).await;
    let ann = anonymous(&desk).await;
    ann.fills_in(json!({ "name": "安安", "topic": "售后" })).await.ok();
    ann.says("在吗").await;
    lin.sees_assigned(&ann).await;
    assert_eq!(beside(&lin, &ann).await["form"], json!([{ "label": "咨询什么", "value": "售后" }]));
    desk.changes(&lin, json!({ "roles": [], "permissions": ["chat.view:own", "chat.serve"] })).await;
    assert_eq!(beside(&lin, &ann).await["form"], json!([]));
    let looks_on = desk.hires("eve").await;
    desk.changes(&looks_on, json!({ "roles": [], "permissions": ["chat.view:all", "contact.view:own"] })).await;
    assert_eq!(beside(&looks_on, &ann).await["form"], json!([]), "a colleague's contact");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_blocked_contact_says_of_himself_he_alone_remembers() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.inbox_takes(json!({ "settings": { "form": form() } })).await;
    let ann = anonymous(&desk).await;
    ann.says("在吗").await;
    lin.sees_assigned(&ann).await;
    let (before, card) = (beside(&lin, &ann).await, format!("/contacts/{}", ann.id));
    desk.blocks(&ann).await;
    let known = desk.owner.api.get(&card).await.ok();
    let mark = lin.socket().mark();
    ann.fills_in(json!({ "name": "骂人", "topic": "售前", "phone": "13812345678" })).await.ok();
    assert_eq!(session(&ann).await["form_done"], true, "to her it looks taken");
    desk.settles().await;
    assert!(!lin.socket().frames()[mark..].iter().any(|frame| frame["name"] == "conversation_updated"));
    assert_eq!(desk.owner.api.get(&card).await.ok(), known);
    let after = beside(&lin, &ann).await;
    assert_eq!((&after["form"], &after["contact"]["name"]), (&before["form"], &before["contact"]["name"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_private_contact_says_of_himself_the_owner_alone_reads() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.inbox_takes(json!({ "settings": { "form": form() } })).await;
    let ann = anonymous(&desk).await;
    ann.fills_in(json!({ "name": "安安", "topic": "售前" })).await.ok();
    ann.says("在吗").await;
    lin.sees_assigned(&ann).await;
    let public = ann.conversation();
    desk.marks_private(&ann).await;
    ann.fills_in(json!({ "name": "安安", "topic": "售后" })).await.ok();
    let path = format!("/conversations/{public}");
    let (seen, owners) = (lin.api.get(&path).await.ok(), desk.owner.api.get(&path).await.ok());
    assert_eq!(seen["form"], json!([{ "label": "咨询什么", "value": "售前" }]));
    let owners = owners["form"].as_array().expect("answers").clone();
    assert!(owners.contains(&json!({ "label": "咨询什么", "value": "售后" })), "{owners:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_answered_may_rate_until_the_chat_goes_on() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.visitor("Ann").await;
    ann.rates(5).await.refused_because(409, "not_answered");
    ann.says("在吗").await;
    ann.rates(5).await.refused_because(409, "not_answered");
    lin.answers(&ann, "在的").await;
    lin.ends(&ann).await;
    for (body, field) in [
        (json!({ "score": 0 }), "score"),
        (json!({ "score": 6 }), "score"),
        (json!({ "score": "5" }), "score"),
        (json!({ "score": 5, "comment": "好".repeat(501) }), "comment"),
    ] {
        assert_eq!(ann.api.post("/visitor/rating", body).await.refused(422)["field"], field);
    }
    let chat = ann.opens_chat().await;
    let rated = ann.api.post("/visitor/rating", json!({ "score": 2, "comment": " 太慢 " })).await.ok();
    assert_eq!(rated["rating"]["score"], 2);
    chat.sees("the rating", |frame| frame["data"]["conversation"]["rating"]["score"] == 2).await;
    lin.socket().sees("the line", |frame| frame["data"]["message"]["event"] == json!({ "type": "rating" })).await;
    assert_eq!(ann.rates(4).await.ok()["rating"]["score"], 4);
    assert_eq!(lin.history(&ann).await, ["在吗", "在的", "<ended>", "<rating>"], "one line for both");
    assert_eq!(ann.history().await, ["在吗", "在的", "<ended>"]);
    assert_eq!(stored(&desk, &ann).await, (Some(4), None));

    ann.says("还有").await;
    ann.rates(1).await.refused_because(409, "reopened");
    assert_eq!(ann.standing().await["rating"]["score"], 4);
    lin.ends(&ann).await;
    assert_eq!(ann.rates(3).await.ok()["rating"]["score"], 3);
    desk.advance(48 * 3600).await;
    ann.says("又来了").await;
    assert_eq!(ann.standing().await["rating"]["score"], Value::Null);
    ann.rates(1).await.refused_because(409, "not_answered");
}

async fn stored(desk: &Desk, visitor: &Visitor) -> (Option<i64>, Option<String>) {
    use db::Query;
    let id = domain::id::ConversationId(domain::id::decode(&visitor.conversation()).expect("an id"));
    const STORED: &str = "select rating, rating_comment from conversations where id = $1";
    let app = desk.app();
    let found =
        app.db.read(move |q| q.one(STORED, &db::args![id], |row| Ok((row.get("rating")?, row.get("rating_comment")?))));
    found.await.expect("a conversation")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_contact_rates_into_the_void_and_does_not_notice() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let (ann, bea) = (desk.visitor("Ann").await, desk.visitor("Bea").await);
    for visitor in [&ann, &bea] {
        visitor.says("在吗").await;
        lin.answers(visitor, "在的").await;
    }
    desk.blocks(&ann).await;
    let chat = ann.opens_chat().await;
    assert_eq!(ann.rates(1).await.ok()["rating"], bea.rates(1).await.ok()["rating"]);
    chat.sees("her own rating", |frame| frame["data"]["conversation"]["rating"]["score"] == 1).await;
    assert_eq!(ann.standing().await["rating"]["score"], 1);
    assert_eq!(lin.history(&bea).await, ["在吗", "在的", "<rating>"]);
    assert_eq!(lin.history(&ann).await, ["在吗", "在的"]);
    assert_eq!((stored(&desk, &ann).await.0, stored(&desk, &bea).await.0), (None, Some(1)));
    ann.says("喂").await;
    assert_eq!(ann.rates(2).await.ok()["rating"]["score"], 2, "what she sees is one chat");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_moves_live_and_shows_device_and_product() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.visitor("Ann").await;
    ann.says("在吗").await;
    lin.sees_assigned(&ann).await;
    let mut chat = ann.opens_chat().await;
    let page = json!({ "url": "https://shop.example/tea", "title": "茶", "timezone": "Europe/Paris", "screen": "390x844",
        "product": { "title": "明前龙井", "price": "¥128", "link": "https://shop.example/tea", "image": "http://desk.test/tea.png" } });
    let mark = lin.socket().mark();
    chat.sends(json!({ "type": "page", "page": page })).await;
    let moved = |frame: &Value| frame["name"] == "conversation_updated";
    lin.socket().sees_since(mark, "she went on", moved).await;
    let seen = beside(&lin, &ann).await["page"].clone();
    assert_eq!((&seen["url"], &seen["timezone"], &seen["screen"]), (&page["url"], &page["timezone"], &page["screen"]));
    let product =
        json!({ "title": "明前龙井", "price": "¥128", "link": "https://shop.example/tea", "image": "/tea.png" });
    assert_eq!(seen["product"], product);

    // Within the same second a second page is passed over, a later one is not.
    chat.sends(json!({ "type": "page", "page": { "url": "https://shop.example/hasty" } })).await;
    chat.sends(json!({ "type": "ping" })).await;
    chat.sees("the pong", |frame| frame["type"] == "pong").await;
    assert_eq!(beside(&lin, &ann).await["page"]["url"], "https://shop.example/tea");
    desk.clock.move_on(1_000);
    let mark = lin.socket().mark();
    chat.sends(json!({ "type": "page", "page": { "url": "https://shop.example/cart" } })).await;
    lin.socket().sees_since(mark, "she went to the cart", moved).await;
    assert_eq!(beside(&lin, &ann).await["page"]["product"], Value::Null);
    ann.says("就这个").await;
    assert_eq!(beside(&lin, &ann).await["page"]["url"], "https://shop.example/cart");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_blocked_and_private_contacts_go_is_not_noticed() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let (ann, bea) = (desk.visitor("Ann").await, desk.visitor("Bea").await);
    for visitor in [&ann, &bea] {
        visitor.says("在吗").await;
        lin.sees_assigned(visitor).await;
    }
    desk.blocks(&ann).await;
    desk.marks_private(&bea).await;
    let mark = lin.socket().mark();
    for visitor in [&ann, &bea] {
        let mut chat = visitor.opens_chat().await;
        let product = json!({ "title": "明前龙井" });
        chat.sends(json!({ "type": "page", "page": { "url": "https://shop.example/x", "product": product } })).await;
        chat.sends(json!({ "type": "ping" })).await;
        chat.sees("the pong", |frame| frame["type"] == "pong").await;
        assert_eq!(beside(&lin, visitor).await["page"], Value::Null);
    }
    desk.settles().await;
    assert!(!lin.socket().frames()[mark..].iter().any(|frame| frame["name"] == "conversation_updated"));
    bea.says("私事").await;
    assert_eq!(beside(&desk.owner, &bea).await["page"]["product"]["title"], "明前龙井");
    assert!(!lin.finds(&bea).await);
}

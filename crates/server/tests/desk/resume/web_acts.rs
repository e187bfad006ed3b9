//! What a channel says by itself, and what visitors say besides messages.

use super::walk::House;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn of_automatic_texts_forms_and_ratings() {
    let mut h = House::open().await;
    let fields = json!([{ "key": "name", "label": "称呼", "type": "text", "required": true }]);
    let faq = json!([{ "question": "多久发货", "answer": "48 小时内" }]);
    h.desk
        .inbox_takes(json!({ "settings": { "welcome_text": "您好", "off_hours_text": "已打烊", "faq": faq,
            "form": { "fields": fields }, "no_answer": { "seconds": 60, "text": "请稍候" } } }))
        .await;
    h.after("a first word with a welcome", async |h| drop(h.ann().says("你好").await)).await;
    h.after("no answer", async |h| h.desk.advance(61).await).await;
    h.after("the form", async |h| {
        h.ann().api.post("/visitor/form", json!({ "answers": { "name": "安安" } })).await.ok();
    })
    .await;
    h.after("an answer", async |h| drop(h.lin.answers(h.ann(), "在的").await)).await;
    h.after("a rating in the middle", async |h| rates(h, 3).await).await;
    h.after("the end", async |h| drop(h.lin.ends(h.ann()).await)).await;
    h.after("a rating", async |h| rates(h, 4).await).await;
    h.after("another rating", async |h| rates(h, 5).await).await;
    h.owner.api.patch("/settings/shop", json!({ "hours": [] })).await.ok();
    h.after("a word outside the hours", async |h| drop(h.ann().says("还有").await)).await;
    h.after("questions read by himself", async |h| {
        let body = json!({ "client_id": "f1", "text": "急用", "seen_faq": ["多久发货"] });
        h.bea().api.post("/visitor/messages", body).await.ok();
    })
    .await;
    h.after("a page", async |h| {
        let page = json!({ "url": "https://shop.example/tea", "product": { "title": "龙井" } });
        let body = json!({ "inbox_id": h.ann().inbox, "token": h.ann().api.token, "page": page });
        h.ann().api.post("/visitor/sessions", body).await.ok();
    })
    .await;
    h.all_agree();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_same_while_nobody_may_notice() {
    let mut h = House::open().await;
    h.desk
        .inbox_takes(
            json!({ "settings": { "welcome_text": "您好", "no_answer": { "seconds": 60, "text": "请稍候" } } }),
        )
        .await;
    for visitor in [h.ann(), h.bea()] {
        visitor.says("你好").await;
        h.lin.answers(visitor, "在的").await;
    }
    h.desk.blocks(h.ann()).await;
    h.desk.marks_private(h.bea()).await;
    h.after("a rating by a blocked contact", async |h| rates(h, 1).await).await;
    h.after("a blocked word", async |h| drop(h.ann().says("听得到吗").await)).await;
    h.after("no answer to a blocked word", async |h| h.desk.advance(61).await).await;
    h.after("another rating by a blocked contact", async |h| rates(h, 2).await).await;
    h.after("a private contact's rating", async |h| {
        h.bea().api.post("/visitor/rating", json!({ "score": 5 })).await.ok();
    })
    .await;
    h.after("a private word", async |h| drop(h.bea().says("私事").await)).await;
    h.after("no answer to a private word", async |h| h.desk.advance(61).await).await;
    h.all_agree();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_quotes_and_what_is_taken_back() {
    let mut h = House::open().await;
    let first = h.ann().says("你好").await;
    h.after("an answer that quotes", async |h| {
        let body = json!({ "client_id": "q1", "text": "在的", "reply_to": first["id"] });
        h.lin.does("messages", h.ann(), body).await.ok();
    })
    .await;
    let newest = h.lin.api.get(&format!("/conversations/{}/messages", h.ann().conversation())).await.items();
    let answer: Value = newest.last().expect("the answer").clone();
    h.after("a visitor who quotes", async |h| {
        let body = json!({ "client_id": "q2", "text": "那这个呢", "reply_to": answer["id"] });
        h.ann().api.post("/visitor/messages", body).await.ok();
    })
    .await;
    h.after("an answer taken back", async |h| {
        let path = format!("messages/{}/recall", answer["id"].as_str().expect("an id"));
        h.lin.does(&path, h.ann(), json!({})).await.ok();
    })
    .await;
    h.all_agree();
}

async fn rates(h: &House, score: i64) {
    h.ann().api.post("/visitor/rating", json!({ "score": score })).await.ok();
}

//! What the chat says by itself: in greeting, outside the hours, when nobody answers. It never passes for an answer.

use crate::harness::*;
use crate::routing::desk_with;
use serde_json::{Value, json};

impl Desk {
    async fn inbox_says(&self, settings: Value) {
        self.inbox_takes(json!({ "settings": settings })).await;
    }

    async fn shop_works(&self, hours: Value) {
        self.owner.api.patch("/settings/shop", json!({ "timezone": "Asia/Shanghai", "hours": hours })).await.ok();
    }
}

/// Who said it, and whether by itself.
fn by(message: &Value) -> (String, bool) {
    let kind = message["sender"]["type"].as_str().expect("a sender").to_owned();
    (kind, message["automatic"].as_bool().expect("a mark"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_conversation_begins_with_the_welcome_and_an_old_one_does_not() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.inbox_says(json!({ "welcome_text": "您好，请问有什么可以帮您" })).await;
    let ann = desk.visitor("Ann").await;
    let chat = ann.opens_chat().await;
    ann.says("在吗").await;
    lin.sees_message("您好，请问有什么可以帮您").await;
    chat.sees("the welcome", |frame| frame["data"]["message"]["text"] == "您好，请问有什么可以帮您").await;
    let messages = ann.api.get("/visitor/messages").await.items();
    assert_eq!((by(&messages[0]), by(&messages[1])), (("system".into(), true), ("contact".into(), false)));
    assert_eq!(lin.history(&ann).await, ["您好，请问有什么可以帮您", "在吗"]);

    ann.says("有人吗").await;
    lin.ends(&ann).await;
    ann.says("还有").await;
    let history = ["您好，请问有什么可以帮您", "在吗", "有人吗", "<ended>", "<reopened>", "还有"];
    assert_eq!(ann.history().await, history);
    lin.ends(&ann).await;
    desk.advance(48 * 3600).await;
    ann.says("又来了").await;
    assert_eq!(ann.history().await[7..], ["您好，请问有什么可以帮您", "又来了"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_of_an_answer_by_what_was_said_by_itself() {
    let (desk, [_lin]) = desk_with(["lin"]).await;
    desk.inbox_says(
        json!({ "welcome_text": "您好", "off_hours_text": "已打烊", "no_answer": { "seconds": 60, "text": "请稍候" } }),
    )
    .await;
    desk.shop_works(json!([])).await;
    let ann = desk.visitor("Ann").await;
    let said = ann.says("在吗").await;
    assert_eq!(ann.history().await, ["您好", "在吗", "已打烊"]);
    let c = desk.conversation(&ann).await;
    assert_eq!((&c["last_message"]["text"], &c["unread"]), (&json!("在吗"), &json!(1)));
    assert_eq!(c["waiting_since"], said["created_at"]);
    assert_eq!(c["last_at"], said["created_at"]);
    let found = desk.owner.api.get("/chatlog?q=%E6%89%93%E7%83%8A").await.items();
    assert_eq!(found.len(), 0, "nobody looks for what is said to everybody");
    let refused = ann.api.post("/visitor/rating", json!({ "score": 5 })).await;
    refused.refused_because(409, "not_answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_gets_no_answer_is_comforted_once_a_wait() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.inbox_says(json!({ "no_answer": { "seconds": 60, "text": "请稍候" } })).await;
    let ann = desk.visitor("Ann").await;
    ann.says("在吗").await;
    desk.advance(30).await;
    ann.says("有人吗").await;
    desk.advance(29).await;
    assert_eq!(ann.history().await, ["在吗", "有人吗"]);
    desk.advance(2).await;
    assert_eq!(ann.history().await, ["在吗", "有人吗", "请稍候"]);
    ann.says("好的").await;
    desk.advance(3600).await;
    assert_eq!(ann.history().await, ["在吗", "有人吗", "请稍候", "好的"]);

    lin.answers(&ann, "在的").await;
    ann.says("什么时候发货").await;
    lin.answers(&ann, "今天").await;
    desk.advance(120).await;
    assert_eq!(ann.history().await.last().expect("a message"), "今天", "who was answered in time is left in peace");
    ann.says("快递呢").await;
    desk.advance(61).await;
    assert_eq!(ann.history().await.last().expect("a message"), "请稍候");
    assert_eq!(ann.standing().await["unread"], 1, "he is told of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_left_or_an_inbox_that_says_it_no_more_is_not_comforted() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.inbox_says(json!({ "no_answer": { "seconds": 60, "text": "请稍候" } })).await;
    let (ann, bea) = (desk.visitor("Ann").await, desk.visitor("Bea").await);
    ann.says("在吗").await;
    lin.ends(&ann).await;
    desk.advance(61).await;
    assert_eq!(ann.history().await, ["在吗", "<ended>"]);
    bea.says("在吗").await;
    desk.inbox_says(json!({ "no_answer": null })).await;
    desk.advance(61).await;
    assert_eq!(bea.history().await, ["在吗"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn outside_the_hours_it_is_said_when_a_conversation_begins_or_goes_on_again() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let settings = json!({ "off_hours_text": "已打烊", "no_answer": { "seconds": 60, "text": "请稍候" } });
    desk.inbox_says(settings).await;
    let (ann, bea) = (desk.visitor("Ann").await, desk.visitor("Bea").await);
    // The fake clock stands at 11:04 on a Friday in Shanghai.
    desk.shop_works(json!([{ "day": 5, "from": "09:00", "to": "18:00" }])).await;
    assert!(in_hours(&ann).await);
    ann.says("在吗").await;
    assert_eq!(ann.history().await, ["在吗"]);
    desk.shop_works(json!([{ "day": 5, "from": "14:00", "to": "18:00" }])).await;
    assert!(!in_hours(&ann).await);
    ann.says("还在吗").await;
    bea.says("在吗").await;
    assert_eq!(ann.history().await, ["在吗", "还在吗"]);
    assert_eq!(bea.history().await, ["在吗", "已打烊"]);
    desk.advance(61).await;
    assert_eq!(bea.history().await, ["在吗", "已打烊"], "nobody is expected to answer");
    lin.ends(&ann).await;
    ann.says("喂").await;
    assert_eq!(ann.history().await, ["在吗", "还在吗", "<ended>", "<reopened>", "喂", "已打烊"]);
    desk.shop_works(Value::Null).await;
    assert!(in_hours(&ann).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_no_session_yet_learns_as_much_of_who_is_there_as_one_who_has() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.owner_takes_no_part().await;
    let ann = desk.visitor("Ann").await;
    desk.shop_works(json!([])).await;
    assert_eq!(ann.staffing().await, (true, false));
    ann.says("在吗").await;
    lin.ends(&ann).await;
    desk.blocks(&ann).await;
    lin.chooses("offline").await;
    desk.shop_works(Value::Null).await;
    assert_eq!(ann.staffing().await, (false, true));
}

impl Visitor {
    /// Available and in hours, as his session and a page without one are told.
    async fn staffing(&self) -> (bool, bool) {
        let told = |answer: Value| (answer["available"].as_bool(), answer["in_hours"].as_bool());
        let config = told(self.api.get(&format!("/visitor/config?inbox_id={}", self.inbox)).await.ok());
        let session = json!({ "inbox_id": self.inbox, "token": self.api.token });
        assert_eq!(told(self.api.post("/visitor/sessions", session).await.ok()), config);
        (config.0.expect("an answer"), config.1.expect("an answer"))
    }
}

async fn in_hours(visitor: &Visitor) -> bool {
    let session = json!({ "inbox_id": visitor.inbox, "token": visitor.api.token });
    visitor.api.post("/visitor/sessions", session).await.ok()["in_hours"].as_bool().expect("an answer")
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_that_he_answered_himself_stand_before_his_words_for_agents_alone() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let faq = json!([{ "question": "多久发货", "answer": "48 小时内" }, { "question": "能退吗", "answer": "七天" }]);
    desk.inbox_says(json!({ "faq": faq })).await;
    let ann = desk.visitor("Ann").await;
    let config = ann.api.get(&format!("/visitor/config?inbox_id={}", ann.inbox)).await.ok();
    assert_eq!((&config["faq"], &config["title"]), (&faq, &json!("shop")));
    let body = json!({ "client_id": "1", "text": "急用", "seen_faq": ["能退吗", "<b>假的</b>"] });
    let answer = ann.api.post("/visitor/messages", body.clone()).await.ok();
    assert_eq!(ann.api.post("/visitor/messages", body).await.ok()["id"], answer["id"]);
    ann.looks_up_conversation().await;
    assert_eq!(lin.history(&ann).await, ["<faq>", "急用"]);
    let path = format!("/conversations/{}/messages", ann.conversation());
    let line = lin.api.get(&path).await.items()[0]["event"].clone();
    assert_eq!(line, json!({ "type": "faq", "questions": ["能退吗"] }));
    assert_eq!(ann.history().await, ["急用"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_contact_is_spoken_to_as_before() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let settings =
        json!({ "welcome_text": "您好", "off_hours_text": "已打烊", "no_answer": { "seconds": 60, "text": "请稍候" } });
    desk.inbox_says(settings).await;
    let (ann, bea) = (desk.visitor("Ann").await, desk.visitor("Bea").await);
    for visitor in [&ann, &bea] {
        visitor.says("在吗").await;
        lin.answers(visitor, "在的").await;
    }
    desk.blocks(&ann).await;
    for visitor in [&ann, &bea] {
        visitor.says("不好用").await;
    }
    desk.advance(61).await;
    assert_eq!(ann.history().await, bea.history().await, "as one who is not blocked");
    assert_eq!(ann.history().await, ["您好", "在吗", "在的", "不好用", "请稍候"]);
    assert_eq!((&ann.standing().await["unread"], &bea.standing().await["unread"]), (&json!(1), &json!(1)));
    for visitor in [&ann, &bea] {
        visitor.api.post("/visitor/read", json!({ "seq": 9 })).await.ok();
        assert_eq!(visitor.standing().await["unread"], 0);
    }
    assert_eq!(lin.history(&bea).await.len(), 5);
    assert!(!lin.finds(&ann).await && !desk.owner.finds(&ann).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_contact_is_greeted_as_before_and_the_owner_alone_hears_of_it() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.inbox_says(json!({ "welcome_text": "您好", "no_answer": { "seconds": 60, "text": "请稍候" } })).await;
    let ann = desk.visitor("Ann").await;
    ann.says("在吗").await;
    lin.answers(&ann, "在的").await;
    desk.marks_private(&ann).await;
    desk.settles().await;
    let mark = lin.socket().mark();
    ann.says("私事").await;
    desk.advance(61).await;
    assert_eq!(ann.history().await, ["您好", "在吗", "在的", "私事", "请稍候"]);
    assert_eq!(desk.owner.history(&ann).await, ["私事", "请稍候"]);
    let said = |frame: &Value| frame["name"] == "message_created";
    assert!(!lin.socket().frames()[mark..].iter().any(said));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_blocked_in_the_middle_is_not_told_again_that_the_shop_is_closed() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.inbox_says(json!({ "off_hours_text": "已打烊" })).await;
    desk.shop_works(json!([])).await;
    let (ann, bea) = (desk.visitor("Ann").await, desk.visitor("Bea").await);
    for visitor in [&ann, &bea] {
        visitor.says("在吗").await;
        lin.answers(visitor, "在的").await;
    }
    desk.blocks(&ann).await;
    for visitor in [&ann, &bea] {
        visitor.says("不好用").await;
    }
    assert_eq!(ann.history().await, ["在吗", "已打烊", "在的", "不好用"]);
    assert_eq!(ann.history().await, bea.history().await, "as one who is not blocked");
}

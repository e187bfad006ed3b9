//! Recall 撤回: within two minutes, one's own, and then nothing of it is left anywhere.

use crate::harness::*;
use crate::routing::desk_with;
use db::{Query, args};
use serde_json::{Value, json};

fn id(message: &Value) -> &str {
    message["id"].as_str().expect("an id")
}

impl Agent {
    pub async fn takes_back(&self, from: &Visitor, message: &Value) -> Answer {
        self.does(&format!("messages/{}/recall", id(message)), from, json!({})).await
    }
}

/// Everything the database holds as text, to look for words in.
async fn everything_stored(desk: &Desk) -> String {
    const TEXTS: [&str; 3] = [
        "select text from messages",
        "select data as text from events",
        "select last_message as text from conversations where last_message is not null",
    ];
    let reading = desk.app().db.clone();
    let found = reading.read(|q| {
        let mut all = String::new();
        for sql in TEXTS {
            all.push_str(&q.all(sql, &args![], |row| row.get::<String>("text"))?.join("\n"));
        }
        Ok(all)
    });
    found.await.expect("texts")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_taken_back_leaves_nothing_of_what_it_said() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    let chat = ann.opens_chat().await;
    ann.says("在吗").await;
    let wrong = lin.answers(&ann, "地址是绝密路七号").await;
    chat.sees("the word", |frame| frame["data"]["message"]["text"] == "地址是绝密路七号").await;
    let quoting = json!({"client_id": "q", "text": "七号？", "reply_to": wrong["id"]});
    let quote = ann.api.post("/visitor/messages", quoting).await.ok();
    assert_eq!(quote["reply_to"]["text"], "地址是绝密路七号");
    assert!(everything_stored(&desk).await.contains("绝密路"));
    assert_eq!(lin.api.get("/conversations?q=%E7%BB%9D%E5%AF%86").await.items().len(), 1, "it is found");

    let recalled = lin.takes_back(&ann, &wrong).await.ok();
    assert_eq!((&recalled["text"], &recalled["state"]), (&json!(""), &json!("recalled")));
    let seen = chat
        .sees("the recall", |frame| frame["name"] == "message_updated" && frame["data"]["message"]["id"] == wrong["id"])
        .await;
    assert_eq!(seen["data"]["message"]["state"], "recalled");
    let requoted = chat
        .sees("the quote", |frame| frame["name"] == "message_updated" && frame["data"]["message"]["id"] == quote["id"])
        .await;
    let left = &requoted["data"]["message"]["reply_to"];
    assert_eq!((&left["text"], &left["state"]), (&json!(""), &json!("recalled")));
    assert!(!everything_stored(&desk).await.contains("绝密路"), "rows and events keep nothing");
    assert_eq!(lin.api.get("/conversations?q=%E7%BB%9D%E5%AF%86").await.items().len(), 0, "search finds nothing");
    assert_eq!(lin.takes_back(&ann, &wrong).await.ok(), recalled, "twice is once");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_message_of_a_list_and_the_unread_ones_of_the_chat_forget_it_too() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    ann.says("在吗").await;
    let wrong = lin.answers(&ann, "说错了").await;
    assert_eq!(ann.standing().await["unread"], 1);
    lin.takes_back(&ann, &wrong).await.ok();
    let last = &desk.conversation(&ann).await["last_message"];
    assert_eq!((&last["text"], &last["state"], &last["id"]), (&json!(""), &json!("recalled"), &wrong["id"]));
    assert_eq!(ann.standing().await["unread"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_ones_own_words_are_taken_back_and_only_for_two_minutes() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let sup = desk.hires_as("sup", "supervisor").await;
    let ann = desk.arrives("Ann").await;
    let hers = ann.says("在吗").await;
    let server = if desk.name_of(desk.conversation(&ann).await["assignee_id"].as_str().expect("one")) == "lin" {
        &lin
    } else {
        &mei
    };
    let said = server.answers(&ann, "在").await;
    sup.takes_back(&ann, &said).await.refused_because(403, "not_own");
    server.takes_back(&ann, &hers).await.refused_because(403, "not_own");
    let note = server.notes(&ann, "老客户").await;
    desk.advance(119).await;
    server.takes_back(&ann, &note).await.ok();
    desk.advance(3).await;
    server.takes_back(&ann, &said).await.refused_because(409, "too_late");
    assert!(server.history(&ann).await.contains(&"在".to_owned()), "what was refused changed nothing");
    drop((lin, mei));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recall_between_two_visits_reaches_the_chat_that_asks_for_what_came_since() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    ann.says("在吗").await;
    let wrong = lin.answers(&ann, "说错了").await;
    let here = ann.api.get("/visitor/messages").await.position.expect("a position");
    lin.takes_back(&ann, &wrong).await.ok();
    let since = ann.api.get(&format!("/visitor/messages?since={here}")).await.items();
    assert_eq!(since.len(), 1);
    assert_eq!((&since[0]["id"], &since[0]["state"]), (&wrong["id"], &json!("recalled")));
    drop(desk);
}

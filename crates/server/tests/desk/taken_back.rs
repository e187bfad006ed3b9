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

/// On SQLite words wait before they come into the index; those of a message that was taken back must not stay there.
#[tokio::test(flavor = "multi_thread")]
async fn words_that_wait_for_the_index_go_too() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    ann.says("在吗").await;
    let wrong = lin.answers(&ann, "绝密").await;
    let waiting = async || {
        let words = "select words from message_words_waiting order by message_id";
        desk.app().db.read(move |q| q.all(words, &[], |row| row.get::<String>("words"))).await
    };
    // PostgreSQL has no such table.
    let Ok(before) = waiting().await else { return };
    let its = |words: &String| words.contains("u7edd");
    assert_eq!(before.iter().filter(|words| its(words)).count(), 1, "{before:?}");
    lin.takes_back(&ann, &wrong).await.ok();
    let after = waiting().await.expect("words");
    assert!(after.len() == before.len() - 1 && !after.iter().any(its), "{after:?}");
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

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_quoted_what_was_taken_back_is_itself_taken_back_without_a_rest() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    ann.says("在吗").await;
    let first = lin.answers(&ann, "说错了").await;
    let quoting = json!({"client_id": "q", "kind": "text", "text": "地址是绝密路七号", "reply_to": first["id"]});
    let quoting = lin.sends(&ann.conversation(), quoting).await.ok();
    desk.advance(1).await;
    lin.takes_back(&ann, &first).await.ok();
    lin.takes_back(&ann, &quoting).await.ok();
    assert!(!everything_stored(&desk).await.contains("绝密路"), "also where it was told before it was rewritten");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_half_written_of_it_is_gone_too_and_what_is_being_written_stays() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    ann.says("在吗").await;
    let draft = format!("/conversations/{}/draft", ann.conversation());
    for half in ["地址是绝密", "地址是绝密路七", ""] {
        lin.api.put(&draft, json!({"text": half})).await.ok();
        desk.advance(1).await;
    }
    let wrong = lin.answers(&ann, "地址是绝密路七号").await;
    desk.advance(1).await;
    lin.api.put(&draft, json!({"text": "重新写的"})).await.ok();
    lin.takes_back(&ann, &wrong).await.ok();
    let left = everything_stored(&desk).await;
    assert!(!left.contains("绝密"), "{left}");
    assert!(left.contains("重新写的"), "the draft as it is now is still told");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_lost_his_only_answer_waits_again_since_his_first_word() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    let waits = async || desk.conversation(&ann).await["waiting_since"].clone();
    let since = waits().await;
    assert_ne!(since, Value::Null);
    desk.advance(5).await;
    ann.says("有人吗").await;
    let first = lin.answers(&ann, "说错了").await;
    let second = lin.answers(&ann, "又说错了").await;
    lin.notes(&ann, "老客户").await;
    assert_eq!(waits().await, Value::Null);
    lin.takes_back(&ann, &first).await.ok();
    assert_eq!(waits().await, Value::Null, "the second answer still stands");
    lin.takes_back(&ann, &second).await.ok();
    assert_eq!(waits().await, since);
    lin.answers(&ann, "在的").await;
    assert_eq!(waits().await, Value::Null);
    desk.advance(200).await;
    ann.says("多少钱").await;
    let slip = lin.answers(&ann, "一百").await;
    lin.ends(&ann).await;
    lin.takes_back(&ann, &slip).await.ok();
    assert_eq!(waits().await, Value::Null, "nobody waits in what has ended");
    let late = lin.answers(&ann, "忘了说").await;
    lin.takes_back(&ann, &late).await.ok();
    assert_eq!(waits().await, Value::Null, "what came before the end was settled by it");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_taken_back_is_none_that_could_be_rated() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    ann.says("在吗").await;
    let slip = lin.answers(&ann, "说错了").await;
    lin.takes_back(&ann, &slip).await.ok();
    ann.api.post("/visitor/rating", json!({"score": 5})).await.refused_because(409, "not_answered");
    lin.ends(&ann).await;
    assert_eq!(ann.standing().await["rating"]["invited"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn not_even_its_hash_stays_and_sent_again_it_is_the_same_message() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    ann.says("在吗").await;
    let body = json!({"client_id": "a", "kind": "text", "text": "四一二三"});
    let said = lin.sends(&ann.conversation(), body.clone()).await.ok();
    lin.takes_back(&ann, &said).await.ok();
    const HASHES: &str = "select body_hash from messages where state = 'recalled'";
    let hashes = desk.app().db.clone();
    let hashes = hashes.read(|q| q.all(HASHES, &args![], |row| row.get::<Option<String>>("body_hash"))).await;
    assert_eq!(hashes.expect("hashes"), [None]);
    let again = lin.sends(&ann.conversation(), body).await.ok();
    assert_eq!((&again["id"], &again["state"]), (&said["id"], &json!("recalled")));
}

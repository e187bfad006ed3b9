//! An answer quotes a message of its conversation.

use crate::harness::*;
use crate::routing::desk_with;
use serde_json::{Value, json};

fn quoting(client_id: &str, kind: &str, message: &Value) -> Value {
    json!({"client_id": client_id, "kind": kind, "text": "这条", "reply_to": message["id"]})
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_see_what_is_answered_under_the_names_they_know() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    lin.api.patch("/me", json!({"nickname": "小林"})).await.ok();
    let ann = desk.arrives("Ann").await;
    let long = "问".repeat(150);
    let asked = ann.says(&long).await;
    let answer = lin.sends(&ann.conversation(), quoting("a", "text", &asked)).await.ok();
    let quote = &answer["reply_to"];
    assert_eq!((&quote["id"], &quote["seq"], &quote["state"]), (&asked["id"], &asked["seq"], &json!("sent")));
    assert_eq!((&quote["text"], &quote["sender"]["name"]), (&json!("问".repeat(100)), &json!("Ann")));
    let back = ann.api.post("/visitor/messages", json!({"client_id": "b", "text": "对", "reply_to": answer["id"]}));
    let back = back.await.ok();
    let sender = json!({"type": "agent", "id": null, "name": "小林"});
    assert_eq!(back["reply_to"]["sender"], sender, "a visitor knows agents by their nickname");
    let path = format!("/conversations/{}/messages", ann.conversation());
    let read = lin.api.get(&path).await.items();
    assert_eq!(read.last().expect("a message")["reply_to"]["sender"]["name"], "lin");
    assert_eq!(ann.api.get("/visitor/messages").await.items().last().expect("a message")["reply_to"]["sender"], sender);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_quoted_that_the_reader_may_not_see() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let (ann, bea) = (desk.arrives("Ann").await, desk.arrives("Bea").await);
    let (asked, elsewhere) = (ann.says("在吗").await, bea.says("别的").await);
    let note = lin.notes(&ann, "内部").await;
    let refused = |answer: Answer| assert_eq!(answer.refused(422)["field"], "reply_to");
    refused(lin.sends(&ann.conversation(), quoting("1", "text", &note)).await);
    refused(lin.sends(&ann.conversation(), quoting("2", "text", &elsewhere)).await);
    refused(lin.sends(&ann.conversation(), quoting("3", "note", &json!({"id": "0000000000001"}))).await);
    for secret in [&note, &elsewhere] {
        let body = json!({"client_id": "v", "text": "这条", "reply_to": secret["id"]});
        refused(ann.api.post("/visitor/messages", body).await);
    }
    lin.sends(&ann.conversation(), quoting("4", "note", &note)).await.ok();
    lin.sends(&ann.conversation(), quoting("5", "text", &asked)).await.ok();
    assert!(!json!(ann.api.get("/visitor/messages").await.items()).to_string().contains("内部"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_words_with_another_quote_are_another_message() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    let (one, other) = (ann.says("一").await, ann.says("二").await);
    let first = lin.sends(&ann.conversation(), quoting("a", "text", &one)).await.ok();
    assert_eq!(lin.sends(&ann.conversation(), quoting("a", "text", &one)).await.ok()["id"], first["id"]);
    lin.sends(&ann.conversation(), quoting("a", "text", &other)).await.refused_because(409, "client_id");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitors_quote_from_an_earlier_conversation_is_left_out_and_the_word_arrives() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    ann.says("在吗").await;
    let old = lin.answers(&ann, "在").await;
    let before = ann.conversation();
    lin.ends(&ann).await;
    desk.advance(48 * 3600).await;
    ann.says("又来了").await;
    assert_ne!(ann.conversation(), before);
    let body = json!({"client_id": "q", "text": "上次说的", "reply_to": old["id"]});
    let said = ann.api.post("/visitor/messages", body).await.ok();
    assert_eq!((&said["text"], &said["reply_to"]), (&json!("上次说的"), &Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_back_is_not_quoted_and_a_visitors_word_arrives_without_it() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    ann.says("在吗").await;
    let wrong = lin.answers(&ann, "说错了").await;
    lin.takes_back(&ann, &wrong).await.ok();
    for (client_id, kind) in [("1", "text"), ("2", "note")] {
        let refused = lin.sends(&ann.conversation(), quoting(client_id, kind, &wrong)).await.refused(422);
        assert_eq!(refused["field"], "reply_to");
    }
    let body = json!({"client_id": "v", "text": "这条", "reply_to": wrong["id"]});
    let said = ann.api.post("/visitor/messages", body).await.ok();
    assert_eq!((&said["text"], &said["reply_to"]), (&json!("这条"), &Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_messages_may_lie_around_any_of_them() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    for number in 0..30 {
        ann.says(&format!("第{number}句")).await;
    }
    let all = lin.api.get(&format!("/conversations/{}/messages?limit=200", ann.conversation())).await.items();
    let last = all.last().expect("a message")["seq"].as_i64().expect("a number");
    let around = async |seq: i64| {
        let path = format!("/conversations/{}/messages?around={seq}&limit=10", ann.conversation());
        let page = lin.api.get(&path).await.ok();
        let seqs: Vec<i64> =
            page["items"].as_array().expect("items").iter().filter_map(|m| m["seq"].as_i64()).collect();
        (seqs, page["next"].clone())
    };
    let (middle, next) = around(15).await;
    assert_eq!(middle, (11..=20).collect::<Vec<i64>>());
    let older =
        format!("/conversations/{}/messages?limit=10&cursor={}", ann.conversation(), next.as_str().expect("more"));
    let older = lin.api.get(&older).await.items();
    assert_eq!(older.last().expect("a message")["seq"], 10);
    assert_eq!(around(last).await.0, (last - 9..=last).collect::<Vec<i64>>(), "what lacks below is filled up above");
    let (first, next) = around(1).await;
    assert_eq!((first, next), ((1..=10).collect::<Vec<i64>>(), Value::Null), "and what lacks above, below");
    assert_eq!(around(10_000).await.0.last(), Some(&last));
}

/// A block is no news to him: what he quotes of the chat that he sees is quoted, before and after.
#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_who_is_blocked_in_the_middle_of_a_chat_quotes_as_before() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    ann.says("在吗").await;
    let answer = lin.answers(&ann, "在的").await;
    let quotes = async |client_id: &str| {
        let body = json!({"client_id": client_id, "text": "这条", "reply_to": answer["id"]});
        ann.api.post("/visitor/messages", body).await.ok()["reply_to"].clone()
    };
    let before = quotes("a").await;
    assert_eq!(before["text"], "在的");
    desk.blocks(&ann).await;
    assert_eq!(quotes("b").await, before);
    let read = ann.api.get("/visitor/messages").await.items();
    assert_eq!(read.last().expect("a message")["reply_to"], before);
}

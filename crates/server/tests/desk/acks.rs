//! Acknowledged means committed, once: repetitions, order, and first words that come at the same time.

use crate::harness::*;
use crate::routing::desk_with;
use serde_json::{Value, json};
use tokio::task::JoinSet;

#[tokio::test(flavor = "multi_thread")]
async fn a_visitors_repetition_gets_the_first_result_and_another_body_a_conflict() {
    let (desk, [_lin]) = desk_with(["lin"]).await;
    let ann = desk.visitor("Ann").await;
    let first = ann.tries_to_say("c1", "你好").await.ok();
    desk.advance(5).await;
    assert_eq!(ann.tries_to_say("c1", "你好").await.ok(), first);
    let refused = ann.tries_to_say("c1", "别的").await.refused_because(409, "client_id");
    assert_eq!(refused["field"], "client_id");
    assert_eq!(ann.history().await, ["你好"]);
    let bea = desk.visitor("Bea").await;
    assert_ne!(bea.tries_to_say("c1", "你好").await.ok()["id"], first["id"], "ids are one's own");
    assert_eq!(desk.conversation(&ann).await["unread"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agents_repetition_gets_the_first_result_and_another_body_a_conflict() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let (ann, bea) = (desk.arrives("Ann").await, desk.arrives("Bea").await);
    let body = |text: &str| json!({"client_id": "r1", "kind": "text", "text": text});
    let first = lin.sends(&ann.conversation(), body("您好")).await.ok();
    assert_eq!(first["client_id"], "r1");
    assert_eq!(lin.sends(&ann.conversation(), body("您好")).await.ok(), first);
    lin.sends(&ann.conversation(), body("别的")).await.refused_because(409, "client_id");
    let note = json!({"client_id": "r1", "kind": "note", "text": "您好"});
    lin.sends(&ann.conversation(), note).await.refused(409);
    assert_ne!(lin.sends(&bea.conversation(), body("您好")).await.ok()["id"], first["id"], "within one conversation");
    assert_eq!(ann.history().await, ["Ann: 在吗", "您好"]);
    lin.ends(&ann).await;
    assert_eq!(lin.sends(&ann.conversation(), body("您好")).await.ok(), first, "whatever happened since");
    assert_eq!(desk.conversation(&ann).await["status"], "ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_message_sent_eight_times_at_once_is_one() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.visitor("Ann").await;
    let said =
        at_once(8, |_| (ann.api.clone(), "/visitor/messages".into(), json!({"client_id": "c1", "text": "你好"}))).await;
    assert!(said.iter().all(|answer| answer.status == 201 && answer.body == said[0].body));
    assert_eq!(ann.history().await, ["你好"]);
    ann.tries_to_say("c1", "你好").await.ok();
    let path = format!("/conversations/{}/messages", ann.conversation());
    let reply = json!({"client_id": "r1", "kind": "text", "text": "您好"});
    let sent = at_once(8, |_| (lin.api.clone(), path.clone(), reply.clone())).await;
    assert!(sent.iter().all(|answer| answer.status == 201 && answer.body == sent[0].body));
    assert_eq!(ann.history().await, ["你好", "您好"]);
}

/// The same kind of call, `count` times at once.
async fn at_once(count: usize, call: impl Fn(usize) -> (Caller, String, Value)) -> Vec<Answer> {
    let mut calls = JoinSet::new();
    for number in 0..count {
        let (caller, path, body) = call(number);
        calls.spawn(async move { caller.post(&path, body).await });
    }
    calls.join_all().await
}

#[tokio::test(flavor = "multi_thread")]
async fn first_words_that_come_at_once_begin_one_conversation() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.visitor("Ann").await;
    let body = |number| json!({"client_id": format!("c{number}"), "text": format!("第{number}句")});
    let said = at_once(10, |number| (ann.api.clone(), "/visitor/messages".into(), body(number))).await;
    let conversations: std::collections::HashSet<String> =
        said.iter().map(|answer| answer.body["conversation_id"].to_string()).collect();
    assert_eq!(conversations.len(), 1, "{conversations:?}");
    let mut numbers: Vec<i64> = said.iter().map(|answer| answer.body["seq"].as_i64().expect("a number")).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=10).collect::<Vec<_>>());
    assert_eq!(lin.list("all").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_see_one_order_live_and_loaded() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    let chat = ann.opens_chat().await;
    let path = format!("/conversations/{}/messages", ann.conversation());
    let agent = |n| {
        (lin.api.clone(), path.clone(), json!({"client_id": format!("r{n}"), "kind": "text", "text": format!("r{n}")}))
    };
    let visitor = |n| {
        (
            ann.api.clone(),
            "/visitor/messages".to_owned(),
            json!({"client_id": format!("c{n}"), "text": format!("c{n}")}),
        )
    };
    let sent = at_once(30, |n| if n % 2 == 0 { agent(n) } else { visitor(n) }).await;
    assert!(sent.iter().all(|answer| answer.status == 201));
    desk.settles().await;
    let order = lin.history(&ann).await;
    assert_eq!(order.len(), 31);
    assert_eq!(ann.history().await, order);
    for (socket, expected) in [(lin.socket(), &order[..]), (&chat, &order[1..])] {
        let frames = socket.frames();
        let texts: Vec<_> = frames
            .iter()
            .filter(|f| f["name"] == "message_created")
            .map(|f| f["data"]["message"]["text"].as_str().expect("text"))
            .collect();
        assert_eq!(texts, expected);
        let seqs: Vec<i64> = frames.iter().filter_map(|frame| frame["seq"].as_i64()).collect();
        assert!(seqs.is_sorted_by(|a, b| a < b), "{seqs:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_a_kill_and_is_not_doubled_by_a_retry() {
    let (mut desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    let mut acknowledged = Vec::new();
    for round in 0..3 {
        let said = ann.tries_to_say(&format!("c{round}"), &format!("第{round}句")).await.ok();
        let reply = json!({"client_id": format!("r{round}"), "kind": "text", "text": format!("回{round}")});
        let replied = lin.sends(&ann.conversation(), reply.clone()).await.ok();
        desk.is_killed_and_started_again().await;
        assert_eq!(ann.tries_to_say(&format!("c{round}"), &format!("第{round}句")).await.ok(), said);
        assert_eq!(lin.sends(&ann.conversation(), reply).await.ok(), replied);
        acknowledged.extend([
            said["text"].as_str().expect("text").to_owned(),
            replied["text"].as_str().expect("text").to_owned(),
        ]);
    }
    assert_eq!(ann.history().await[1..], acknowledged);
}

#[tokio::test(flavor = "multi_thread")]
async fn cnv_5_a_send_is_held_when_a_colleague_answered_or_it_changed_hands() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let sup = desk.hires_as("sup", "supervisor").await;
    let ann = desk.arrives("Ann").await;
    let body = |id: &str, seen: i64| json!({"client_id": id, "kind": "text", "text": "我来回答", "seen_seq": seen});
    sup.answers(&ann, "主管先答").await;
    let held = lin.sends(&ann.conversation(), body("r1", 1)).await.refused_because(409, "overtaken");
    assert_eq!(held["details"]["messages"][0]["text"], "主管先答");
    let now = held["details"]["seq"].as_i64().expect("a number");
    lin.sends(&ann.conversation(), body("r1", now)).await.ok();
    ann.says("谢谢").await;
    lin.sends(&ann.conversation(), body("r2", now + 1)).await.ok();
    sup.transfers(&ann, &mei).await.ok();
    lin.sends(&ann.conversation(), body("r3", now + 3)).await.refused(409);
    assert_eq!(ann.history().await.len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_changes_nothing_and_names_its_field() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    let before = desk.conversation(&ann).await;
    for (body, status, field) in [
        (json!({"client_id": "x", "text": " "}), 422, "text"),
        (json!({"client_id": "x", "text": "字".repeat(8001)}), 413, "text"),
        (json!({"client_id": "", "text": "a"}), 422, "client_id"),
        (json!({"client_id": "x", "text": "a", "to": "b"}), 422, "to"),
        (json!({"text": "a"}), 422, "client_id"),
    ] {
        let refused = ann.api.post("/visitor/messages", body.clone()).await.refused(status);
        assert_eq!(refused["field"], field, "{body}");
        let refused = lin.sends(&ann.conversation(), body).await.refused(status);
        assert_eq!(refused["field"], field);
    }
    assert_eq!(desk.conversation(&ann).await, before);
    assert_eq!(ann.history().await, ["Ann: 在吗"]);
}

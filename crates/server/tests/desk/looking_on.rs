//! Who looks at a conversation is told to the colleagues who see it too, and to nobody else.

use crate::harness::*;
use crate::routing::desk_with;
use serde_json::{Value, json};

pub fn looks(at: Option<&Visitor>) -> Value {
    json!({"type": "viewing", "conversation_id": at.map(Visitor::conversation)})
}

pub fn told(frame: &Value, who: &Agent, at: &Visitor, viewing: bool) -> bool {
    let data = &frame["data"];
    frame["name"] == "viewing"
        && data["agent"]["id"] == who.id.as_str()
        && data["conversation_id"] == at.conversation()
        && data["viewing"] == viewing
}

#[tokio::test(flavor = "multi_thread")]
async fn colleagues_see_who_looks_and_who_looks_away() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let sup = desk.hires_as("sup", "supervisor").await;
    desk.changes(&sup, json!({"takes_routing": false})).await;
    let mut window = sup.opens_socket(json!({"observe": true})).await;
    let (ann, bea) = (desk.arrives("Ann").await, desk.arrives("Bea").await);
    let chat = ann.opens_chat().await;
    ann.says("在吗").await;
    bea.says("你好").await;
    lin.sees_assigned(&bea).await;
    window.sends(looks(Some(&ann))).await;
    let frame = lin.socket().sees("sup at Ann", |frame| told(frame, &sup, &ann, true)).await;
    assert_eq!((&frame["seq"], &frame["data"]["agent"]["name"]), (&Value::Null, &json!("sup")));
    window.sends(looks(Some(&bea))).await;
    lin.socket().sees("sup away from Ann", |frame| told(frame, &sup, &ann, false)).await;
    lin.socket().sees("sup at Bea", |frame| told(frame, &sup, &bea, true)).await;
    let mark = lin.socket().mark();
    drop(window);
    lin.socket().sees_since(mark, "the closed window", |frame| told(frame, &sup, &bea, false)).await;
    desk.settles().await;
    assert!(chat.frames().iter().all(|frame| frame["name"] != "viewing"), "visitors hear nothing of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_see_a_conversation_neither_tells_nor_hears_of_it() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let zoe = desk.hires_with("zoe", json!({"takes_routing": false})).await;
    let mut window = zoe.opens_socket(json!({})).await;
    let mut owners = desk.owner.opens_socket(json!({"observe": true})).await;
    let ann = desk.arrives("Ann").await;
    ann.says("在吗").await;
    lin.sees_assigned(&ann).await;
    window.sends(looks(Some(&ann))).await;
    window.sends(json!({"type": "ping"})).await;
    window.sees("pong", |frame| frame["type"] == "pong").await;
    owners.sends(looks(Some(&ann))).await;
    lin.socket().sees("the owner", |frame| told(frame, &desk.owner, &ann, true)).await;
    desk.settles().await;
    assert!(!lin.socket().frames().iter().any(|frame| told(frame, &zoe, &ann, true)), "zoe looked at nothing");
    assert!(window.frames().iter().all(|frame| frame["name"] != "viewing"), "zoe hears nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_notices_is_not_passed_on_and_stops_nothing_else() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    let mut chat = ann.opens_chat().await;
    ann.says("在吗").await;
    let typing = |frame: &Value| frame["name"] == "typing";
    for _ in 0..200 {
        chat.sends(json!({"type": "typing", "typing": true})).await;
    }
    chat.sends(json!({"type": "ping"})).await;
    chat.sees("pong", |frame| frame["type"] == "pong").await;
    ann.says("还在吗").await;
    lin.sees_message("还在吗").await;
    desk.settles().await;
    let heard = lin.socket().frames().iter().filter(|frame| typing(frame)).count();
    assert!((1..100).contains(&heard), "{heard} of 200 were passed on");
}

//! A note calls colleagues: they may read on, are told, and count as nobody who served.

use crate::harness::*;
use crate::routing::desk_with;
use serde_json::{Value, json};

impl Agent {
    /// A note with @.
    pub async fn calls(&self, about: &Visitor, text: &str, whom: &[&Agent]) -> Answer {
        let ids: Vec<&String> = whom.iter().map(|agent| &agent.id).collect();
        let note = json!({"client_id": text, "kind": "note", "text": text, "mentions": ids});
        self.sends(&about.conversation(), note).await
    }

    async fn mentioned(&self) -> Value {
        self.api.get("/conversations/counts").await.ok()["mentioned"].clone()
    }
}

/// Lin serves Ann; Zoe takes no part and sees nothing of it.
async fn lin_serves_ann() -> (Desk, Workbench, Workbench, Visitor) {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let zoe = desk.hires_with("zoe", json!({"takes_routing": false})).await.opens_workbench().await;
    let ann = desk.arrives("Ann").await;
    ann.says("发票开错了").await;
    lin.sees_assigned(&ann).await;
    (desk, lin, zoe, ann)
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_called_sees_the_conversation_and_is_told_once() {
    let (desk, lin, zoe, ann) = lin_serves_ann().await;
    assert!(!zoe.finds(&ann).await);
    let note = lin.calls(&ann, "请看发票", &[&zoe]).await.ok();
    assert_eq!(note["mentions"], json!([zoe.id]));
    let told = zoe.socket().sees("the call", |frame| frame["name"] == "mentioned").await;
    assert_eq!(told["data"]["message"]["id"], note["id"]);
    assert_eq!(told["data"]["conversation"]["id"], ann.conversation());
    assert!(told["seq"].is_i64());
    assert!(zoe.finds(&ann).await);
    assert_eq!(zoe.history(&ann).await.last().expect("a note"), "请看发票");
    desk.settles().await;
    for other in [&lin, &zoe] {
        let told = other.socket().frames().iter().filter(|frame| frame["name"] == "mentioned").count();
        assert_eq!(told, usize::from(other.name == "zoe"), "{}", other.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_view_and_its_counter_hold_what_was_not_read_yet() {
    let (desk, lin, zoe, ann) = lin_serves_ann().await;
    assert_eq!((zoe.mentioned().await, zoe.list("mentioned").await), (json!(0), vec![]));
    let note = lin.calls(&ann, "请看发票", &[&zoe]).await.ok();
    assert_eq!((zoe.mentioned().await, zoe.list("mentioned").await), (json!(1), vec![ann.conversation()]));
    let found = zoe.api.get("/conversations?view=mentioned&q=Ann").await.items();
    assert_eq!(found.len(), 1, "searched within the view");
    assert_eq!(lin.list("mentioned").await, Vec::<String>::new());
    let view = zoe.api.get(&format!("/conversations/{}", ann.conversation())).await.ok();
    assert_eq!(view["unseen_mentions"], json!([note["id"]]));
    zoe.does("read", &ann, json!({"seq": 1})).await.ok();
    assert_eq!(zoe.mentioned().await, 1, "not read as far as the note");
    let unread = desk.conversation(&ann).await["unread"].clone();
    zoe.reads(&ann).await;
    zoe.socket().sees("his other windows learn it", |frame| frame["name"] == "mentions_changed").await;
    assert_eq!((zoe.mentioned().await, zoe.list("mentioned").await), (json!(0), vec![ann.conversation()]));
    assert_eq!(desk.conversation(&ann).await["unread"], unread, "it was not his to read for the customer");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_called_in_did_not_serve() {
    let (desk, lin, zoe, ann) = lin_serves_ann().await;
    lin.calls(&ann, "请看发票", &[&zoe]).await.ok();
    let names = |items: &[Value]| items.iter().map(|item| item["name"].clone()).collect::<Vec<_>>();
    let served = desk.owner.api.get(&format!("/contacts/{}/served-by", ann.id)).await.items();
    assert_eq!(names(&served), ["lin"]);
    let participants = desk.conversation(&ann).await["participants"].clone();
    assert_eq!(names(participants.as_array().expect("a list")), ["lin"]);
    let log = |agent: &str| format!("/chatlog?agent={agent}");
    assert_eq!(desk.owner.api.get(&log(&lin.id)).await.items().len(), 1);
    assert_eq!(desk.owner.api.get(&log(&zoe.id)).await.items().len(), 0);
    zoe.notes(&ann, "已重开").await;
    let participants = desk.conversation(&ann).await["participants"].clone();
    assert_eq!(names(participants.as_array().expect("a list")), ["lin", "zoe"], "now she took part");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_is_taken_back_calls_nobody() {
    let (desk, lin, zoe, ann) = lin_serves_ann().await;
    let note = lin.calls(&ann, "请看发票", &[&zoe]).await.ok();
    assert!(zoe.finds(&ann).await);
    lin.takes_back(&ann, &note).await.ok();
    let gone = |frame: &Value| frame["name"] == "conversation_removed" && frame["data"]["id"] == ann.conversation();
    zoe.socket().sees("that it is gone", gone).await;
    assert!(!zoe.finds(&ann).await);
    assert_eq!((zoe.mentioned().await, zoe.list("mentioned").await), (json!(0), vec![]));
    let again = zoe.opens_socket(json!({"observe": true, "since": zoe.socket().welcome["seq"]})).await;
    desk.settles().await;
    assert!(!json!(again.frames()).to_string().contains("请看发票"), "nor is it replayed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_call_calls_nobody() {
    let (desk, lin, zoe, ann) = lin_serves_ann().await;
    let depot = desk.hires_as("depot", "warehouse").await;
    let to_the_contact = json!({"client_id": "t", "text": "稍等", "mentions": [zoe.id]});
    assert_eq!(lin.sends(&ann.conversation(), to_the_contact).await.refused(422)["field"], "mentions");
    lin.calls(&ann, "库存", &[&depot]).await.refused_because(422, "no_sight");
    desk.changes(&zoe, json!({"state": "disabled"})).await;
    assert_eq!(lin.calls(&ann, "在吗", &[&zoe]).await.refused(404)["field"], "mentions");
    let bea = desk.visitor("Bea").await;
    bea.says("你好").await;
    desk.marks_private(&bea).await;
    bea.says("私事").await;
    desk.owner.calls(&bea, "看", &[&lin]).await.refused_because(409, "private");
    let of_oneself = lin.calls(&ann, "记一下", &[&lin]).await.ok();
    assert_eq!(of_oneself["mentions"], json!([]), "a note to oneself calls nobody");
    desk.settles().await;
    assert!(lin.socket().frames().iter().all(|frame| frame["name"] != "mentioned"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_was_missed_is_replayed_while_it_may_be_seen() {
    let (desk, lin, zoe, ann) = lin_serves_ann().await;
    let here = zoe.api.get("/conversations").await.position.expect("a position");
    lin.calls(&ann, "请看发票", &[&zoe]).await.ok();
    let again = zoe.opens_socket(json!({"observe": true, "since": here})).await;
    assert_eq!(again.welcome["resumed"], true);
    again.sees("the call", |frame| frame["name"] == "mentioned").await;
    drop(desk);
}

//! RTE-10: transfer, with its warnings, its way back and its notice; assign and pick.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_takes_the_whole_history_and_the_reason_along() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let ann = desk.arrives("Ann").await;
    lin.answers(&ann, "您好").await;
    lin.notes(&ann, "要发票").await;
    let event = lin.does("transfer", &ann, json!({"agent_id": mei.id, "reason": "懂发票"})).await.ok();
    assert_eq!(event["assignee_id"], mei.id.as_str());
    mei.sees_assigned(&ann).await;
    let with_reason = |frame: &serde_json::Value| frame["data"]["message"]["event"]["reason"] == "懂发票";
    mei.socket().sees("the reason", with_reason).await;
    assert_eq!(mei.history(&ann).await, ["Ann: 在吗", "您好", "要发票", "<transferred>"]);
    assert_routed(desk.routed(&ann).await, with("mei"), "transfer");
    assert_eq!(
        (lin.shown().await["open_chats"].clone(), mei.shown().await["open_chats"].clone()),
        (json!(0), json!(1))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_assignee_or_a_supervisor_transfers() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let sup = desk.hires_as("sup", "supervisor").await;
    let ann = desk.arrives("Ann").await;
    assert_eq!(desk.place(&ann).await, with("lin"));
    mei.transfers(&ann, &mei).await.refused(404);
    lin.transfers(&ann, &mei).await.ok();
    lin.transfers(&ann, &mei).await.refused(403);
    assert_eq!(desk.place(&ann).await, with("mei"));
    sup.transfers(&ann, &lin).await.ok();
    assert_eq!(desk.place(&ann).await, with("lin"));
}

#[tokio::test(flavor = "multi_thread")]
async fn suspended_and_offline_colleagues_receive_no_transfer() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let ann = desk.arrives("Ann").await;
    for presence in ["suspended", "offline"] {
        mei.chooses(presence).await;
        lin.transfers(&ann, &mei).await.refused_because(409, "not_available");
    }
    mei.chooses("online").await;
    let mei = mei.loses_connection().await;
    lin.transfers(&ann, &mei).await.refused_because(409, "not_available");
    assert_eq!(desk.place(&ann).await, with("lin"), "nothing has changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn busy_and_full_colleagues_receive_one_after_a_warning() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let ann = desk.arrives("Ann").await;
    desk.changes(&mei, room(0)).await;
    let asks = json!({"agent_id": mei.id, "confirm": false});
    let warned = lin.does("transfer", &ann, asks.clone()).await.refused_because(409, "confirm");
    assert_eq!(warned["details"]["warnings"], json!(["capacity"]));
    mei.chooses("busy").await;
    let warned = lin.does("transfer", &ann, asks).await.refused_because(409, "confirm");
    assert_eq!(warned["details"]["warnings"], json!(["busy", "capacity"]));
    assert_eq!(desk.place(&ann).await, with("lin"));
    lin.does("transfer", &ann, json!({"agent_id": mei.id, "confirm": true})).await.ok();
    assert_eq!(desk.place(&ann).await, with("mei"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_to_a_group_is_routed_within_it_or_waits_in_its_queue() {
    let (desk, [lin, mei, zoe]) = desk_with(["lin", "mei", "zoe"]).await;
    let second = desk.group("二组", &[&mei]).await;
    desk.changes(&mei, room(1)).await;
    let (ann, bea) = (desk.arrives("Ann").await, desk.arrives("Bea").await);
    assert_eq!((desk.place(&ann).await, desk.place(&bea).await), (with("lin"), with("mei")));
    lin.does("transfer", &ann, json!({"group_id": second})).await.ok();
    assert_routed(desk.routed(&ann).await, Queued, "queue");
    assert!(mei.finds(&ann).await && !zoe.finds(&ann).await, "the group may pick it");
    mei.ends(&bea).await;
    assert_eq!(desk.place(&ann).await, with("mei"), "not zoe, who was free all along");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_to_a_group_in_which_nobody_is_there_is_refused() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let second = desk.group("二组", &[&lin, &mei]).await;
    mei.chooses("offline").await;
    let ann = desk.arrives("Ann").await;
    let order = json!({ "group_id": second });
    lin.does("transfer", &ann, order).await.refused_because(409, "not_available");
    assert_eq!(desk.place(&ann).await, with("lin"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_who_goes_offline_within_a_minute_without_opening_it_loses_it_to_the_sender() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let ann = desk.arrives("Ann").await;
    lin.transfers(&ann, &mei).await.ok();
    assert!(mei.finds(&ann).await, "a look by GET opens nothing");
    let mei = mei.loses_connection().await;
    assert_eq!(desk.place(&ann).await, with("mei"), "the grace time");
    desk.advance(30).await;
    assert_routed(desk.routed(&ann).await, with("lin"), "return");
    assert!(lin.history(&ann).await.contains(&"<returned>".to_owned()));
    assert_eq!(mei.shown().await["open_chats"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_who_read_or_typed_or_stayed_a_minute_keeps_it() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let mut mei = mei;
    let typed = desk.arrives("typed").await;
    assert_eq!(desk.place(&typed).await, with("lin"));
    lin.answers(&typed, "您好").await;
    lin.transfers(&typed, &mei).await.ok();
    mei.types(&typed).await;
    lin.socket().sees("mei types", |frame| frame["name"] == "typing").await;
    let read = desk.arrives("read").await;
    lin.answers(&read, "您好").await;
    lin.transfers(&read, &mei).await.ok();
    mei.reads(&read).await;
    let stayed = desk.arrives("stayed").await;
    lin.answers(&stayed, "您好").await;
    lin.transfers(&stayed, &mei).await.ok();
    desk.advance(61).await;
    let unopened = desk.arrives("unopened").await;
    lin.answers(&unopened, "您好").await;
    lin.transfers(&unopened, &mei).await.ok();
    mei.chooses("offline").await;
    for kept in [&typed, &read, &stayed] {
        assert_eq!(desk.place(kept).await, with("mei"), "{}", kept.name);
    }
    assert_routed(desk.routed(&unopened).await, with("lin"), "return");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contact_is_told_of_a_transfer_only_when_the_shop_wants_it() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let ann = desk.arrives("Ann").await;
    lin.transfers(&ann, &mei).await.ok();
    assert_eq!(ann.history().await, ["Ann: 在吗"]);
    desk.rules(json!({"transfer_notice": true})).await;
    mei.does("transfer", &ann, json!({"agent_id": lin.id, "reason": "内部原因"})).await.ok();
    assert_eq!(ann.history().await, ["Ann: 在吗", "<transferred>"]);
    let all = ann.api.get("/visitor/messages").await.body.to_string();
    assert!(!all.contains("内部原因") && !all.contains(&mei.id), "neutral: {all}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_assigns_what_waits_and_what_is_open_others_may_not() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    lin.chooses("busy").await;
    mei.chooses("busy").await;
    let ann = desk.arrives("Ann").await;
    lin.does("assign", &ann, json!({"agent_id": lin.id})).await.refused(403);
    desk.owner.does("assign", &ann, json!({"agent_id": lin.id})).await.ok();
    assert_routed(desk.routed(&ann).await, with("lin"), "assign");
    lin.sees_assigned(&ann).await;
    desk.owner.does("assign", &ann, json!({"agent_id": mei.id})).await.ok();
    assert_eq!(desk.place(&ann).await, with("mei"));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_pick_at_once_one_gets_it() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    for agent in [&lin, &mei] {
        agent.chooses("busy").await;
    }
    for round in 0..5 {
        let ann = desk.arrives(&format!("v{round}")).await;
        let (one, other) = tokio::join!(lin.picks(&ann), mei.picks(&ann));
        // Whoever came second may already have lost sight of it.
        let (taken, late) = if one.status == 200 { (one, other) } else { (other, one) };
        assert!(taken.status == 200 && (late.status == 409 || late.status == 404), "{} {}", taken.status, late.status);
    }
}

//! RTE-13 and ACC-9: what becomes of open conversations when their agent goes.

use super::*;

/// lin with a chat whose contact waits, and one that she has answered.
async fn two_chats(desk: &Desk, lin: &Agent) -> (Visitor, Visitor) {
    let (waits, answered) = (desk.arrives("waits").await, desk.arrives("answered").await);
    for visitor in [&waits, &answered] {
        if desk.place(visitor).await != with("lin") {
            desk.owner.does("assign", visitor, json!({"agent_id": lin.id})).await.ok();
        }
    }
    lin.answers(&answered, "好的").await;
    (waits, answered)
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_13_a_lost_connection_routes_anew_after_the_grace_time_where_the_contact_waits() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let (waits, answered) = two_chats(&desk, &lin).await;
    let lin = lin.loses_connection().await;
    desk.advance(29).await;
    assert_eq!(desk.place(&waits).await, with("lin"), "the grace time");
    desk.advance(1).await;
    assert_routed(desk.routed(&waits).await, with("mei"), "strategy");
    mei.sees_assigned(&waits).await;
    assert_eq!(desk.place(&answered).await, with("lin"));
    answered.says("还有一件事").await;
    assert_routed(desk.routed(&answered).await, with("mei"), "strategy");
    let lin = lin.opens_workbench().await;
    assert!(lin.finds(&waits).await, "who returns sees where it went");
    assert_eq!(desk.place(&waits).await, with("mei"));
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_13_who_is_back_within_the_grace_time_keeps_everything() {
    let (desk, [lin, _mei]) = desk_with(["lin", "mei"]).await;
    let (waits, answered) = two_chats(&desk, &lin).await;
    let lin = lin.loses_connection().await;
    desk.advance(29).await;
    let _lin = lin.opens_workbench().await;
    desk.advance(60).await;
    assert_eq!((desk.place(&waits).await, desk.place(&answered).await), (with("lin"), with("lin")));
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_13_choosing_offline_keeps_or_hands_over_or_routes_as_was_said() {
    let (desk, [lin, mei, zoe]) = desk_with(["lin", "mei", "zoe"]).await;
    let second = desk.group("二组", &[&zoe]).await;
    let (ann, _) = two_chats(&desk, &lin).await;
    lin.leaves(json!({"to": "keep"})).await.ok();
    assert_eq!(desk.place(&ann).await, with("lin"));
    lin.leaves(json!({"to": "agent", "agent_id": mei.id})).await.ok();
    assert_eq!(desk.place(&ann).await, with("mei"));
    mei.leaves(json!({"to": "group", "group_id": second})).await.ok();
    assert_eq!(desk.place(&ann).await, with("zoe"));
    lin.chooses("online").await;
    zoe.leaves(json!({"to": "route"})).await.ok();
    assert_eq!(zoe.shown().await["open_chats"], 0);
    assert_ne!(desk.place(&ann).await, with("zoe"));
}

#[tokio::test(flavor = "multi_thread")]
async fn acc_9_disabling_an_account_ends_its_sockets_and_routes_its_chats_anew() {
    let (desk, [lin, _mei]) = desk_with(["lin", "mei"]).await;
    let (waits, answered) = two_chats(&desk, &lin).await;
    desk.changes(&lin, json!({"state": "disabled"})).await;
    assert_eq!(lin.socket().is_closed().await, 4401);
    lin.api.get("/me").await.refused(401);
    for visitor in [&waits, &answered] {
        assert_eq!(desk.place(visitor).await, with("mei"), "{}", visitor.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn acc_9_deleting_an_account_hands_its_chats_to_whom_was_named_and_keeps_its_history() {
    let (desk, [lin, mei, zoe]) = desk_with(["lin", "mei", "zoe"]).await;
    let (waits, answered) = two_chats(&desk, &lin).await;
    let body = json!({"hand_over": {"to": "agent", "agent_id": zoe.id}});
    desk.owner.api.call(reqwest::Method::DELETE, &format!("/agents/{}", lin.id), Some(body)).await.ok();
    desk.settles().await;
    assert_eq!(lin.socket().is_closed().await, 4401);
    for visitor in [&waits, &answered] {
        assert_eq!(desk.place(visitor).await, with("zoe"), "{}", visitor.name);
    }
    let messages = zoe.api.get(&format!("/conversations/{}/messages", answered.conversation())).await.items();
    assert!(messages.iter().any(|message| message["sender"]["name"] == "lin"), "history stays under the old name");
    drop(mei);
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_13_signing_out_hands_over_as_was_said_and_ends_the_presence_at_once() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let (waits, _) = two_chats(&desk, &lin).await;
    let body = json!({"hand_over": {"to": "agent", "agent_id": mei.id}});
    lin.api.call(reqwest::Method::DELETE, "/session", Some(body)).await.ok();
    assert_eq!(lin.socket().is_closed().await, 4401);
    desk.settles().await;
    assert_eq!(desk.place(&waits).await, with("mei"));
    eventually("lin is shown offline", || async {
        let team = desk.owner.api.get("/team").await.items();
        team.iter().any(|member| member["id"] == lin.id.as_str() && member["presence"] == "offline").then_some(())
    })
    .await;
}

//! Presence (spec §3): what was chosen, seen through whether a workbench is connected.

use crate::harness::*;
use crate::routing::{desk_with, left, with};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn it_takes_effect_before_the_welcome() {
    let desk = Desk::start().await;
    desk.owner_takes_no_part().await;
    desk.rules(json!({"offline_rule": "pool"})).await;
    let lin = desk.hires("lin").await;
    let ann = desk.arrives("Ann").await;
    assert_eq!((desk.place(&ann).await, lin.presence().await), (Pooled, "offline".into()));
    let socket = lin.opens_socket(json!({})).await;
    // Nothing is waited for here: what the greeting promises is committed.
    assert_eq!((desk.place(&ann).await, lin.presence().await), (with("lin"), "online".into()));
    drop(socket);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_observer_is_never_made_online() {
    let desk = Desk::start().await;
    desk.owner_takes_no_part().await;
    let lin = desk.hires("lin").await;
    let observer = lin.opens_socket(json!({"observe": true})).await;
    assert_eq!(lin.presence().await, "offline");
    let ann = desk.arrives("Ann").await;
    assert_eq!(desk.place(&ann).await, left("owner"));
    desk.owner.does("assign", &ann, json!({"agent_id": lin.id})).await.ok();
    observer.sees("what concerns him", |frame| frame["data"]["conversation"]["assignee_id"] == lin.id.as_str()).await;
    assert_eq!(lin.connections().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_connection_keeps_the_shown_presence_for_thirty_seconds_and_gets_nothing_new() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    lin.chooses("suspended").await;
    lin.chooses("online").await;
    let lin = lin.loses_connection().await;
    assert_eq!(lin.presence().await, "online");
    for name in ["a", "b"] {
        assert_eq!(desk.place(&desk.arrives(name).await).await, with("mei"));
    }
    mei.chooses("busy").await;
    let ann = desk.arrives("Ann").await;
    assert_eq!(desk.place(&ann).await, Queued);
    desk.advance(28).await;
    assert_eq!(lin.presence().await, "online");
    desk.advance(2).await;
    assert_eq!(lin.presence().await, "offline");
    let _lin = lin.opens_workbench().await;
    assert_eq!(desk.place(&ann).await, with("lin"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_grace_time_is_a_setting() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.rules(json!({"grace_seconds": 5})).await;
    let lin = lin.loses_connection().await;
    desk.advance(4).await;
    assert_eq!(lin.presence().await, "online");
    desk.advance(1).await;
    assert_eq!(lin.presence().await, "offline");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_sockets_the_last_one_counts() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let second = lin.opens_socket(json!({})).await;
    let observer = lin.opens_socket(json!({"observe": true})).await;
    assert_eq!(lin.connections().await, 2);
    lin.loses(second).await;
    desk.advance(60).await;
    assert_eq!(lin.presence().await, "online");
    let lin = lin.loses_connection().await;
    desk.advance(60).await;
    assert_eq!(lin.presence().await, "offline", "an observer's socket does not count");
    drop(observer);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_is_accepted_and_remembered_without_a_connection() {
    let desk = Desk::start().await;
    desk.owner_takes_no_part().await;
    let lin = desk.hires("lin").await;
    lin.chooses("suspended").await;
    assert_eq!(lin.presence().await, "offline", "nobody is there");
    let lin = lin.opens_workbench().await;
    assert_eq!(lin.presence().await, "suspended");
    let lin = lin.loses_connection().await.opens_workbench().await;
    assert_eq!(lin.presence().await, "suspended", "and after a reconnect");
    let lin = desk.signs_in("lin").await;
    assert_eq!(lin.presence().await, "suspended", "and after a new sign-in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chosen_offline_holds_until_the_next_sign_in() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    lin.chooses("offline").await;
    assert_eq!(lin.presence().await, "offline");
    let lin = lin.loses_connection().await.opens_workbench().await;
    assert_eq!(lin.presence().await, "offline", "a reconnect changes nothing");
    assert_eq!(desk.place(&desk.arrives("Ann").await).await, left("owner"));
    let again = desk.signs_in("lin").await.opens_workbench().await;
    assert_eq!(again.presence().await, "online");
}

#[tokio::test(flavor = "multi_thread")]
async fn choosing_for_another_takes_the_right_to() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let sup = desk.hires_as("sup", "supervisor").await;
    let path = format!("/agents/{}/presence", lin.id);
    mei.api.put(&path, json!({"presence": "busy"})).await.refused(403);
    assert_eq!(lin.presence().await, "online");
    sup.api.put(&path, json!({"presence": "busy"})).await.ok();
    assert_eq!(lin.presence().await, "busy");
    let owners = format!("/agents/{}/presence", desk.owner.id);
    sup.api.put(&owners, json!({"presence": "busy"})).await.refused(403);
    lin.api.put(&path, json!({"presence": "asleep"})).await.refused(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_starts_the_grace_time_for_everybody() {
    let (mut desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let (with_lin, with_mei) = (desk.arrives("Ann").await, desk.arrives("Bea").await);
    assert_eq!((desk.place(&with_lin).await, desk.place(&with_mei).await), (with("lin"), with("mei")));
    desk.advance(3600).await;
    desk.is_killed_and_started_again().await;
    assert_eq!((lin.presence().await, mei.presence().await), ("online".into(), "online".into()), "shown as before");
    let cat = desk.arrives("Cat").await;
    assert_eq!(desk.place(&cat).await, Queued, "but nobody can be reached");
    desk.advance(20).await;
    let mei = mei.agent.clone().opens_workbench().await;
    assert_eq!(desk.place(&cat).await, with("mei"));
    desk.advance(10).await;
    assert_eq!((lin.presence().await, mei.presence().await), ("offline".into(), "online".into()));
    assert_eq!((desk.place(&with_lin).await, desk.place(&with_mei).await), (with("mei"), with("mei")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_needs_a_good_token_and_ends_with_its_session() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let mut stranger = lin.agent.clone();
    stranger.api.token = "nobody".to_owned();
    let (code, said) = stranger.tries_socket(json!({})).await.err().expect("no welcome");
    assert_eq!((code, said[0]["error"]["code"].as_str()), (Some(4401), Some("unauthorized")));
    let (code, _) = lin.tries_socket(json!({"surprise": 1})).await.err().expect("no welcome");
    assert_eq!(code, Some(4400), "unknown fields are refused");
    let path = format!("/agents/{}/password", lin.id);
    desk.owner.api.put(&path, json!({"password": "another one 茶"})).await.ok();
    assert_eq!(lin.socket().is_closed().await, 4401);
    lin.api.get("/me").await.refused(401);
}

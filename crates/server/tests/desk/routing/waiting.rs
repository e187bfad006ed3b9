//! RTE-6.7 to 6.10: the queue, offline messages, the pool, and how they are dealt out.

use super::*;
use db::args;
use serde_json::Value;

#[tokio::test(flavor = "multi_thread")]
async fn rte_6_7_the_queue_tells_the_place_and_is_served_oldest_first() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.changes(&lin, room(1)).await;
    let first = desk.arrives("first").await;
    let (ann, bea) = (desk.arrives("Ann").await, desk.arrives("Bea").await);
    assert_routed(desk.routed(&ann).await, Queued, "queue");
    assert_eq!(desk.reason(&ann, &lin).await, "full");
    assert_eq!(
        (ann.standing().await["position"].clone(), bea.standing().await["position"].clone()),
        (json!(1), json!(2))
    );
    let chat = bea.opens_chat().await;
    lin.ends(&first).await;
    assert_routed(desk.routed(&ann).await, with("lin"), "strategy");
    assert_eq!(desk.place(&bea).await, Queued);
    // At the end of the second, with whatever else moved in it.
    let moved = |frame: &Value| frame["data"]["conversation"]["position"] == 1;
    desk.settles().await;
    assert!(!chat.frames().iter().any(moved), "told before the second is over");
    let here = bea.api.get("/visitor/messages").await.position.expect("a position");
    desk.advance(1).await;
    chat.sees("she moved up", moved).await;
    let again = bea.opens_socket(json!({ "since": here })).await;
    again.sees("she moved up meanwhile", moved).await;
    lin.ends(&ann).await;
    assert_eq!(desk.place(&bea).await, with("lin"));
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_6_7_somebody_busy_is_reason_enough_to_queue() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    lin.chooses("busy").await;
    let ann = desk.arrives("Ann").await;
    assert_routed(desk.routed(&ann).await, Queued, "queue");
    lin.chooses("online").await;
    assert_routed(desk.routed(&ann).await, with("lin"), "strategy");
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_6_8_only_suspended_ones_left_get_it_in_turn_and_then_the_queue_fills() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    for agent in [&lin, &mei] {
        desk.changes(agent, room(1)).await;
        agent.chooses("suspended").await;
    }
    for (visitor, agent) in [("Ann", "lin"), ("Bea", "mei")] {
        let visitor = desk.arrives(visitor).await;
        assert_routed(desk.routed(&visitor).await, with(agent), "suspended");
    }
    let cat = desk.arrives("Cat").await;
    assert_routed(desk.routed(&cat).await, Queued, "queue");
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_6_9_everybody_offline_leaves_a_message_with_the_owner_suspended_included() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    lin.chooses("offline").await;
    let ann = desk.arrives("Ann").await;
    assert_routed(desk.routed(&ann).await, left("owner"), "offline");
    assert_eq!(ann.standing().await["status"], "waiting");
    let owner = desk.owner.clone().opens_workbench().await;
    owner.chooses("suspended").await;
    assert_routed(desk.routed(&desk.arrives("Bea").await).await, left("owner"), "offline");
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_6_9_the_entrys_fallback_agents_come_first_in_turn() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    desk.inbox_takes(json!({"fallback_agent_ids": [lin.id, mei.id]})).await;
    for agent in [&lin, &mei] {
        agent.chooses("offline").await;
    }
    let mut turns = Vec::new();
    for name in ["Ann", "Bea", "Cat"] {
        let visitor = desk.arrives(name).await;
        assert_eq!(desk.rule(&visitor).await, "offline");
        turns.push(desk.place(&visitor).await);
    }
    assert_eq!(turns, [left("lin"), left("mei"), left("lin")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_6_9_a_setting_names_an_agent_or_the_pool_instead() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    lin.chooses("offline").await;
    desk.rules(json!({"offline_rule": "agent", "offline_agent_id": lin.id})).await;
    assert_routed(desk.routed(&desk.arrives("Ann").await).await, left("lin"), "offline");
    desk.rules(json!({"offline_rule": "pool"})).await;
    let bea = desk.arrives("Bea").await;
    assert_routed(desk.routed(&bea).await, Pooled, "pool");
    assert_eq!(bea.standing().await["status"], "waiting");
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_6_10_the_pool_is_dealt_out_when_agents_come_online_within_capacity() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.rules(json!({"offline_rule": "pool"})).await;
    desk.changes(&lin, room(1)).await;
    lin.chooses("offline").await;
    let (ann, bea) = (desk.arrives("Ann").await, desk.arrives("Bea").await);
    assert_eq!(desk.place(&ann).await, Pooled);
    lin.chooses("online").await;
    assert_routed(desk.routed(&ann).await, with("lin"), "strategy");
    assert_eq!(desk.place(&bea).await, Pooled);
    lin.chooses("busy").await;
    lin.ends(&ann).await;
    assert_eq!(desk.place(&bea).await, Pooled, "busy gets nothing");
    lin.chooses("online").await;
    assert_eq!(desk.place(&bea).await, with("lin"));
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_6_10_the_owner_hands_her_offline_messages_out_and_others_are_picked_or_assigned() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    for agent in [&lin, &mei] {
        agent.chooses("offline").await;
    }
    let visitors =
        [desk.arrives("Ann").await, desk.arrives("Bea").await, desk.arrives("Cat").await, desk.arrives("Dot").await];
    for visitor in &visitors {
        assert_eq!(desk.place(visitor).await, left("owner"));
    }
    assert_eq!(desk.owner.api.post("/pool/hand-out", json!({})).await.ok()["handed"], 0, "nobody is there");
    desk.owner.does("assign", &visitors[3], json!({"agent_id": lin.id})).await.ok();
    assert_routed(desk.routed(&visitors[3]).await, with("lin"), "assign");
    desk.changes(&lin, room(2)).await;
    lin.chooses("online").await;
    assert_eq!(desk.owner.api.post("/pool/hand-out", json!({})).await.ok()["handed"], 1, "lin has room for one");
    assert_routed(desk.routed(&visitors[0]).await, with("lin"), "strategy");
    let path = format!("/conversations/{}/messages", visitors[0].conversation());
    let line = lin.api.get(&path).await.items().pop().expect("a line");
    assert_eq!((&line["event"]["type"], &line["event"]["agent_name"]), (&json!("assigned"), &json!("lin")));
    assert_eq!(line["sender"]["name"], desk.owner.api.get("/me").await.ok()["agent"]["name"], "by whom");
    assert_eq!(desk.place(&visitors[1]).await, left("owner"));
    lin.api.post("/pool/hand-out", json!({})).await.refused(403);
    mei.chooses("online").await;
    assert_eq!(desk.owner.api.post("/pool/hand-out", json!({})).await.ok()["handed"], 2);
    assert_eq!(desk.place(&visitors[2]).await, with("mei"));
}

#[tokio::test(flavor = "multi_thread")]
async fn room_goes_to_the_oldest_that_the_freed_agent_may_serve_queue_before_pool() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    desk.rules(json!({"offline_rule": "pool"})).await;
    let (to_lin, to_mei) =
        (desk.link("林", json!({"agent_ids": [lin.id]})).await, desk.link("梅", json!({"agent_ids": [mei.id]})).await);
    mei.chooses("offline").await;
    let pooled = desk.arrives_through("pooled", to_mei.clone()).await;
    assert_eq!(desk.place(&pooled).await, Pooled);
    for agent in [&lin, &mei] {
        desk.changes(agent, room(0)).await;
        agent.chooses("online").await;
    }
    let (head, behind) = (desk.arrives_through("head", to_lin).await, desk.arrives_through("behind", to_mei).await);
    assert_eq!((desk.place(&head).await, desk.place(&behind).await), (Queued, Queued));
    desk.changes(&mei, room(1)).await;
    assert_eq!(desk.place(&head).await, Queued, "nobody of its own is free");
    assert_eq!(desk.place(&behind).await, with("mei"), "the head of the line blocks nobody");
    assert_eq!(desk.place(&pooled).await, Pooled, "the queue comes first");
    mei.ends(&behind).await;
    assert_eq!(desk.place(&pooled).await, with("mei"));
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_8_a_restart_keeps_the_order_of_the_queue() {
    let (mut desk, [lin]) = desk_with(["lin"]).await;
    lin.chooses("busy").await;
    let visitors = [desk.arrives("Ann").await, desk.arrives("Bea").await, desk.arrives("Cat").await];
    desk.is_killed_and_started_again().await;
    for (place, visitor) in visitors.iter().enumerate() {
        assert_eq!(visitor.standing().await["position"], place + 1);
    }
    desk.changes(&lin, room(1)).await;
    let lin = lin.agent.clone().opens_workbench().await;
    lin.chooses("online").await;
    for visitor in &visitors {
        assert_eq!(desk.place(visitor).await, with("lin"));
        lin.ends(visitor).await;
    }
}

/// Like this one, a thousand more who wait behind him, each a contact of his own.
async fn a_thousand_more_wait_like(desk: &Desk, whom: &Visitor) {
    const CONTACTS: &str = "
with recursive n (i) as (select 1 as i union all select i + 1 from n where i < 1000)
insert into contacts (id, workspace_id, name, verified, blocked, private, created_at, seen_at)
select i, $1, 'waits ' || cast(i as text), false, false, false, 0, 0 from n";
    const CONVERSATIONS: &str = "
with recursive n (i) as (select 1 as i union all select i + 1 from n where i < 1000)
insert into conversations (id, workspace_id, channel, one_live, inbox_id, link_id, entry_id, contact_id, status, offline, private,
  blocked, seq, unread, agent_read_seq, contact_read_seq, waiting_since, queued_at, created_at, last_at, line)
select i, c.workspace_id, c.channel, c.one_live, c.inbox_id, c.link_id, c.entry_id, i, c.status, false, false,
  false, 0, 0, 0, 0, c.waiting_since, c.queued_at, c.created_at, c.last_at, c.line from conversations c, n where c.id = $1";
    let (workspace, id) = (desk.workspace, domain::id::decode(&whom.conversation()).expect("an id"));
    let app = desk.app();
    let added = app.db.write(workspace, move |tx| {
        tx.exec(CONTACTS, &args![workspace])?;
        tx.exec(CONVERSATIONS, &args![id])
    });
    assert_eq!(added.await.expect("stored"), 1_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_line_before_one_agents_door_does_not_hold_up_those_who_wait_for_another() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    for agent in [&lin, &mei] {
        desk.changes(agent, room(1)).await;
    }
    let to_lin = desk.link("林", json!({"agent_ids": [lin.id]})).await;
    let to_mei = desk.link("梅", json!({"agent_ids": [mei.id]})).await;
    desk.arrives_through("Ann", to_lin.clone()).await;
    let bea = desk.arrives_through("Bea", to_mei.clone()).await;
    let cat = desk.arrives_through("Cat", to_lin).await;
    a_thousand_more_wait_like(&desk, &cat).await;
    let dot = desk.arrives_through("Dot", to_mei).await;
    assert_eq!(desk.place(&dot).await, Queued);
    mei.ends(&bea).await;
    assert_routed(desk.routed(&dot).await, with("mei"), "strategy");
    assert_eq!(desk.place(&cat).await, Queued, "lin is full");
    assert_eq!(dot.standing().await["position"], json!(null));
    let eve = desk.arrives("Eve").await;
    assert_eq!(desk.place(&eve).await, Queued);
    assert_eq!(eve.standing().await["position"], json!(1_000), "further back than that is not counted");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_given_a_visitor_hears_of_him_before_all_hear_how_busy_he_is_and_that_once() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let sup = desk.hires_as("sup", "supervisor").await.opens_workbench().await;
    desk.changes(&sup, room(0)).await;
    desk.changes(&lin, room(1)).await;
    let (ann, bob) = (desk.arrives("Ann").await, desk.arrives("Bob").await);
    assert_eq!((desk.place(&ann).await, desk.place(&bob).await), (with("lin"), Queued));
    desk.settles().await;
    let mark = sup.socket().mark();
    lin.ends(&ann).await;
    assert_eq!(desk.place(&bob).await, with("lin"));
    desk.settles().await;
    let heard: Vec<String> = sup
        .socket()
        .frames()
        .split_off(mark)
        .iter()
        .map(|frame| frame["name"].as_str().unwrap_or_default().to_owned())
        .collect();
    let place = |name: &str| heard.iter().position(|heard| heard == name).expect(name);
    let count = |name: &str| heard.iter().filter(|heard| *heard == name).count();
    let last_of_the_chats = heard.iter().rposition(|heard| heard == "message_created").expect("both chats moved");
    assert!(last_of_the_chats < place("agent_updated").min(place("presence_changed")), "{heard:?}");
    assert_eq!((count("agent_updated"), count("presence_changed")), (1, 1), "{heard:?}");
}

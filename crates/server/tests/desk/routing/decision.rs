//! RTE-6.1 to 6.5 and RTE-1, 2, 4, 5: who is asked before any strategy.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn rte_6_1_what_a_blocked_contact_writes_reaches_no_agent_and_she_gets_no_sign_of_it() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let (ann, bea) = (desk.arrives("Ann").await, desk.arrives("Bea").await);
    lin.sees_assigned(&ann).await;
    lin.sees_assigned(&bea).await;
    desk.blocks(&ann).await;
    desk.settles().await;
    let looked_like = ann.standing().await;
    let (mark, position) = (lin.socket().mark(), lin.api.get("/conversations").await.position);
    let acknowledged = ann.says("听得到吗").await;
    assert_eq!(acknowledged["text"], "听得到吗");
    assert_eq!(lin.api.get("/conversations").await.position, position, "a blocked contact moves nobody's stream");
    lin.heard_nothing_since(&desk, mark).await;
    assert!(!desk.owner.finds(&ann).await && !lin.finds(&ann).await, "nobody can open it");
    assert!(ann.history().await.contains(&"听得到吗".to_owned()), "she sees what she wrote");
    let looks_like = ann.standing().await;
    assert_eq!((&looks_like["status"], &looks_like["agent"]), (&looked_like["status"], &looked_like["agent"]));
    assert_eq!(desk.stored_rules(&ann).await, ["blocked"], "it is logged");
}

impl Desk {
    /// The rules of all decisions about a conversation, whoever may see it.
    async fn stored_rules(&self, whom: &Visitor) -> Vec<String> {
        use db::{Query, args};
        let id = domain::id::ConversationId(domain::id::decode(&whom.conversation()).expect("an id"));
        const RULES: &str = "select rule from decisions where conversation_id = $1 order by id";
        self.app().db.read(move |q| q.all(RULES, &args![id], |row| row.get("rule"))).await.expect("the decisions")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_6_2_a_private_contact_is_the_owners_whatever_her_presence() {
    let (desk, [_lin]) = desk_with(["lin"]).await;
    let ann = desk.private_visitor("Ann").await;
    ann.says("私事").await;
    assert_routed(desk.routed(&ann).await, left("owner"), "private");
    let owner = desk.owner.clone().opens_workbench().await;
    for presence in ["busy", "suspended", "online"] {
        owner.chooses(presence).await;
        let bea = desk.private_visitor(presence).await;
        bea.says("私事").await;
        assert_routed(desk.routed(&bea).await, with("owner"), "private");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_6_3_a_personal_link_reaches_its_agent_online_busy_or_suspended_also_beyond_capacity() {
    let (desk, [lin, _mei]) = desk_with(["lin", "mei"]).await;
    desk.changes(&lin, room(0)).await;
    let to_lin = desk.link("林的名片", json!({"agent_id": lin.id})).await;
    for presence in ["online", "busy", "suspended"] {
        lin.chooses(presence).await;
        let ann = desk.arrives_through(presence, to_lin.clone()).await;
        assert_routed(desk.routed(&ann).await, with("lin"), "addressed");
    }
    lin.chooses("offline").await;
    let ann = desk.arrives_through("offline", to_lin).await;
    assert_routed(desk.routed(&ann).await, with("mei"), "strategy");
    assert_eq!(desk.reason(&ann, &lin).await, "addressed_offline", "the reason is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_6_3_a_list_of_one_only_narrows() {
    let (desk, [lin, _mei]) = desk_with(["lin", "mei"]).await;
    let only_lin = desk.link("林", json!({"agent_ids": [lin.id]})).await;
    lin.chooses("busy").await;
    let ann = desk.arrives_through("Ann", only_lin).await;
    assert_routed(desk.routed(&ann).await, Queued, "queue");
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_6_3_a_setting_spares_the_suspended_owner_who_is_addressed() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let owner = desk.owner.clone().opens_workbench().await;
    owner.chooses("suspended").await;
    let to_owner = desk.link("老板", json!({"agent_id": owner.id})).await;
    let ann = desk.arrives_through("Ann", to_owner.clone()).await;
    assert_routed(desk.routed(&ann).await, with("owner"), "addressed");
    desk.rules(json!({"addressed_owner_suspended_reroute": true})).await;
    let bea = desk.arrives_through("Bea", to_owner).await;
    assert_routed(desk.routed(&bea).await, with("lin"), "strategy");
    assert_eq!(desk.reason(&bea, &owner).await, "addressed_owner_suspended");
    drop(lin);
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_6_4_the_entry_narrows_to_its_agents_and_groups_and_a_links_rule_goes_before_the_inboxs() {
    let (desk, [lin, mei, zoe]) = desk_with(["lin", "mei", "zoe"]).await;
    desk.inbox_takes(json!({"agent_ids": [lin.id]})).await;
    let second = desk.group("二组", &[&mei]).await;
    let to_group = desk.link("二组", json!({"group_ids": [second]})).await;
    for name in ["a", "b", "c"] {
        let ann = desk.arrives(name).await;
        assert_routed(desk.routed(&ann).await, with("lin"), "strategy");
    }
    let bea = desk.arrives_through("Bea", to_group).await;
    assert_routed(desk.routed(&bea).await, with("mei"), "strategy");
    assert_eq!(desk.decisions(&bea).await[0]["counts"]["candidates"], 1);
    let nobody = desk.group("空组", &[]).await;
    let cat = desk.arrives_through("Cat", desk.link("空组", json!({"group_ids": [nobody]})).await).await;
    assert_routed(desk.routed(&cat).await, left("owner"), "offline");
    drop(zoe);
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_4_who_takes_no_part_is_never_routed_to_but_may_be_addressed_and_may_pick() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    desk.changes(&lin, json!({"takes_routing": false})).await;
    for name in ["a", "b"] {
        let ann = desk.arrives(name).await;
        assert_routed(desk.routed(&ann).await, with("mei"), "strategy");
        assert_eq!(desk.reason(&ann, &lin).await, "not_taking_part");
    }
    let bea = desk.arrives_through("Bea", desk.link("林", json!({"agent_id": lin.id})).await).await;
    assert_routed(desk.routed(&bea).await, with("lin"), "addressed");
    mei.answers(&mei.first_of(&desk).await, "稍等").await;
    let cat = desk.arrives("Cat").await;
    mei.transfers(&cat, &lin).await.ok();
    assert_routed(desk.routed(&cat).await, with("lin"), "transfer");
    mei.chooses("busy").await;
    let dot = desk.arrives_through("Dot", desk.link("二人", json!({"agent_ids": [lin.id, mei.id]})).await).await;
    assert_routed(desk.routed(&dot).await, Queued, "queue");
    lin.picks(&dot).await.ok();
    assert_routed(desk.routed(&dot).await, with("lin"), "pick");
}

impl Agent {
    /// A new visitor who is with this agent.
    async fn first_of(&self, desk: &Desk) -> Visitor {
        let visitor = desk.arrives(&format!("visitor of {}", self.name)).await;
        assert_eq!(desk.place(&visitor).await, with(&self.name));
        visitor
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_5_capacity_zero_gets_only_transfers_and_picks() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    desk.changes(&lin, room(0)).await;
    desk.changes(&mei, room(1)).await;
    let ann = desk.arrives("Ann").await;
    assert_routed(desk.routed(&ann).await, with("mei"), "strategy");
    mei.does("transfer", &ann, json!({"agent_id": lin.id, "confirm": true})).await.ok();
    assert_eq!(desk.place(&ann).await, with("lin"));
    let (bea, cat) = (desk.arrives("Bea").await, desk.arrives("Cat").await);
    assert_eq!((desk.place(&bea).await, desk.place(&cat).await), (with("mei"), Queued));
    lin.picks(&cat).await.ok();
    assert_eq!(desk.place(&cat).await, with("lin"));
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_6_5_who_served_last_gets_it_again_beyond_capacity_within_the_window() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    desk.changes(&lin, room(1)).await;
    let ann = desk.arrives("Ann").await;
    lin.answers(&ann, "您好").await;
    lin.ends(&ann).await;
    let bea = desk.arrives("Bea").await;
    assert_eq!(desk.place(&bea).await, with("mei"), "longest since the last assignment");
    mei.transfers(&bea, &lin).await.ok();
    desk.advance(3600).await;
    ann.says("我又来了").await;
    assert_routed(desk.routed(&ann).await, with("lin"), "sticky");
    lin.ends(&ann).await;
    desk.rules(json!({"sticky_over_capacity": false})).await;
    ann.says("第三次").await;
    assert_routed(desk.routed(&ann).await, with("mei"), "strategy");
    assert_eq!(desk.reason(&ann, &lin).await, "sticky_full");
    lin.ends(&bea).await;
    mei.ends(&ann).await;
    desk.rules(json!({"sticky_seconds": 60})).await;
    desk.advance(61).await;
    ann.says("第四次").await;
    assert_eq!(desk.rule(&ann).await, "strategy");
    assert_eq!(
        desk.reason(&ann, &mei).await,
        if desk.place(&ann).await == with("mei") { "chosen" } else { "sticky_too_long" }
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_1_suspended_gets_nothing_new_but_those_she_served_within_her_own_window_and_who_addresses_her() {
    let (desk, [lin, _mei]) = desk_with(["lin", "mei"]).await;
    let ann = desk.arrives("Ann").await;
    assert_eq!(desk.place(&ann).await, with("lin"));
    lin.answers(&ann, "您好").await;
    lin.ends(&ann).await;
    lin.chooses("suspended").await;
    for name in ["a", "b", "c"] {
        assert_eq!(desk.place(&desk.arrives(name).await).await, with("mei"));
    }
    ann.says("我又来了").await;
    assert_routed(desk.routed(&ann).await, with("lin"), "sticky");
    lin.ends(&ann).await;
    desk.rules(json!({"sticky_suspended_seconds": 60})).await;
    desk.advance(61).await;
    ann.says("再来").await;
    assert_routed(desk.routed(&ann).await, with("mei"), "strategy");
    let bea = desk.arrives_through("Bea", desk.link("林", json!({"agent_id": lin.id})).await).await;
    assert_routed(desk.routed(&bea).await, with("lin"), "addressed");
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_2_busy_gets_nothing_new_keeps_what_is_open_and_is_not_sticky() {
    let (desk, [lin, _mei]) = desk_with(["lin", "mei"]).await;
    let (ann, open) = (desk.arrives("Ann").await, desk.arrives("Bea").await);
    assert_eq!(desk.place(&ann).await, with("lin"));
    lin.answers(&ann, "您好").await;
    lin.ends(&ann).await;
    let kept = desk.arrives("Cat").await;
    assert_eq!(desk.place(&kept).await, with("lin"));
    lin.chooses("busy").await;
    for name in ["a", "b"] {
        assert_eq!(desk.place(&desk.arrives(name).await).await, with("mei"));
    }
    ann.says("我又来了").await;
    assert_routed(desk.routed(&ann).await, with("mei"), "strategy");
    assert_eq!(desk.reason(&ann, &lin).await, "sticky_busy");
    kept.says("还在吗").await;
    assert_eq!(desk.place(&kept).await, with("lin"), "open ones go on");
    drop(open);
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_3_a_contact_notices_nothing_of_presence_and_only_holders_of_the_right_see_it_live() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let sup = desk.hires_as("sup", "supervisor").await.opens_workbench().await;
    desk.changes(&sup, room(0)).await;
    let ann = desk.arrives("Ann").await;
    let (chat, before) = (ann.opens_chat().await, ann.standing().await);
    desk.settles().await;
    let mark = chat.mark();
    let changed = |frame: &serde_json::Value| {
        frame["name"] == "presence_changed"
            && frame["data"]["agent_id"] == lin.id.as_str()
            && frame["data"]["presence"] == "suspended"
    };
    lin.chooses("suspended").await;
    let seen = sup.socket().sees("lin suspended", changed).await;
    assert_eq!(seen["seq"], serde_json::Value::Null, "presence takes no number");
    lin.socket().sees("herself suspended", changed).await;
    desk.settles().await;
    assert!(!mei.socket().frames().iter().any(changed), "an ordinary colleague hears nothing");
    let shown = |team: Vec<serde_json::Value>| {
        team.into_iter().find(|m| m["id"] == lin.id.as_str()).expect("lin")["presence"].clone()
    };
    assert_eq!(shown(sup.api.get("/team").await.items()), "suspended");
    assert_eq!(shown(mei.api.get("/team").await.items()), serde_json::Value::Null);
    assert_eq!(ann.standing().await, before);
    let came: Vec<_> = chat.frames().split_off(mark).into_iter().filter(|frame| frame["name"] != "mark").collect();
    assert!(came.is_empty(), "{came:?}");
}

//! RTE-12: private contacts leave no trace with sub-accounts, whatever rights those hold.

use super::*;

/// A desk with an ordinary agent, one with every right that can be given, and the owner at her workbench.
async fn house() -> (Desk, Workbench, Workbench, Workbench) {
    let desk = Desk::start().await;
    let owner = desk.owner.clone().opens_workbench().await;
    let lin = desk.hires("lin").await.opens_workbench().await;
    let sup = desk.hires_as("sup", "admin").await.opens_workbench().await;
    (desk, owner, lin, sup)
}

impl Desk {
    /// Somebody who has written before, and whom the owner has marked since.
    pub async fn private_visitor(&self, name: &str) -> Visitor {
        let visitor = self.arrives(name).await;
        self.owner.ends(&visitor).await;
        self.marks_private(&visitor).await;
        self.settles().await;
        visitor
    }
}

impl Workbench {
    /// Nothing at all came through the socket since `mark`.
    pub async fn heard_nothing_since(&self, desk: &Desk, mark: usize) {
        desk.settles().await;
        let came: Vec<_> =
            self.socket().frames().split_off(mark).into_iter().filter(|frame| frame["name"] != "mark").collect();
        assert!(came.is_empty(), "{} heard {came:?}", self.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_12_what_a_private_contact_writes_is_the_owners_alone() {
    let (desk, owner, lin, sup) = house().await;
    let ann = desk.private_visitor("Ann").await;
    let public = ann.conversation();
    let marks = [lin.socket().mark(), sup.socket().mark()];
    let before = [lin.api.get("/conversations").await.position, sup.api.get("/conversations").await.position];
    ann.says("秘密的话").await;
    assert_ne!(ann.conversation(), public, "a conversation of its own");
    owner.sees_message("秘密的话").await;
    owner.reads(&ann).await;
    owner.answers(&ann, "秘密的回答").await;
    ann.says("秘密的第二句").await;
    owner.sees_message("秘密的第二句").await;
    let after = [lin.api.get("/conversations").await.position, sup.api.get("/conversations").await.position];
    assert_eq!(before, after, "the streams of sub-accounts do not move");
    for (agent, mark) in [&lin, &sup].into_iter().zip(marks) {
        agent.heard_nothing_since(&desk, mark).await;
        leaves_no_trace(agent, &ann, &public).await;
    }
    let nothing = json!({"mine": 0, "mine_unread": 0, "queued": 0, "pooled": 0, "colleagues": 0, "mentioned": 0});
    assert_eq!(sup.api.get("/conversations/counts").await.ok(), nothing);
    assert_eq!(owner.api.get("/chatlog?q=秘密").await.items().len(), 1, "the owner finds it");
}

/// In no list, search, log or card.
async fn leaves_no_trace(agent: &Agent, of: &Visitor, public: &str) {
    let private = of.conversation();
    for view in ["all", "mine", "queue", "pool", "colleagues", "ended"] {
        assert!(agent.list(view).await.iter().all(|id| id == public), "{view}");
    }
    for path in ["", "/messages", "/routing"] {
        agent.api.get(&format!("/conversations/{private}{path}")).await.refused(404);
    }
    let (card, served) = (format!("/contacts/{}", of.id), format!("/contacts/{}/served-by", of.id));
    for path in [
        "/chatlog?q=秘密",
        "/chatlog",
        "/conversations?q=秘密",
        "/conversations/counts",
        "/team",
        "/audit",
        &card,
        &served,
    ] {
        let text = agent.api.get(path).await.body.to_string();
        assert!(
            !text.contains(&private) && !text.contains("秘密") && !text.contains("\"private\":true"),
            "{path}: {text}"
        );
    }
    agent.tries_to_answer(of, "我也来").await.refused(404);
    for act in ["pick", "end", "read"] {
        let body = if act == "read" { json!({"seq": 1}) } else { json!({}) };
        agent.does(act, of, body).await.refused(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_12_a_private_conversation_goes_to_nobody_else_by_hand_either() {
    let (desk, owner, lin, _sup) = house().await;
    let ann = desk.private_visitor("Ann").await;
    let mark = lin.socket().mark();
    ann.says("私事").await;
    owner.transfers(&ann, &lin).await.refused_because(409, "private");
    owner.does("assign", &ann, json!({"agent_id": lin.id})).await.refused_because(409, "private");
    owner.leaves(json!({"to": "agent", "agent_id": lin.id})).await.ok();
    let place = desk.place(&ann).await;
    assert!(place == with("owner") || place == left("owner"), "{place:?}");
    let frames = json!(lin.socket().frames()[mark..]).to_string();
    assert!(!frames.contains(&ann.conversation()) && !frames.contains(&ann.id), "{frames}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_12_the_conversation_before_the_mark_stays_and_gets_nothing_new() {
    let (desk, owner, lin, sup) = house().await;
    desk.owner_takes_no_part().await;
    desk.changes(&sup, room(0)).await;
    let ann = desk.arrives("Ann").await;
    lin.answers(&ann, "您好").await;
    let before = ann.conversation();
    desk.marks_private(&ann).await;
    desk.settles().await;
    let mark = lin.socket().mark();
    ann.says("现在只对老板说").await;
    assert_ne!(ann.conversation(), before, "a conversation of its own");
    owner.sees_message("现在只对老板说").await;
    lin.heard_nothing_since(&desk, mark).await;
    let old = format!("/conversations/{before}");
    assert_eq!(lin.api.get(&old).await.ok()["assignee_id"], lin.id.as_str());
    assert_eq!(lin.api.get(&format!("{old}/messages")).await.items().len(), 2);
    let card = lin.api.get(&format!("/contacts/{}", ann.id)).await.ok();
    assert!(card["private"].is_null(), "the mark itself is the owner's: {card}");
    lin.api.post(&format!("{old}/end"), json!({})).await.ok();
    assert_eq!(lin.api.get(&old).await.ok()["status"], "ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_12_unmarking_changes_only_the_future() {
    let (desk, _owner, lin, sup) = house().await;
    desk.owner_takes_no_part().await;
    desk.changes(&sup, room(0)).await;
    let ann = desk.private_visitor("Ann").await;
    ann.says("秘密的话").await;
    let private = ann.conversation();
    desk.owner.api.delete(&format!("/contacts/{}/private", ann.id)).await.ok();
    ann.says("公开的话").await;
    assert_ne!(ann.conversation(), private);
    assert_eq!(desk.place(&ann).await, with("lin"));
    for agent in [&lin, &sup] {
        agent.api.get(&format!("/conversations/{private}")).await.refused(404);
        let found = agent.api.get("/chatlog?q=秘密").await.items();
        assert!(found.is_empty(), "{found:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_12_a_personal_link_does_not_lead_a_private_contact_to_its_agent() {
    let (desk, _owner, lin, _sup) = house().await;
    let ann = desk.arrives_through("Ann", desk.link("林", json!({"agent_id": lin.id})).await).await;
    assert_routed(desk.routed(&ann).await, with("lin"), "addressed");
    desk.marks_private(&ann).await;
    desk.settles().await;
    let mark = lin.socket().mark();
    ann.says("私事").await;
    assert_routed(desk.routed(&ann).await, with("owner"), "private");
    lin.heard_nothing_since(&desk, mark).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_12_the_card_and_the_page_beside_the_old_chat_stay_as_they_were_at_the_mark() {
    let (desk, _owner, lin, sup) = house().await;
    desk.owner_takes_no_part().await;
    desk.changes(&sup, room(0)).await;
    let ann = desk.arrives("Ann").await;
    let (card, old) = (format!("/contacts/{}", ann.id), format!("/conversations/{}", ann.conversation()));
    let before = [lin.api.get(&card).await.ok(), lin.api.get(&old).await.ok()];
    desk.marks_private(&ann).await;
    desk.settles().await;
    let mark = lin.socket().mark();
    let said = json!({"name": "秘密的名字", "email": "secret@example.com", "phone": "13800138000"});
    ann.api.post("/visitor/identify", json!({ "claims": said })).await.ok();
    let back = json!({"inbox_id": desk.inbox, "token": ann.api.token, "identity": {"claims": said},
        "page": {"url": "https://shop.example/secret", "title": "秘密"}});
    desk.anybody().post("/visitor/sessions", back).await.ok();
    lin.heard_nothing_since(&desk, mark).await;
    assert_eq!([lin.api.get(&card).await.ok(), lin.api.get(&old).await.ok()], before);
}

//! Every act that changes what somebody sees.

use super::walk::House;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn of_a_conversation_from_the_first_word_to_the_end_and_again() {
    let mut h = House::open().await;
    h.after("a first word", async |h| drop(h.ann().says("你好").await)).await;
    h.after("a second word", async |h| drop(h.ann().says("在吗").await)).await;
    h.after("reading", async |h| h.lin.reads(h.ann()).await).await;
    h.after("a draft", async |h| {
        let path = format!("/conversations/{}/draft", h.ann().conversation());
        h.lin.api.put(&path, json!({"text": "写了一半"})).await.ok();
    })
    .await;
    h.after("a draft thrown away", async |h| {
        let path = format!("/conversations/{}/draft", h.ann().conversation());
        h.lin.api.put(&path, json!({"text": ""})).await.ok();
    })
    .await;
    h.after("an answer", async |h| drop(h.lin.answers(h.ann(), "您好").await)).await;
    h.after("the contact reads", async |h| {
        h.ann().api.post("/visitor/read", json!({"seq": 3})).await.ok();
    })
    .await;
    h.after("a note", async |h| drop(h.lin.notes(h.ann(), "老客户").await)).await;
    h.after("a supervisor's note", async |h| drop(h.sup.notes(h.ann(), "注意态度").await)).await;
    h.after("a supervisor's answer", async |h| drop(h.sup.answers(h.ann(), "我也在").await)).await;
    h.after("a snooze", async |h| {
        h.lin.does("snooze", h.ann(), json!({"until": h.desk.clock.now().plus_seconds(60)})).await.ok();
    })
    .await;
    h.after("waking", async |h| h.desk.advance(70).await).await;
    h.after("a name given", async |h| {
        h.owner.api.patch(&format!("/contacts/{}", h.ann().id), json!({"name": "安女士"})).await.ok();
    })
    .await;
    h.after("tags", async |h| {
        let tag = h.owner.api.post("/tags", json!({"name": "加急"})).await.ok()["id"].clone();
        h.lin.api.put(&format!("/conversations/{}/tags", h.ann().conversation()), json!({"tag_ids": [tag]})).await.ok();
    })
    .await;
    h.after("other tags", async |h| {
        let tag = h.owner.api.post("/tags", json!({"name": "VIP"})).await.ok()["id"].clone();
        h.sup.api.put(&format!("/conversations/{}/tags", h.ann().conversation()), json!({"tag_ids": [tag]})).await.ok();
    })
    .await;
    h.after("a tag deleted", async |h| {
        let tag = h.owner.api.get("/tags").await.items().into_iter().find(|tag| tag["name"] == "VIP").expect("the tag");
        h.owner.api.delete(&format!("/tags/{}", tag["id"].as_str().expect("an id"))).await.ok();
    })
    .await;
    h.after("a tag renamed", async |h| {
        let tag = h.owner.api.get("/tags").await.items()[0]["id"].clone();
        let path = format!("/tags/{}", tag.as_str().expect("an id"));
        h.owner.api.patch(&path, json!({"name": "特急", "color": "red"})).await.ok();
    })
    .await;
    h.after("the shop renamed", async |h| {
        h.owner.api.patch("/settings/shop", json!({"name": "新店名"})).await.ok();
    })
    .await;
    h.after("a reminder", async |h| {
        let service = json!({"closing_text": "再见", "idle_reminder_seconds": 60, "idle_reminder_text": "您还在吗"});
        h.owner.api.patch("/settings/service", service).await.ok();
        h.desk.advance(70).await;
        h.desk.looks_for_silence().await;
    })
    .await;
    h.after("the end, with all that goes with it", async |h| {
        let order = json!({"summary": {"category": "其他", "solved": true}, "tag_ids": []});
        h.lin.does("end", h.ann(), order).await.ok();
    })
    .await;
    h.after("a summary after the end", async |h| {
        let path = format!("/conversations/{}/summary", h.ann().conversation());
        h.lin.api.put(&path, json!({"category": "售前咨询"})).await.ok();
    })
    .await;
    h.after("a word after the end", async |h| drop(h.ann().says("还有").await)).await;
    h.after("the end again", async |h| drop(h.lin.ends(h.ann()).await)).await;
    h.after("an agent's word after the end", async |h| drop(h.lin.answers(h.ann(), "忘了说").await)).await;
    h.after("silence", async |h| {
        h.desk.advance(1900).await;
        h.desk.looks_for_silence().await;
    })
    .await;
    h.after("a word two days later", async |h| {
        h.desk.advance(48 * 3600).await;
        h.ann().says("又来了").await;
    })
    .await;
    h.all_agree();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_hands_queue_and_pool() {
    let mut h = House::open().await;
    h.ann().says("你好").await;
    h.after("a transfer", async |h| drop(h.lin.transfers(h.ann(), &h.zoe).await.ok())).await;
    h.after("its return", async |h| h.zoe.chooses("offline").await).await;
    h.after("coming back", async |h| h.zoe.chooses("online").await).await;
    h.after("an assignment", async |h| {
        h.owner.does("assign", h.ann(), json!({"agent_id": h.sup.id})).await.ok();
    })
    .await;
    h.after("a transfer to the group", async |h| {
        h.sup.does("transfer", h.ann(), json!({"group_id": h.group})).await.ok();
    })
    .await;
    h.after("somebody queues", async |h| {
        h.lin.chooses("busy").await;
        h.bea().says("排队").await;
    })
    .await;
    h.after("another queues", async |h| drop(h.visitors[2].0.says("也排队").await)).await;
    h.after("a word in the queue", async |h| drop(h.bea().says("快点").await)).await;
    h.after("a pick", async |h| drop(h.lin.picks(h.bea()).await.ok())).await;
    h.after("a supervisor ends what waits", async |h| drop(h.sup.ends(&h.visitors[2].0).await)).await;
    h.after("a transfer to the group without room", async |h| {
        h.desk.changes(&h.lin, json!({"capacity": 0})).await;
        h.lin.chooses("online").await;
        h.owner.does("assign", h.bea(), json!({"agent_id": h.sup.id})).await.ok();
        h.sup.does("transfer", h.bea(), json!({"group_id": h.group})).await.ok();
    })
    .await;
    h.after("room", async |h| h.desk.changes(&h.lin, json!({"capacity": 9})).await).await;
    h.after("everybody offline, into the pool", async |h| {
        h.desk.rules(json!({"offline_rule": "pool"})).await;
        h.lin.chooses("offline").await;
        h.visitors[2].0.says("有人吗").await;
    })
    .await;
    h.after("out of the pool", async |h| h.lin.chooses("online").await).await;
    h.after("an offline message", async |h| {
        h.desk.rules(json!({"offline_rule": "owner"})).await;
        h.sup.ends(&h.visitors[2].0).await;
        h.lin.chooses("offline").await;
        h.visitors[2].0.says("留个言").await;
    })
    .await;
    h.after("handed out", async |h| {
        h.lin.chooses("online").await;
        h.owner.api.post("/pool/hand-out", json!({})).await.ok();
    })
    .await;
    h.after("leaving with a hand-over", async |h| {
        h.lin.leaves(json!({"to": "agent", "agent_id": h.zoe.id})).await.ok();
    })
    .await;
    h.all_agree();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_rights_and_accounts() {
    let mut h = House::open().await;
    h.ann().says("你好").await;
    h.lin.chooses("busy").await;
    h.bea().says("排队").await;
    h.after("a wider right", async |h| h.desk.changes(&h.zoe, json!({"permissions": ["chat.view:all"]})).await).await;
    h.after("the right taken away", async |h| h.desk.changes(&h.zoe, json!({"permissions": []})).await).await;
    h.after("taking part", async |h| h.desk.changes(&h.zoe, json!({"takes_routing": true, "capacity": 0})).await).await;
    h.after("taking part no more", async |h| h.desk.changes(&h.zoe, json!({"takes_routing": false})).await).await;
    h.after("a new colleague", async |h| drop(h.desk.hires("mei").await)).await;
    // A visitor learns of a new nickname with the next message; nothing of the conversation has changed.
    h.after("a nickname", async |h| {
        h.zoe.api.patch("/me", json!({"nickname": "小林"})).await.ok();
    })
    .await;
    h.after("a presence", async |h| h.lin.chooses("suspended").await).await;
    h.after("a role changed", async |h| {
        let roles = h.owner.api.get("/roles").await.items();
        let role = roles.iter().find(|role| role["template"] == "supervisor").expect("a role").clone();
        let path = format!("/roles/{}", role["id"].as_str().expect("an id"));
        h.owner.api.patch(&path, json!({"permissions": ["chat.view:own", "chat.serve"]})).await.ok();
    })
    .await;
    h.all_agree();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_blocking_and_private_contacts() {
    let mut h = House::open().await;
    h.ann().says("你好").await;
    h.bea().says("你好").await;
    h.after("blocking", async |h| h.desk.blocks(h.ann()).await).await;
    h.after("a blocked word", async |h| drop(h.ann().says("听得到吗").await)).await;
    h.after("unblocking", async |h| {
        h.owner.api.delete(&format!("/contacts/{}/block", h.ann().id)).await.ok();
    })
    .await;
    h.after("a word after it", async |h| drop(h.ann().says("现在呢").await)).await;
    h.after("a private mark", async |h| h.desk.marks_private(h.bea()).await).await;
    h.after("a private word", async |h| drop(h.bea().says("私事").await)).await;
    h.after("a private answer", async |h| drop(h.owner.answers(h.bea(), "好").await)).await;
    h.after("a private end", async |h| drop(h.owner.ends(h.bea()).await)).await;
    h.after("no longer private", async |h| {
        h.owner.api.delete(&format!("/contacts/{}/private", h.bea().id)).await.ok();
        h.bea().says("公事").await;
    })
    .await;
    h.all_agree();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_quotes_recalls_and_calls_to_colleagues() {
    let mut h = House::open().await;
    let hello = h.ann().says("你好").await;
    h.after("an answer that quotes", async |h| {
        let body = json!({"client_id": "a", "text": "在", "reply_to": hello["id"]});
        h.lin.sends(&h.ann().conversation(), body).await.ok();
    })
    .await;
    let slip = h.lin.answers(h.ann(), "说漏了嘴").await;
    h.after("a visitor's quote", async |h| {
        let body = json!({"client_id": "b", "text": "什么", "reply_to": slip["id"]});
        h.ann().api.post("/visitor/messages", body).await.ok();
    })
    .await;
    let quoting = json!({"client_id": "c", "text": "漏得更多", "reply_to": slip["id"]});
    let quoting = h.lin.sends(&h.ann().conversation(), quoting).await.ok();
    h.after("a quoted word taken back", async |h| drop(h.lin.takes_back(h.ann(), &slip).await.ok())).await;
    h.after("what quoted it taken back too", async |h| drop(h.lin.takes_back(h.ann(), &quoting).await.ok())).await;
    let last = h.lin.answers(h.ann(), "又说错了").await;
    h.after("the last word taken back", async |h| drop(h.lin.takes_back(h.ann(), &last).await.ok())).await;
    let note = h.lin.notes(h.ann(), "写错的备注").await;
    h.after("a note taken back", async |h| drop(h.lin.takes_back(h.ann(), &note).await.ok())).await;
    h.after("a call to somebody outside", async |h| drop(h.lin.calls(h.ann(), "帮忙看看", &[&h.zoe]).await.ok())).await;
    h.after("a note of whoever was called", async |h| drop(h.zoe.notes(h.ann(), "看过了").await)).await;
    h.after("what was called for is read", async |h| h.zoe.reads(h.ann()).await).await;
    h.after("another call to him", async |h| drop(h.lin.calls(h.ann(), "还有一处", &[&h.zoe]).await.ok())).await;
    h.after("somebody else reads", async |h| h.lin.reads(h.ann()).await).await;
    let call = h.lin.calls(h.ann(), "叫错人了", &[&h.sup, &h.grp]).await.ok();
    h.after("a call taken back", async |h| drop(h.lin.takes_back(h.ann(), &call).await.ok())).await;
    h.bea().says("排队").await;
    let call = h.lin.calls(h.bea(), "这个也看看", &[&h.zoe]).await.ok();
    h.after("a call taken back from somebody outside", async |h| drop(h.lin.takes_back(h.bea(), &call).await.ok()))
        .await;
    h.after("a call, and the contact becomes private", async |h| {
        h.lin.calls(h.bea(), "再看看", &[&h.zoe]).await.ok();
        h.desk.marks_private(h.bea()).await;
        h.bea().says("私事").await;
    })
    .await;
    h.all_agree();
}

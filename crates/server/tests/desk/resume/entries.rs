//! Changes of who belongs where, which bring conversations into view and take them out of it.

use super::walk::House;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn of_groups_and_entries() {
    let mut h = House::open().await;
    h.ann().says("你好").await;
    h.lin.chooses("busy").await;
    h.bea().says("排队").await;
    h.after("leaving the group", async |h| {
        h.owner.api.patch(&format!("/groups/{}", h.group), json!({"agent_ids": [h.lin.id]})).await.ok();
    })
    .await;
    h.after("joining the group", async |h| {
        h.owner.api.patch(&format!("/groups/{}", h.group), json!({"agent_ids": [h.lin.id, h.grp.id]})).await.ok();
    })
    .await;
    h.after("the inbox narrowed", async |h| h.desk.inbox_takes(json!({"agent_ids": [h.sup.id]})).await).await;
    h.after("the inbox for all again", async |h| h.desk.inbox_takes(json!({"agent_ids": []})).await).await;
    h.all_agree();
}

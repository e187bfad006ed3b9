//! Quick replies: whose they are, what they are found by, many at once.

use crate::harness::*;
use crate::routing::desk_with;
use serde_json::{Value, json};

fn titles(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["title"].as_str().expect("a title")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_teams_are_everybodys_and_ones_own_are_ones_own() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let team =
        json!({"scope": "team", "folder": "物流", "abbreviation": "fh", "title": "发货时间", "text": "今天发出。"});
    lin.api.post("/phrases", team.clone()).await.refused(403);
    let made = desk.owner.api.post("/phrases", team).await.ok();
    assert!(made["pinyin"].as_str().expect("pinyin").contains("fahuoshijian"), "{made}");
    assert!(made["initials"].as_str().expect("initials").contains("fhsj"), "{made}");
    lin.socket().sees("phrases changed", |frame| frame["data"]["what"] == "phrases").await;
    mei.socket().sees("phrases changed", |frame| frame["data"]["what"] == "phrases").await;
    let own = lin.api.post("/phrases", json!({"scope": "personal", "text": "我是小林\n很高兴为您服务"})).await.ok();
    assert_eq!(own["title"], "我是小林", "without a title, how the text begins");
    assert_eq!(titles(&lin.api.get("/phrases").await.items()), ["我是小林", "发货时间"]);
    assert_eq!(titles(&mei.api.get("/phrases").await.items()), ["发货时间"]);
    let path = |phrase: &Value| format!("/phrases/{}", phrase["id"].as_str().expect("an id"));
    desk.owner.api.patch(&path(&own), json!({"title": "别人的"})).await.refused(404);
    mei.api.delete(&path(&own)).await.refused(404);
    mei.api.delete(&path(&made)).await.refused(403);
    let changed = lin.api.patch(&path(&own), json!({"title": "自我介绍", "abbreviation": "wo"})).await.ok();
    assert_eq!((&changed["title"], &changed["text"]), (&json!("自我介绍"), &json!("我是小林\n很高兴为您服务")));
    assert!(changed["pinyin"].as_str().expect("pinyin").contains("ziwojieshao"));
    assert_eq!(lin.api.patch(&path(&own), json!({"abbreviation": null})).await.ok()["abbreviation"], Value::Null);
    lin.api.patch(&path(&own), json!({"scope": "team"})).await.refused(403);
    lin.api.delete(&path(&own)).await.ok();
    desk.owner.api.delete(&path(&made)).await.ok();
    assert!(lin.api.get("/phrases").await.items().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phrase_given_to_the_team_leaves_its_owners_list_of_his_own() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let own = desk.owner.api.post("/phrases", json!({"scope": "personal", "title": "好评", "text": "谢谢"})).await.ok();
    assert!(lin.api.get("/phrases").await.items().is_empty());
    let path = format!("/phrases/{}", own["id"].as_str().expect("an id"));
    desk.owner.api.patch(&path, json!({"scope": "team"})).await.ok();
    assert_eq!(titles(&lin.api.get("/phrases").await.items()), ["好评"]);
    desk.owner.api.patch(&path, json!({"scope": "personal"})).await.ok();
    assert!(lin.api.get("/phrases").await.items().is_empty());
    desk.owner.api.patch(&path, json!({"title": "谢谢好评"})).await.ok();
    let log = desk.owner.api.get("/audit?action=phrase.change").await.items();
    let told: Vec<(&Value, &Value)> =
        log.iter().map(|line| (&line["details"]["scope"]["from"], &line["details"]["scope"]["to"])).collect();
    let (team, personal) = (json!("team"), json!("personal"));
    assert_eq!(
        told,
        [(&team, &personal), (&personal, &team)],
        "to the team and away from it, and nothing of one's own"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_phrase_is_named() {
    let desk = Desk::start().await;
    let ok = json!({"scope": "personal", "title": "题", "text": "内容"});
    for (field, value) in [
        ("text", json!(" ")),
        ("text", json!("长".repeat(2001))),
        ("title", json!("长".repeat(51))),
        ("folder", json!("长".repeat(21))),
        ("abbreviation", json!("a b")),
        ("abbreviation", json!("a".repeat(21))),
        ("scope", json!("shop")),
    ] {
        let mut body = ok.clone();
        body[field] = value.clone();
        assert_eq!(desk.owner.api.post("/phrases", body.clone()).await.refused(422)["field"], field, "{value}");
        let many = json!({"items": [ok, body]});
        let refused = desk.owner.api.post("/phrases/import", many).await.refused(422);
        assert_eq!(refused["field"], format!("items[1].{field}"), "{value}");
    }
    assert!(desk.owner.api.get("/phrases").await.items().is_empty(), "all or none");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_table_imported_twice_does_no_harm() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let items: Vec<Value> = (0..120)
        .map(|n| {
            let scope = if n % 2 == 0 { "team" } else { "personal" };
            json!({"scope": scope, "folder": "导入", "abbreviation": null, "title": format!("第{n}条"), "text": "您好"})
        })
        .collect();
    let first = desk.owner.api.post("/phrases/import", json!({"items": items})).await.ok();
    assert_eq!((first["items"].as_array().map(Vec::len), &first["skipped"]), (Some(120), &json!(0)));
    let second = desk.owner.api.post("/phrases/import", json!({"items": items})).await.ok();
    assert_eq!((second["items"].as_array().map(Vec::len), &second["skipped"]), (Some(0), &json!(120)));
    assert_eq!(desk.owner.api.get("/phrases").await.items().len(), 120);
    assert_eq!(lin.api.get("/phrases").await.items().len(), 60);
    lin.api.post("/phrases/import", json!({"items": items})).await.refused(403);
    let many: Vec<Value> = (0..501).map(|n| json!({"scope": "team", "text": format!("{n}")})).collect();
    assert_eq!(desk.owner.api.post("/phrases/import", json!({"items": many})).await.refused(422)["field"], "items");
}

/// A shop keeps at most 1,500 for the team, so that one answer holds them all.
#[tokio::test(flavor = "multi_thread")]
async fn there_is_an_end_to_quick_replies() {
    let desk = Desk::start().await;
    for batch in 0..3 {
        let items: Vec<Value> =
            (0..500).map(|n| json!({"scope": "team", "title": format!("{batch}-{n}"), "text": "您好"})).collect();
        desk.owner.api.post("/phrases/import", json!({"items": items})).await.ok();
    }
    let one_more = json!({"scope": "team", "text": "再来一条"});
    desk.owner.api.post("/phrases", one_more.clone()).await.refused_because(409, "too_many");
    desk.owner.api.post("/phrases/import", json!({"items": [one_more]})).await.refused_because(409, "too_many");
    assert_eq!(desk.owner.api.get("/phrases").await.items().len(), 1500);
}

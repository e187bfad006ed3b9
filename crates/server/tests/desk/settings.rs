//! What a shop says about itself and how its service behaves; the first steps; names in the audit log.

use crate::harness::*;
use crate::routing::desk_with;
use domain::id::{PhraseId, TagId};
use serde_json::{Value, json};
use server::accounts::scope::{Scope, by_token};
use server::http::address::Address;
use server::phrases::{self, store::PhraseScope};
use server::settings::{service, shop};
use server::tags::{self, store::TagColor};

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_has_a_time_zone_and_working_hours() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let fresh = json!({"name": "shop", "timezone": "Asia/Shanghai", "hours": null});
    assert_eq!(lin.api.get("/settings/shop").await.ok(), fresh);
    let hours = json!([{"day": 1, "from": "09:00", "to": "18:00"}, {"day": 6, "from": "20:00", "to": "02:00"}]);
    lin.api.patch("/settings/shop", json!({"hours": hours})).await.refused(403);
    let changed =
        desk.owner.api.patch("/settings/shop", json!({"timezone": "europe/berlin", "hours": hours})).await.ok();
    assert_eq!(changed, json!({"name": "shop", "timezone": "Europe/Berlin", "hours": hours}));
    lin.socket().sees("the shop changed", |frame| frame["data"]["what"] == "shop").await;
    assert_eq!(lin.api.get("/me").await.ok()["workspace"]["timezone"], "Europe/Berlin");
    for (body, field) in [
        (json!({"timezone": "Mars"}), "timezone"),
        (json!({"hours": [{"day": 0, "from": "09:00", "to": "18:00"}]}), "hours[0].day"),
        (json!({"hours": [{"day": 1, "from": "9:00", "to": "18:00"}]}), "hours[0].from"),
        (json!({"hours": [{"day": 1, "from": "09:00", "to": "09:00"}]}), "hours[0].to"),
    ] {
        assert_eq!(desk.owner.api.patch("/settings/shop", body).await.refused(422)["field"], field);
    }
    assert_eq!(desk.owner.api.get("/settings/shop").await.ok(), changed, "a refusal changes nothing");
    assert_eq!(desk.owner.api.patch("/settings/shop", json!({"hours": null})).await.ok()["hours"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_gets_a_new_name_and_everybody_signs_in_with_it() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let admin = desk.hires_as("boss", "admin").await;
    admin.api.patch("/settings/shop", json!({"name": "mine"})).await.refused_because(403, "owner_only");
    for name in ["a b", "x", "lin"] {
        let refused = desk.owner.api.patch("/settings/shop", json!({"name": name})).await;
        assert_eq!(refused.body["error"]["field"], "name", "{name}: {}", refused.body);
    }
    assert_eq!(desk.owner.api.patch("/settings/shop", json!({"name": "青岚茶器"})).await.ok()["name"], "青岚茶器");
    lin.socket().sees("his own sign-in name changed", |frame| frame["name"] == "me_updated").await;
    let me = lin.api.get("/me").await.ok();
    assert_eq!((&me["workspace"]["name"], &me["agent"]["login"]), (&json!("青岚茶器"), &json!("青岚茶器:lin")));
    let owner = desk.owner.api.get("/me").await.ok();
    assert_eq!((&owner["agent"]["login"], &owner["agent"]["nickname"]), (&json!("青岚茶器"), &json!("青岚茶器")));
    for (login, status) in [("shop", 401), ("shop:lin", 401), ("青岚茶器", 200), ("青岚茶器:lin", 200)] {
        let answer = desk.anybody().post("/session", json!({"login": login, "password": PASSWORD})).await;
        assert_eq!(answer.status / 100, status / 100, "{login}: {}", answer.body);
    }
    let log = desk.owner.api.get("/audit?action=workspace.rename").await.items();
    assert_eq!(log[0]["details"], json!({"from": "shop", "to": "青岚茶器"}));
    let other = json!({"name": "shop", "email": "other@desk.test", "password": PASSWORD});
    desk.anybody().post("/workspaces", other).await.ok();
    desk.owner.api.patch("/settings/shop", json!({"name": "SHOP"})).await.refused_because(409, "taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn service_rules_are_kept_as_given_and_nonsense_is_refused() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let fresh = lin.api.get("/settings/service").await.ok();
    assert_eq!((&fresh["summary"], &fresh["rating_invite"]), (&json!("optional"), &json!(true)));
    assert_eq!(fresh["summary_categories"].as_array().map(Vec::len), Some(5));
    lin.api.patch("/settings/service", json!({"rating_invite": false})).await.refused(403);
    let words = json!([{"word": "微信", "action": "block"}, {"word": "Taobao", "action": "warn"}]);
    let changed = desk.owner.api.patch("/settings/service", json!({"forbidden_words": words})).await.ok();
    assert_eq!((&changed["forbidden_words"], &changed["rating_invite"]), (&words, &json!(true)));
    lin.socket().sees("the rules changed", |frame| frame["data"]["what"] == "service").await;
    for (body, field) in [
        (json!({"closing_text": "长".repeat(1001)}), "closing_text"),
        (json!({"summary_categories": ["售前", "售前"]}), "summary_categories[1]"),
        (json!({"summary_categories": [" "]}), "summary_categories[0]"),
        (json!({"summary": "required", "summary_categories": []}), "summary_categories"),
        (json!({"summary": "sometimes"}), "summary"),
        (json!({"idle_reminder_seconds": 60}), "idle_reminder_text"),
        (json!({"idle_reminder_seconds": 1800, "idle_reminder_text": "在吗"}), "idle_reminder_seconds"),
        (json!({"idle_reminder_seconds": 0, "idle_reminder_text": "在吗"}), "idle_reminder_seconds"),
        (json!({"forbidden_words": [{"word": "", "action": "warn"}]}), "forbidden_words[0].word"),
        (
            json!({"forbidden_words": [{"word": "a", "action": "warn"}, {"word": "A", "action": "block"}]}),
            "forbidden_words[1].word",
        ),
    ] {
        assert_eq!(desk.owner.api.patch("/settings/service", body).await.refused(422)["field"], field);
    }
    assert_eq!(desk.owner.api.get("/settings/service").await.ok(), changed, "a refusal changes nothing");
    // The reminder stays before the end from the other side too.
    let reminder = json!({"idle_reminder_seconds": 900, "idle_reminder_text": "在吗"});
    desk.owner.api.patch("/settings/service", reminder).await.ok();
    let refused = desk.owner.api.patch("/settings/routing", json!({"chat_idle_end_seconds": 900})).await.refused(422);
    assert_eq!(refused["field"], "chat_idle_end_seconds");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_steps_end_with_the_first_answer() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let steps = async || {
        let setup = desk.owner.api.get("/me").await.ok()["setup"].clone();
        (setup["tried"] == true, setup["answered"] == true)
    };
    assert_eq!(steps().await, (false, false));
    let ann = desk.arrives("Ann").await;
    lin.notes(&ann, "新客户").await;
    assert_eq!(steps().await, (true, false), "a note is no answer");
    lin.answers(&ann, "您好").await;
    assert_eq!(steps().await, (true, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_log_names_the_ids_in_its_details() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let group = desk.group("售前", &[&lin]).await;
    let lines = desk.owner.api.get("/audit?action=group.create").await.items();
    assert_eq!(lines[0]["names"], json!({ &lin.id: "lin" }));
    assert_eq!(lines[0]["details"], json!({"agents": [lin.id]}));
    let hand_over = json!({"hand_over": {"to": "group", "group_id": group}});
    desk.owner.api.call(reqwest::Method::DELETE, &format!("/agents/{}", lin.id), Some(hand_over)).await.ok();
    let line = &desk.owner.api.get("/audit?limit=1").await.items()[0];
    assert_eq!(line["names"][&group], "售前", "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_taken_away_since_the_request_began_counts_no_more() {
    let desk = Desk::start().await;
    let boss = desk.hires_as("boss", "admin").await;
    let mine = json!({"scope": "team", "title": "发货", "text": "今天发"});
    let phrase = boss.api.post("/phrases", mine).await.ok()["id"].as_str().and_then(domain::id::decode);
    let tag = boss.api.post("/tags", json!({"name": "加急"})).await.ok()["id"].as_str().and_then(domain::id::decode);
    let (phrase, tag) = (PhraseId(phrase.expect("an id")), TagId(tag.expect("an id")));
    let before = by_token(&desk.app(), &boss.api.token).await.expect("his rights");
    desk.changes(&boss, json!({"roles": [], "permissions": []})).await;
    let at = Address([127, 0, 0, 1].into());
    let wording = || phrases::change::checked("", None, "好", "好的").expect("a wording");
    let of_shop = || serde_json::from_value(json!({"timezone": "Asia/Tokyo"})).expect("a patch");
    let of_service = || serde_json::from_value(json!({"closing_text": "再见"})).expect("a patch");
    type Act = Box<dyn Fn(&mut db::Tx, &Scope) -> domain::Result<()> + Send>;
    let acts: Vec<(&str, Act)> = vec![
        ("shop", Box::new(move |tx, his| shop::patch(tx, his, &of_shop(), at).map(drop))),
        ("service", Box::new(move |tx, his| service::patch(tx, his, &of_service(), at).map(drop))),
        ("a new phrase", {
            Box::new(move |tx, his| phrases::change::create(tx, his, PhraseScope::Team, &wording(), at).map(drop))
        }),
        ("many phrases", {
            Box::new(move |tx, his| phrases::import::import(tx, his, &[(PhraseScope::Team, wording())], at).map(drop))
        }),
        ("another phrase", {
            Box::new(move |tx, his| phrases::change::change(tx, his, phrase, &Default::default(), at).map(drop))
        }),
        ("no phrase", Box::new(move |tx, his| phrases::change::delete(tx, his, phrase, at))),
        ("a new tag", Box::new(move |tx, his| tags::change::create(tx, his, "新", TagColor::Red, at).map(drop))),
        ("another tag", Box::new(move |tx, his| tags::change::change(tx, his, tag, (None, None), at).map(drop))),
        ("no tag", Box::new(move |tx, his| tags::change::delete(tx, his, tag, at).map(drop))),
    ];
    for (what, act) in acts {
        let his = before.clone();
        let refused = desk.app().db.write(desk.workspace, move |tx| act(tx, &his)).await.expect_err(what);
        assert_eq!(refused.code, domain::Code::Forbidden, "{what}");
    }
}

//! Sub-accounts: making, changing, disabling and deleting them; roles and groups.

use super::office::{Office, PASSWORD};
use domain::permission::template;
use serde_json::{Value, json};

#[tokio::test]
async fn an_account_without_roles_and_permissions_gets_the_role_of_ordinary_agents() {
    let office = Office::start().await;
    let owner = office.shop("shop").await;
    let lin = office.post("/agents", &owner, json!({"name": "lin", "password": PASSWORD})).await.expect(201);
    assert_eq!(lin["effective"], json!(template("agent").unwrap().to_strings()));
    assert_eq!(
        (&lin["nickname"], &lin["capacity"], &lin["weight"], &lin["takes_routing"]),
        (&json!("lin"), &json!(10), &json!(100), &json!(true))
    );
    let ticked = json!({"name": "wang", "password": PASSWORD, "roles": lin["roles"], "permissions": ["order.view"]});
    let wang = office.post("/agents", &owner, ticked).await.expect(201);
    assert_eq!(wang["permissions"], json!(["order.view"]));
    assert!(wang["effective"].as_array().unwrap().contains(&json!("chat.view:own")));
    let roles = office.get("/roles", &owner).await.expect(200);
    assert_eq!(roles["items"][0]["permissions"], lin["effective"], "ticking extra rights does not change the role");
}

#[tokio::test]
async fn bad_input_names_its_field() {
    let office = Office::start().await;
    let owner = office.shop("shop").await;
    office.post("/agents", &owner, json!({"name": "lin", "password": PASSWORD})).await.expect(201);
    let good = json!({"name": "wang", "password": PASSWORD});
    for (field, value, refusal) in [
        ("name", json!("LIN"), "409 conflict name taken"),
        ("name", json!("客服小王"), "422 invalid name reserved"),
        ("name", json!("admin1"), "422 invalid name reserved"),
        ("name", json!("a:b"), "422 invalid name character"),
        ("nickname", json!("x".repeat(41)), "422 invalid nickname -"),
        ("permissions", json!(["chat.fly"]), "422 invalid permissions unknown_permission"),
        ("roles", json!(["0000000000000"]), "404 not_found roles -"),
        ("capacity", json!(-1), "422 invalid capacity -"),
        ("weight", json!(1001), "422 invalid weight -"),
        ("phone", json!("1"), "422 invalid phone -"),
    ] {
        let mut body = good.clone();
        body[field] = value;
        assert_eq!(office.post("/agents", &owner, body).await.refusal(), refusal);
    }
    let list = office.get("/agents", &owner).await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    for free in ["badminton", "wang"] {
        let body = json!({"name": free, "nickname": "客服小王", "password": PASSWORD});
        office.post("/agents", &owner, body).await.expect(201);
    }
}

#[tokio::test]
async fn the_list_goes_page_by_page_with_the_owner_first() {
    let office = Office::start().await;
    let owner = office.shop("shop").await;
    for name in ["one", "two", "three"] {
        office.post("/agents", &owner, json!({"name": name, "password": PASSWORD})).await.expect(201);
    }
    let (mut names, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = office.get(&format!("/agents?limit=3{cursor}"), &owner).await.expect(200);
        names.extend(page["items"].as_array().unwrap().iter().map(|agent| agent["name"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(names, ["shop", "one", "two", "three"]);
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once_and_comes_back_when_enabled() {
    let office = Office::start().await;
    let owner = office.shop("shop").await;
    let lin = office.sub(&owner, "lin", &["chat.serve"]).await;
    let path = format!("/agents/{}", lin.id);
    let changed =
        office.patch(&path, &owner, json!({"state": "disabled", "hand_over": {"to": "route"}})).await.expect(200);
    assert_eq!(changed["state"], "disabled");
    office.get("/me", &lin).await.expect(401);
    assert_eq!(office.sign_in("shop:lin", PASSWORD).await.refusal(), "403 forbidden - disabled");
    assert_eq!(office.sign_in("shop:lin", "wrong").await.status, 401, "only who knows the password learns of it");
    office.patch(&path, &owner, json!({"state": "active"})).await.expect(200);
    office.sign_in("shop:lin", PASSWORD).await.expect(200);
    let heir = json!({"state": "disabled", "hand_over": {"to": "agent", "agent_id": lin.id}});
    assert_eq!(office.patch(&path, &owner, heir).await.refusal(), "422 invalid hand_over.agent_id -");
}

#[tokio::test]
async fn a_deleted_name_rests_for_thirty_days_and_its_log_stays() {
    let office = Office::start().await;
    let owner = office.shop("shop").await;
    let lin = office.sub(&owner, "lin", &["chat.serve"]).await;
    office.delete(&format!("/agents/{}", lin.id), &owner).await.expect(204);
    office.get("/me", &lin).await.expect(401);
    office.get(&format!("/agents/{}", lin.id), &owner).await.expect(404);
    assert_eq!(office.sign_in("shop:lin", PASSWORD).await.status, 401);
    let again = json!({"name": "Lin", "password": PASSWORD});
    assert_eq!(office.post("/agents", &owner, again.clone()).await.refusal(), "409 conflict name recently_deleted");
    let log = office.get(&format!("/audit?object_id={}", lin.id), &owner).await.expect(200);
    assert_eq!(log["items"][0]["action"], "agent.delete");
    office.days_pass(29);
    office.post("/agents", &owner, again.clone()).await.expect(409);
    office.days_pass(1);
    let owner = office.signed_in("shop").await;
    office.post("/agents", &owner, again).await.expect(201);
}

#[tokio::test]
async fn the_owners_account_stays_what_it_is() {
    let office = Office::start().await;
    let owner = office.shop("shop").await;
    let path = format!("/agents/{}", owner.id);
    for change in
        [json!({"state": "disabled"}), json!({"roles": []}), json!({"permissions": []}), json!({"name": "other"})]
    {
        assert_eq!(office.patch(&path, &owner, change).await.refusal(), "409 conflict - owner");
    }
    assert_eq!(office.delete(&path, &owner).await.refusal(), "409 conflict - owner");
    let me = office.patch(&path, &owner, json!({"takes_routing": false})).await.expect(200);
    assert_eq!(me["takes_routing"], false);
    assert_eq!(office.get("/me", &owner).await.expect(200)["setup"]["asked_routing"], true);
}

#[tokio::test]
async fn a_changed_role_acts_on_its_holders_at_once() {
    let office = Office::start().await;
    let owner = office.shop("shop").await;
    let role = json!({"name": "审计", "permissions": ["audit.view"]});
    let role = office.post("/roles", &owner, role).await.expect(201);
    let lin = office.sub(&owner, "lin", &["chat.serve"]).await;
    office.get("/audit", &lin).await.expect(403);
    office.patch(&format!("/agents/{}", lin.id), &owner, json!({"roles": [role["id"]]})).await.expect(200);
    office.get("/audit", &lin).await.expect(200);
    let path = format!("/roles/{}", role["id"].as_str().unwrap());
    assert_eq!(office.delete(&path, &owner).await.refusal(), "409 conflict - in_use");
    office.patch(&path, &owner, json!({"permissions": ["chat.serve"]})).await.expect(200);
    office.get("/audit", &lin).await.expect(403);
    assert_eq!(office.patch(&path, &owner, json!({"name": "客服"})).await.refusal(), "409 conflict name taken");
    office.patch(&format!("/agents/{}", lin.id), &owner, json!({"roles": []})).await.expect(200);
    office.delete(&path, &owner).await.expect(204);
}

#[tokio::test]
async fn groups_are_known_to_all_and_kept_while_an_entry_needs_them() {
    let office = Office::start().await;
    let owner = office.shop("shop").await;
    let lin = office.sub(&owner, "lin", &["chat.serve"]).await;
    let group =
        office.post("/groups", &owner, json!({"name": "售后", "agent_ids": [lin.id, lin.id]})).await.expect(201);
    assert_eq!(office.get("/groups", &lin).await.expect(200)["items"], json!([group]));
    assert_eq!(group["agent_ids"], json!([lin.id]));
    office.post("/groups", &lin, json!({"name": "售前"})).await.expect(403);
    assert_eq!(office.post("/groups", &owner, json!({"name": "售后"})).await.refusal(), "409 conflict name taken");
    let path = format!("/groups/{}", group["id"].as_str().unwrap());
    let inbox = office.get("/me", &owner).await.expect(200)["setup"]["inbox_id"].clone();
    let inbox = format!("/inboxes/{}", inbox.as_str().unwrap());
    office.patch(&inbox, &owner, json!({"group_ids": [group["id"]]})).await.expect(200);
    assert_eq!(office.delete(&path, &owner).await.refusal(), "409 conflict - in_use");
    office.patch(&inbox, &owner, json!({"group_ids": []})).await.expect(200);
    office.patch(&path, &owner, json!({"agent_ids": []})).await.expect(200);
    office.delete(&path, &owner).await.expect(204);
    assert_eq!(office.get("/groups", &lin).await.expect(200)["items"], json!([]));
}

#[tokio::test]
async fn everybody_may_change_his_own_nickname_and_language() {
    let office = Office::start().await;
    let owner = office.shop("shop").await;
    let lin = office.sub(&owner, "lin", &["chat.serve"]).await;
    let me = office.patch("/me", &lin, json!({"nickname": " 小林客服 ", "locale": "en"})).await.expect(200);
    assert_eq!(
        (&me["agent"]["nickname"], &me["locale"], &me["setup"]),
        (&json!("小林客服"), &json!("en"), &Value::Null)
    );
    assert_eq!(office.patch("/me", &lin, json!({"locale": null})).await.expect(200)["locale"], Value::Null);
    assert_eq!(office.patch("/me", &lin, json!({"locale": "fr"})).await.refusal(), "422 invalid locale -");
    assert_eq!(office.patch("/me", &lin, json!({"roles": []})).await.refusal(), "422 invalid roles -");
}

//! Registering a shop and what it begins with.

use super::office::{Office, PASSWORD};
use crate::app::Registration;
use serde_json::{Value, json};

#[tokio::test]
async fn a_new_shop_has_an_owner_who_may_everything_eight_roles_and_a_first_inbox() {
    let office = Office::start().await;
    let owner = office.shop("鲜果店").await;
    let me = office.get("/me", &owner).await.expect(200);
    assert_eq!(
        (&me["workspace"]["name"], &me["agent"]["login"], &me["owner"]),
        (&json!("鲜果店"), &json!("鲜果店"), &json!(true))
    );
    assert_eq!(me["permissions"].as_array().unwrap().len(), domain::permission::Permission::ALL.len());
    let first_steps = &me["setup"];
    assert_eq!(
        (&first_steps["colleagues"], &first_steps["tried"], &first_steps["asked_routing"]),
        (&json!(0), &json!(false), &json!(false))
    );
    let inbox =
        office.get(&format!("/inboxes/{}", first_steps["inbox_id"].as_str().unwrap()), &owner).await.expect(200);
    assert_eq!(
        (&inbox["name"], &inbox["kind"]),
        (&json!("网站客服"), &json!(crate::channels::Channels::all().first().kind()))
    );
    let roles = office.get("/roles", &owner).await.expect(200);
    let names: Vec<_> = roles["items"].as_array().unwrap().iter().map(|role| role["name"].clone()).collect();
    assert_eq!(names, ["客服", "客服主管", "运营", "财务", "仓库", "质检", "只读审计", "管理员"]);
}

#[tokio::test]
async fn after_the_first_shop_registration_is_closed() {
    let office = Office::with(Registration::First, "http://localhost:8080").await;
    let setup = office.call("GET", "/setup", "", Value::Null).await.expect(200);
    assert_eq!((&setup["empty"], &setup["can_register"], &setup["secure"]), (&json!(true), &json!(true), &json!(true)));
    office.shop("first").await;
    let setup = office.call("GET", "/setup", "", Value::Null).await.expect(200);
    assert_eq!((&setup["empty"], &setup["can_register"]), (&json!(false), &json!(false)));
    let body = json!({"name": "second", "phone": "13800138000", "password": PASSWORD});
    assert_eq!(office.call("POST", "/workspaces", "", body).await.refusal(), "403 forbidden - registration_closed");
}

#[tokio::test]
async fn two_first_registrations_at_once_make_one_shop() {
    let office = Office::with(Registration::First, "http://localhost:8080").await;
    let body = |name: &str| json!({"name": name, "email": format!("{name}@example.com"), "password": PASSWORD});
    let both = tokio::join!(
        office.call("POST", "/workspaces", "", body("one")),
        office.call("POST", "/workspaces", "", body("two")),
    );
    let mut answers = [both.0.status.as_u16(), both.1.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [201, 403]);
}

#[tokio::test]
async fn bad_input_names_its_field_and_makes_nothing() {
    let office = Office::start().await;
    office.shop("taken").await;
    let good = json!({"name": "shop", "phone": "13800138000", "password": PASSWORD});
    for (field, value, refusal) in [
        ("name", json!("a b"), "422 invalid name character"),
        ("name", json!("店"), "422 invalid name too_short"),
        ("name", json!("TAKEN"), "409 conflict name taken"),
        ("phone", json!("123"), "422 invalid phone -"),
        ("phone", json!(null), "422 invalid phone required"),
        ("email", json!("shop"), "422 invalid email -"),
        ("password", json!("short"), "422 invalid password too_short"),
        ("password", json!("123456"), "422 invalid password common"),
        ("colour", json!("red"), "422 invalid colour -"),
    ] {
        let mut body = good.clone();
        body[field] = value;
        assert_eq!(office.call("POST", "/workspaces", "", body).await.refusal(), refusal);
    }
    let same = json!({"name": "ShopShop", "phone": "13800138000", "password": "shopshop"});
    assert_eq!(office.call("POST", "/workspaces", "", same).await.refusal(), "422 invalid password account_name");
    office.call("POST", "/workspaces", "", good).await.expect(201);
    let other = json!({"name": "other", "phone": "+86 138 0013 8000", "password": PASSWORD});
    assert_eq!(office.call("POST", "/workspaces", "", other).await.refusal(), "409 conflict phone taken");
}

//! Signing in and out, sessions and their cookies.

use super::office::{Office, PASSWORD, Person};
use crate::accounts::operator;
use crate::app::Registration;
use serde_json::json;

#[tokio::test]
async fn an_owner_signs_in_by_name_phone_or_address_and_a_sub_account_behind_a_colon() {
    let office = Office::start().await;
    let new = json!({"name": "鲜果店", "phone": "13800138000", "email": "Lin@Example.com", "password": PASSWORD});
    office.call("POST", "/workspaces", "", new).await.expect(201);
    for login in ["鲜果店", " 鲜果店 ", "13800138000", "+86 13800138000", "lin@example.COM"] {
        let session = office.sign_in(login, PASSWORD).await.expect(200);
        assert_eq!(
            (&session["workspace"]["name"], &session["agent"]["owner"]),
            (&json!("鲜果店"), &json!(true)),
            "{login}"
        );
    }
    let owner = office.signed_in("鲜果店").await;
    office.sub(&owner, "小王", &["chat.serve"]).await;
    let session = office.sign_in("鲜果店:小王", PASSWORD).await.expect(200);
    assert_eq!(session["agent"]["login"], "鲜果店:小王");
    assert_eq!(office.sign_in("鲜果店:鲜果店", PASSWORD).await.status, 401, "the owner is no sub-account");
}

#[tokio::test]
async fn the_full_width_colon_is_named_whether_the_account_exists_or_not() {
    let office = Office::start().await;
    let owner = office.shop("shop").await;
    office.sub(&owner, "lin", &["chat.serve"]).await;
    let (known, unknown) = (office.sign_in("shop：lin", "x").await, office.sign_in("nobody：none", "x").await);
    assert_eq!(known.refusal(), "422 invalid login fullwidth_colon");
    assert_eq!(known.body["error"]["details"]["corrected"], "shop:lin");
    assert_eq!(unknown.refusal(), known.refusal());
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_get_one_answer() {
    let office = Office::start().await;
    let owner = office.shop("shop").await;
    office.sub(&owner, "lin", &["chat.serve"]).await;
    let wrong = office.sign_in("shop", "wrong-password").await;
    assert_eq!(wrong.refusal(), "401 unauthorized - wrong_credentials");
    for login in ["nobody", "shop:nobody", "nobody:lin", "a b c", "13900139000", "no@example.com", "shop:lin:x"] {
        assert_eq!(office.sign_in(login, "wrong-password").await.body, wrong.body, "{login}");
    }
}

#[tokio::test]
async fn failures_are_throttled_and_successes_are_not() {
    let office = Office::start().await;
    office.shop("shop").await;
    for _ in 0..30 {
        office.sign_in("shop", PASSWORD).await.expect(200);
    }
    for name in ["shop", "nobody"] {
        for _ in 0..10 {
            office.sign_in(name, "wrong-password").await.expect(401);
        }
        let refused = office.sign_in(name, PASSWORD).await;
        assert_eq!(refused.refusal(), "429 too_many - -", "{name}");
        assert!(refused.headers["retry-after"].to_str().unwrap().parse::<u32>().unwrap() > 60);
    }
    office.days_pass(1);
    office.sign_in("shop", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn signing_out_ends_this_session_and_no_other() {
    let office = Office::start().await;
    let here = office.shop("shop").await;
    let there = office.signed_in("shop").await;
    let out = office.delete("/session", &here).await;
    assert!(out.headers["set-cookie"].to_str().unwrap().starts_with("yingke=; "));
    out.expect(204);
    office.get("/me", &here).await.expect(401);
    office.get("/me", &there).await.expect(200);
}

#[tokio::test]
async fn a_session_lives_for_thirty_days_from_its_last_use() {
    let office = Office::start().await;
    let (used, idle) = (office.shop("shop").await, office.signed_in("shop").await);
    office.days_pass(20);
    office.get("/me", &used).await.expect(200);
    // The use is noted out of the request's way.
    for _ in 0..200 {
        let noted = office.app.db.read(|q| db::Query::maybe(q, NOTED, &[], |_| Ok(()))).await.unwrap();
        if noted.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    office.days_pass(20);
    office.get("/me", &used).await.expect(200);
    office.get("/me", &idle).await.expect(401);
}

const NOTED: &str = "select 1 as one from sessions where seen_at > created_at";

#[tokio::test]
async fn the_cookie_is_out_of_scripts_reach_and_bound_to_the_host_on_https() {
    for (url, begins, secure) in
        [("http://192.168.1.5:8080", "yingke=", false), ("https://desk.example", "__Host-yingke=", true)]
    {
        let office = Office::with(Registration::Open, url).await;
        office.shop("shop").await;
        let reply = office.sign_in("shop", PASSWORD).await;
        let cookie = reply.headers["set-cookie"].to_str().unwrap();
        assert!(cookie.starts_with(begins) && cookie.contains("; HttpOnly; SameSite=Lax"), "{cookie}");
        assert_eq!(cookie.contains("; Secure"), secure);
    }
}

#[tokio::test]
async fn the_operator_gives_tokens_and_resets_an_owners_password() {
    let office = Office::start().await;
    let owner = office.shop("shop").await;
    let api = Person { id: owner.id.clone(), token: operator::create_token(&office.app, "shop").await.unwrap() };
    office.days_pass(400);
    office.get("/me", &api).await.expect(200);
    assert!(operator::create_token(&office.app, "shop:nobody").await.is_err());
    operator::reset_owner_password(&office.app, "Shop", "persimmon-tree-3").await.unwrap();
    office.get("/me", &api).await.expect(401);
    assert_eq!(office.sign_in("shop", PASSWORD).await.status, 401);
    office.sign_in("shop", "persimmon-tree-3").await.expect(200);
}

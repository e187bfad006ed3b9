//! Changing passwords, what ends with them, and what the owner asks of them.

use super::office::{Office, PASSWORD, Person};
use serde_json::json;

const NEXT: &str = "persimmon-tree-3";

#[tokio::test]
async fn ones_own_password_changes_with_the_old_one_and_ends_all_other_sessions() {
    let office = Office::start().await;
    let owner = office.shop("shop").await;
    let lin = office.sub(&owner, "lin", &["chat.serve"]).await;
    let elsewhere = office.signed_in("shop:lin").await;
    let path = format!("/agents/{}/password", lin.id);
    let without = office.put(&path, &lin, json!({"password": NEXT})).await;
    assert_eq!(without.refusal(), "422 invalid old_password required");
    let wrong = office.put(&path, &lin, json!({"password": NEXT, "old_password": "wrong"})).await;
    assert_eq!(wrong.refusal(), "422 invalid old_password wrong_password");
    office.put(&path, &lin, json!({"password": NEXT, "old_password": PASSWORD})).await.expect(204);
    office.get("/me", &lin).await.expect(200);
    office.get("/me", &elsewhere).await.expect(401);
    assert_eq!(office.sign_in("shop:lin", PASSWORD).await.status, 401);
    office.sign_in("shop:lin", NEXT).await.expect(200);
}

#[tokio::test]
async fn a_reset_needs_no_old_password_and_ends_sessions_and_tokens() {
    let office = Office::start().await;
    let owner = office.shop("shop").await;
    let lin = office.sub(&owner, "lin", &["chat.serve"]).await;
    let token = crate::accounts::operator::create_token(&office.app, "shop:lin").await.unwrap();
    let path = format!("/agents/{}/password", lin.id);
    assert_eq!(
        office.put(&path, &owner, json!({"password": "shop:lin"})).await.refusal(),
        "422 invalid password account_name"
    );
    office.put(&path, &owner, json!({"password": NEXT})).await.expect(204);
    office.get("/me", &lin).await.expect(401);
    office.get("/me", &Person { token, ..lin }).await.expect(401);
    office.sign_in("shop:lin", NEXT).await.expect(200);
    let log = office.get("/audit?action=agent.reset_password", &owner).await.expect(200);
    assert_eq!((&log["items"][0]["object_name"], &log["items"][0]["agent_name"]), (&json!("lin"), &json!("shop")));
    assert!(!log.to_string().contains(NEXT));
}

#[tokio::test]
async fn only_the_owner_sets_the_policy_and_new_passwords_follow_it() {
    let office = Office::start().await;
    let owner = office.shop("shop").await;
    let admin = office
        .sub(
            &owner,
            "boss",
            &domain::permission::Permission::ALL.iter().filter(|p| !p.scoped()).map(|p| p.key()).collect::<Vec<_>>(),
        )
        .await;
    for reply in [
        office.get("/settings/password", &admin).await,
        office.patch("/settings/password", &admin, json!({"min_length": 8})).await,
    ] {
        assert_eq!(reply.refusal(), "403 forbidden - owner_only");
    }
    assert_eq!(
        office.patch("/settings/password", &owner, json!({"min_length": 5})).await.refusal(),
        "422 invalid min_length -"
    );
    let policy = office.patch("/settings/password", &owner, json!({"min_length": 16, "classes": 3})).await.expect(200);
    assert_eq!(policy, json!({"min_length": 16, "classes": 3, "max_age_days": null}));
    let new = |password: &str| json!({"name": "lin", "password": password});
    assert_eq!(office.post("/agents", &owner, new(PASSWORD)).await.refusal(), "422 invalid password too_short");
    assert_eq!(
        office.post("/agents", &owner, new("kumquat-tree-without-end")).await.refusal(),
        "422 invalid password classes"
    );
    office.post("/agents", &owner, new("kumquat-tree-Without-9")).await.expect(201);
}

#[tokio::test]
async fn a_password_that_is_too_old_opens_nothing_until_a_new_one_comes_with_it() {
    let office = Office::start().await;
    let owner = office.shop("shop").await;
    office.patch("/settings/password", &owner, json!({"max_age_days": 90})).await.expect(200);
    office.days_pass(91);
    assert_eq!(office.sign_in("shop", PASSWORD).await.refusal(), "403 forbidden - password_expired");
    assert_eq!(office.sign_in("shop", "wrong").await.refusal(), "401 unauthorized - wrong_credentials");
    let renew = |new: &str| json!({"login": "shop", "password": PASSWORD, "new_password": new});
    assert_eq!(office.call("POST", "/session", "", renew(PASSWORD)).await.refusal(), "422 invalid new_password same");
    office.call("POST", "/session", "", renew(NEXT)).await.expect(200);
    office.sign_in("shop", NEXT).await.expect(200);
}

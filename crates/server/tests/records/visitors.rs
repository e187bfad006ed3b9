//! Visitors: who is the same person again, who is proven, and what nobody can find out by claiming it.

use crate::desk::{Colleague, Desk, SHOP};
use crate::on_both;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use db::Query;
use domain::id::{ContactId, InboxId};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Method, StatusCode};
use serde_json::{Value as Json, json};

const INBOX: InboxId = InboxId(10);
const FOREIGN: InboxId = InboxId(20);

async fn arrive(desk: &Desk, more: Json) -> (StatusCode, Json) {
    let mut body = json!({ "inbox_id": INBOX });
    body.as_object_mut().expect("a map").extend(more.as_object().expect("a map").clone());
    desk.ask("", Method::POST, "/visitor/sessions", Some(body)).await
}

async fn newcomer(desk: &Desk) -> Json {
    let (status, session) = arrive(desk, json!({})).await;
    assert_eq!(status, StatusCode::CREATED, "{session}");
    session
}

fn text<'a>(json: &'a Json, name: &str) -> &'a str {
    json[name].as_str().unwrap_or_else(|| panic!("no {name} in {json}"))
}

async fn write(desk: &Desk, token: &str, client_id: &str, text: &str) -> (StatusCode, Json) {
    desk.ask(token, Method::POST, "/visitor/messages", Some(json!({ "client_id": client_id, "text": text }))).await
}

async fn new_secret(desk: &Desk, owner: &Colleague) -> String {
    let (_, answer) = desk.ask(&owner.token, Method::POST, &format!("/inboxes/{INBOX}/secret"), None).await;
    text(&answer, "secret").to_owned()
}

async fn signed(desk: &Desk, sub: &str) -> String {
    let secret = new_secret(desk, &desk.owner().await).await;
    signed_with(desk, &secret, sub)
}

/// What the shop's server signs for its customer.
fn signed_with(desk: &Desk, secret: &str, sub: &str) -> String {
    let claims = json!({ "sub": sub, "aud": INBOX, "exp": desk.now().0 / 1000 + 600, "name": "林小满" });
    let part = |json: Json| URL_SAFE_NO_PAD.encode(json.to_string());
    let signing = format!("{}.{}", part(json!({ "alg": "HS256" })), part(claims));
    let mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).expect("a key").chain_update(&signing);
    format!("{signing}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

on_both! {
    async fn a_visitor_comes_back_as_the_same_and_leaves_for_good(desk: Desk) {
        desk.owner().await;
        let first = newcomer(&desk).await;
        let (_, again) = arrive(&desk, json!({ "token": first["token"] })).await;
        assert_eq!((&again["visitor_id"], &again["token"]), (&first["visitor_id"], &first["token"]));
        let (_, elsewhere) = desk.ask("", Method::POST, "/visitor/sessions", Some(json!({ "inbox_id": FOREIGN, "token": first["token"] }))).await;
        assert_ne!(elsewhere["visitor_id"], first["visitor_id"]);

        assert_eq!(write(&desk, text(&first, "token"), "1", "在吗").await.0, StatusCode::CREATED);
        let left = desk.ask(text(&first, "token"), Method::POST, "/visitor/logout", None).await;
        assert_eq!(left.0, StatusCode::NO_CONTENT);
        // Who writes is remembered from one message to the next, and asked again all the same.
        assert_eq!(write(&desk, text(&first, "token"), "2", "还在吗").await.0, StatusCode::UNAUTHORIZED);
        let (_, other) = arrive(&desk, json!({ "token": first["token"] })).await;
        assert_ne!(other["visitor_id"], first["visitor_id"]);
    }

    async fn a_token_lives_a_year_from_its_last_use(desk: Desk) {
        let first = newcomer(&desk).await;
        for _ in 0..3 {
            desk.later(300 * 86_400);
            let (status, _) = desk.ask(text(&first, "token"), Method::GET, "/visitor/conversation", None).await;
            assert_eq!(status, StatusCode::OK);
        }
        desk.later(366 * 86_400);
        let (status, _) = desk.ask(text(&first, "token"), Method::GET, "/visitor/conversation", None).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    }

    async fn writing_keeps_a_token_alive_like_any_other_use(desk: Desk) {
        desk.owner().await;
        let first = newcomer(&desk).await;
        for n in 0..3 {
            let (status, said) = write(&desk, text(&first, "token"), &format!("{n}"), "在吗").await;
            assert_eq!(status, StatusCode::CREATED, "{said}");
            desk.later(300 * 86_400);
        }
        desk.later(66 * 86_400);
        assert_eq!(write(&desk, text(&first, "token"), "late", "在吗").await.0, StatusCode::UNAUTHORIZED);
    }

    async fn a_signature_makes_one_customer_of_every_browser_and_joins_no_history(desk: Desk) {
        let (jwt, first) = (signed(&desk, "u-17").await, newcomer(&desk).await);
        let before = text(&first, "token");
        assert_eq!(write(&desk, before, "1", "还没登录").await.0, StatusCode::CREATED);

        let (_, proven) = desk.ask(before, Method::POST, "/visitor/identify", Some(json!({ "jwt": jwt }))).await;
        assert_ne!(proven["visitor_id"], first["visitor_id"]);
        assert_eq!(desk.get(text(&proven, "token"), "/visitor/messages").await["items"], json!([]));
        assert_eq!(desk.ask(before, Method::GET, "/visitor/messages", None).await.0, StatusCode::UNAUTHORIZED);

        let (_, phone) = arrive(&desk, json!({ "identity": { "jwt": jwt } })).await;
        assert_eq!(phone["visitor_id"], proven["visitor_id"]);
        let (status, forged) = arrive(&desk, json!({ "identity": { "jwt": format!("{jwt}x") } })).await;
        assert_eq!((status, &forged["error"]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("identity.jwt")));
    }

    async fn the_secrets_lie_sealed_in_the_database_and_the_last_two_are_good(desk: Desk) {
        let owner = desk.owner().await;
        let mut secrets = Vec::new();
        for _ in 0..3 {
            secrets.push(new_secret(&desk, &owner).await);
        }
        let stored = desk.app.db.read(|q| {
            q.all("select secret, previous_secret from inboxes where secret is not null", &[], |row| {
                Ok(format!("{} {}", row.get::<String>("secret")?, row.get::<String>("previous_secret")?))
            })
        });
        let stored = stored.await.expect("the inbox").join(" ");
        assert!(!stored.is_empty() && secrets.iter().all(|secret| !stored.contains(secret.as_str())), "{stored}");

        for (secret, expected) in secrets.iter().zip([StatusCode::UNPROCESSABLE_ENTITY, StatusCode::CREATED, StatusCode::CREATED]) {
            let jwt = signed_with(&desk, secret, "u-17");
            assert_eq!(arrive(&desk, json!({ "identity": { "jwt": jwt } })).await.0, expected);
        }
    }

    async fn a_secret_under_another_key_is_the_operators_trouble_and_not_the_visitors(desk: Desk) {
        let owner = desk.owner().await;
        let jwt = signed_with(&desk, &new_secret(&desk, &owner).await, "u-17");
        desk.run("update inboxes set secret = 'c2VhbGVkIGVsc2V3aGVyZQ' where workspace_id = $1", vec![SHOP.into()]).await;
        let (status, refused) = arrive(&desk, json!({ "identity": { "jwt": jwt } })).await;
        assert_eq!((status, &refused["error"]["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("unavailable")));
        assert_eq!(arrive(&desk, json!({})).await.0, StatusCode::CREATED);
        let jwt = signed_with(&desk, &new_secret(&desk, &owner).await, "u-17");
        assert_eq!(arrive(&desk, json!({ "identity": { "jwt": jwt } })).await.0, StatusCode::CREATED);
    }

    async fn claims_find_nobody_and_prove_nothing(desk: Desk) {
        let (owner, known) = (desk.owner().await, desk.customer("安安").await);
        let claims = json!({ "name": "安安", "email": "ann@example.com" });
        let (_, session) = arrive(&desk, json!({ "identity": { "claims": claims } })).await;
        assert_ne!(session["visitor_id"], json!(known.id));
        assert_eq!(write(&desk, text(&session, "token"), "1", "是我").await.0, StatusCode::CREATED);
        let contact = desk.get(&owner.token, &format!("/contacts/{}", text(&session, "visitor_id"))).await;
        assert_eq!((&contact["name"], &contact["verified"]), (&json!("安安"), &json!(false)));
    }

    async fn the_same_client_id_says_it_once(desk: Desk) {
        desk.owner().await;
        let session = newcomer(&desk).await;
        let token = text(&session, "token");
        let (_, first) = write(&desk, token, "a", "在吗").await;
        assert_eq!(write(&desk, token, "a", "在吗").await.1["id"], first["id"]);
        assert_eq!(write(&desk, token, "a", "不在吗").await.0, StatusCode::CONFLICT);
        assert_eq!(desk.get(token, "/visitor/messages").await["items"].as_array().map(Vec::len), Some(1));
    }

    async fn whoever_was_away_for_long_gets_all_that_was_said_page_by_page(desk: Desk) {
        desk.owner().await;
        let session = newcomer(&desk).await;
        let token = text(&session, "token");
        let (_, first) = write(&desk, token, "0", "第 0 条").await;
        let (id, chat) = (text(&first, "id").to_owned(), text(&first, "conversation_id").parse().expect("an id"));
        let since = desk.position_of(id.parse().expect("an id")).await;
        desk.said_often(chat, 1_001).await;

        let (mut texts, mut query) = (Vec::new(), format!("?since={since}"));
        loop {
            let page = desk.get(token, &format!("/visitor/messages{query}")).await;
            let items = page["items"].as_array().expect("a list").clone();
            assert!(!items.is_empty(), "an empty page follows no other");
            texts.extend(items.iter().map(|item| text(item, "text").to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            query = format!("?since={since}&cursor={next}");
        }
        assert_eq!(texts, (1..=1_001).map(|n| format!("第 {n} 条")).collect::<Vec<_>>());
        assert_eq!(desk.ask(token, Method::GET, "/visitor/messages?cursor=x", None).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let newest = desk.get(token, "/visitor/messages").await;
        assert_eq!((newest["items"].as_array().map(Vec::len), &newest["next"]), (Some(500), &Json::Null));
    }

    async fn a_blocked_contact_gets_no_sign_of_it(desk: Desk) {
        desk.owner().await;
        let session = newcomer(&desk).await;
        let id: ContactId = text(&session, "visitor_id").parse().expect("an id");
        desk.run("update contacts set blocked = true where id = $1", vec![id.into()]).await;
        let (status, again) = arrive(&desk, json!({ "token": session["token"] })).await;
        assert_eq!((status, &again), (StatusCode::CREATED, &session));
        let (status, message) = write(&desk, text(&session, "token"), "1", "在吗").await;
        assert_eq!((status, &message["state"]), (StatusCode::CREATED, &json!("sent")));
        assert_eq!(desk.get(text(&session, "token"), "/visitor/messages").await["items"][0]["id"], message["id"]);
    }

    async fn one_address_opens_only_so_many_new_sessions(desk: Desk) {
        let first = newcomer(&desk).await;
        let mut refused = 0;
        for _ in 0..80 {
            let (status, _) = arrive(&desk, json!({})).await;
            refused += usize::from(status == StatusCode::TOO_MANY_REQUESTS);
        }
        assert!(refused > 0);
        assert_eq!(arrive(&desk, json!({ "token": first["token"] })).await.0, StatusCode::CREATED);
    }
}

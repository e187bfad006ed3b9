//! Inboxes and links: who may set them up, for whom, and what becomes of them.

use crate::desk::{Colleague, Desk, OTHER_SHOP};
use crate::on_both;
use reqwest::{Method, StatusCode};
use serde_json::{Value as Json, json};

const INBOX: domain::id::InboxId = domain::id::InboxId(10);
const FOREIGN: domain::id::InboxId = domain::id::InboxId(20);

async fn manager(desk: &Desk) -> Colleague {
    desk.colleague("运营", &["inbox.manage", "link.manage"]).await
}

async fn refused(desk: &Desk, by: &Colleague, path: &str, body: Json) -> (StatusCode, Json) {
    let method = if path.matches('/').count() == 2 { Method::PATCH } else { Method::POST };
    let (status, answer) = desk.ask(&by.token, method, path, Some(body)).await;
    (status, answer["error"]["field"].clone())
}

on_both! {
    async fn an_entry_names_only_people_of_its_own_shop(desk: Desk) {
        let (manager, stranger) = (manager(&desk).await, desk.agent(OTHER_SHOP, "外人", false, &[]).await);
        for (path, field) in [
            (format!("/inboxes/{INBOX}"), "agent_ids"),
            (format!("/inboxes/{INBOX}"), "fallback_agent_ids"),
            (format!("/inboxes/{INBOX}"), "group_ids"),
        ] {
            let answer = refused(&desk, &manager, &path, json!({ field: [stranger.id] })).await;
            assert_eq!(answer, (StatusCode::UNPROCESSABLE_ENTITY, json!(field)), "{path}");
        }
        let link = json!({ "name": "抖音", "agent_id": stranger.id });
        let answer = refused(&desk, &manager, &format!("/inboxes/{INBOX}/links"), link).await;
        assert_eq!(answer, (StatusCode::UNPROCESSABLE_ENTITY, json!("agent_id")));
    }

    async fn another_shops_inbox_is_not_found_and_a_plain_agent_may_not(desk: Desk) {
        let (manager, plain) = (manager(&desk).await, desk.colleague("小王", &["chat.view:own"]).await);
        let foreign = format!("/inboxes/{FOREIGN}");
        for (method, path) in [
            (Method::GET, foreign.clone()),
            (Method::PATCH, foreign.clone()),
            (Method::DELETE, foreign.clone()),
            (Method::GET, format!("{foreign}/qr.svg")),
            (Method::GET, format!("{foreign}/links")),
        ] {
            assert_eq!(desk.ask(&manager.token, method.clone(), &path, None).await.0, StatusCode::NOT_FOUND, "{method} {path}");
            assert_eq!(desk.ask(&plain.token, method.clone(), &path, None).await.0, StatusCode::FORBIDDEN, "{method} {path}");
        }
        let secret = desk.ask(&manager.token, Method::POST, &format!("/inboxes/{INBOX}/secret"), None).await;
        assert_eq!(secret.0, StatusCode::FORBIDDEN);
    }

    async fn settings_are_changed_one_by_one(desk: Desk) {
        let (manager, path) = (manager(&desk).await, format!("/inboxes/{INBOX}"));
        let first = json!({ "settings": { "title": "春茶", "color": "#1677FF", "allowed_domains": ["https://Tea.example/"] } });
        desk.ask(&manager.token, Method::PATCH, &path, Some(first)).await;
        let second = json!({ "name": "官网", "settings": { "color": null }, "fallback_agent_ids": [manager.id] });
        let (status, inbox) = desk.ask(&manager.token, Method::PATCH, &path, Some(second)).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(inbox["settings"], json!({ "title": "春茶", "allowed_domains": ["tea.example"] }));
        assert_eq!((&inbox["name"], &inbox["fallback_agent_ids"]), (&json!("官网"), &json!([manager.id])));
        let carriers = server::inboxes::frame_ancestors(&desk.app, server::channels::Door::Inbox(INBOX)).await.expect("the inbox is there");
        assert_eq!(carriers.as_deref(), Some("'self' tea.example"));
    }

    async fn a_link_leads_to_the_chat_until_it_is_deleted(desk: Desk) {
        let (manager, path) = (manager(&desk).await, format!("/inboxes/{INBOX}/links"));
        let wanted = json!({ "name": "小红书", "agent_id": manager.id, "agent_ids": [manager.id] });
        let (status, link) = desk.ask(&manager.token, Method::POST, &path, Some(wanted)).await;
        assert_eq!(status, StatusCode::CREATED, "{link}");
        let (key, id) = (link["key"].as_str().expect("a key"), link["id"].as_str().expect("an id"));
        assert_eq!(link["url"], json!(format!("http://localhost/c/{key}")));
        assert_eq!(desk.get(&manager.token, &path).await["items"], json!([link]));
        let public = format!("/visitor/config?link={key}");
        assert_eq!(desk.get("", &public).await["id"], json!(INBOX));

        let nobodys = json!({ "agent_id": null });
        let (_, changed) = desk.ask(&manager.token, Method::PATCH, &format!("{path}/{id}"), Some(nobodys)).await;
        assert_eq!((&changed["agent_id"], &changed["agent_ids"]), (&Json::Null, &json!([manager.id])));

        assert_eq!(desk.ask(&manager.token, Method::DELETE, &format!("{path}/{id}"), None).await.0, StatusCode::NO_CONTENT);
        assert_eq!(desk.ask("", Method::GET, &public, None).await.0, StatusCode::NOT_FOUND);
    }
}

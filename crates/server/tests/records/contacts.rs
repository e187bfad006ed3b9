//! Whom one knows, and how much of them one sees.

use crate::desk::{Chat, Colleague, Desk};
use crate::on_both;
use reqwest::{Method, StatusCode};
use serde_json::json;

on_both! {
    async fn an_agent_knows_its_own_contacts_and_sees_them_masked(desk: Desk) {
        let lin = desk.colleague("小林", &["contact.view:own"]).await;
        let lead = desk.colleague("主管", &["contact.view:all", "contact.reveal"]).await;
        let (ann, bob) = (desk.customer("安安").await, desk.customer("阿宝").await);
        desk.chat(&ann, Chat { assignee: Some(lin.id), ..Chat::default() }).await;
        desk.chat(&bob, Chat::default()).await;
        let mine = desk.get(&lin.token, "/contacts").await;
        assert_eq!(mine["items"].as_array().expect("items").len(), 1);
        assert_eq!(mine["items"][0]["phone"], "138****5678");
        assert_eq!(mine["items"][0]["email"], "a***@example.com");
        assert_eq!(desk.ask(&lin.token, Method::GET, &format!("/contacts/{}", bob.id), None).await.0, StatusCode::NOT_FOUND);
        let bobs = desk.get(&lead.token, &format!("/contacts/{}", bob.id)).await;
        assert_eq!(bobs["phone"], "13812345678");
        assert!(bobs.get("private").is_none());
        assert_eq!(desk.get(&lead.token, "/contacts").await["items"][0]["phone"], "138****5678");
    }

    async fn a_masked_number_cannot_be_spelled_out_by_searching(desk: Desk) {
        let lin = desk.colleague("小林", &["contact.view:all"]).await;
        let lead = desk.colleague("主管", &["contact.view:all", "contact.reveal"]).await;
        let ann = desk.customer("安安100%").await;
        desk.chat(&ann, Chat::default()).await;
        let count = async |token: &str, q: &str| desk.get(token, &format!("/contacts?q={q}")).await["items"].as_array().expect("items").len();
        for (q, masked, revealed) in [
            ("%E5%AE%89", 1, 1), ("100%25", 1, 1), ("1%25", 0, 0), ("_", 0, 0), ("1381234", 0, 1), ("13812345678", 1, 1),
            ("138-1234-5678", 1, 1), ("ann@", 0, 1), ("ANN@example.com", 1, 1),
        ] {
            assert_eq!(count(&lin.token, q).await, masked, "{q}");
            assert_eq!(count(&lead.token, q).await, revealed, "{q}");
        }
    }

    async fn a_correction_is_checked_and_null_clears(desk: Desk) {
        let lin = desk.colleague("小林", &["contact.view:own", "contact.edit:own", "contact.reveal"]).await;
        let ann = desk.customer("安安").await;
        desk.chat(&ann, Chat { assignee: Some(lin.id), ..Chat::default() }).await;
        let path = format!("/contacts/{}", ann.id);
        let (status, contact) = desk.ask(&lin.token, Method::PATCH, &path, Some(json!({"name": " 安小姐 ", "phone": null}))).await;
        assert_eq!(status, StatusCode::OK, "{contact}");
        assert_eq!((&contact["name"], &contact["phone"], &contact["email"]), (&json!("安小姐"), &json!(null), &json!("ann@example.com")));
        for (change, field) in [
            (json!({"name": ""}), "name"), (json!({"email": "a***@example.com"}), "email"), (json!({"email": "a***@example.com x"}), "email"), (json!({"phone": "138****5678"}), "phone"),
            (json!({"blocked": true}), "blocked"), (json!({"email": 5}), "email"),
        ] {
            let (status, error) = desk.ask(&lin.token, Method::PATCH, &path, Some(change)).await;
            assert_eq!((status, &error["error"]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)));
        }
        let mei = desk.colleague("小美", &["contact.view:all"]).await;
        assert_eq!(desk.ask(&mei.token, Method::PATCH, &path, Some(json!({"name": "x"}))).await.0, StatusCode::FORBIDDEN);
    }

    async fn a_private_contact_shows_others_only_what_predates_the_mark(desk: Desk) {
        let owner = desk.owner().await;
        let lead = desk.colleague("主管", &["contact.view:all", "chatlog.view:all"]).await;
        let (ann, secret) = (desk.customer("安安").await, desk.customer("秘密").await);
        desk.chat(&ann, Chat { assignee: Some(lead.id), ..Chat::default() }).await;
        let path = format!("/contacts/{}", ann.id);
        let mark = format!("{path}/private");
        assert_eq!(desk.ask(&lead.token, Method::PUT, &mark, None).await.0, StatusCode::FORBIDDEN);
        let (status, marked) = desk.ask(&owner.token, Method::PUT, &mark, None).await;
        assert_eq!((status, &marked["private"]), (StatusCode::OK, &json!(true)));
        desk.later(60);
        let after = Chat { assignee: Some(owner.id), private: true, ..Chat::default() };
        desk.chat(&ann, after.clone()).await;
        desk.chat(&secret, after).await;

        let card = desk.get(&lead.token, &path).await;
        assert_eq!((&card["conversations"], card.get("private")), (&json!(1), None));
        assert_eq!(desk.get(&owner.token, &path).await["conversations"], 2);
        assert_eq!(desk.ask(&lead.token, Method::GET, &format!("/contacts/{}", secret.id), None).await.0, StatusCode::NOT_FOUND);
        let known = desk.get(&lead.token, "/contacts").await;
        assert_eq!(known["items"].as_array().expect("items").len(), 1);

        let served = desk.get(&lead.token, &format!("{path}/served-by")).await;
        assert_eq!(served["items"].as_array().expect("items").len(), 1);
        assert_eq!((&served["items"][0]["name"], &served["items"][0]["count"]), (&json!("主管"), &json!(1)));
        let served = desk.get(&owner.token, &format!("{path}/served-by")).await;
        assert_eq!(served["items"].as_array().expect("items").len(), 2);
        let (_, unmarked) = desk.ask(&owner.token, Method::DELETE, &mark, None).await;
        assert_eq!(unmarked["private"], false);
        assert_eq!(desk.get(&lead.token, &path).await["conversations"], 1);
    }

    async fn members_are_named_also_to_those_who_may_not_read_what_they_wrote(desk: Desk) {
        let lin = desk.colleague("小林", &["contact.view:own", "chatlog.view:own"]).await;
        let mei = desk.colleague("小美", &[]).await;
        let ann = desk.customer("安安").await;
        desk.chat(&ann, Chat { assignee: Some(mei.id), ..Chat::default() }).await;
        let first = desk.now().to_string();
        desk.later(3600);
        desk.chat(&ann, Chat { assignee: Some(mei.id), took_part: vec![lin.id], ..Chat::default() }).await;
        let served = desk.get(&lin.token, &format!("/contacts/{}/served-by", ann.id)).await;
        let meis = served["items"].as_array().expect("items").iter().find(|member| member["name"] == "小美").expect("小美");
        assert_eq!((&meis["count"], &meis["first_at"]), (&json!(2), &json!(first)));
        assert_eq!(desk.get(&lin.token, "/chatlog").await["items"].as_array().expect("items").len(), 1);
    }

    async fn blocking_needs_its_right_and_stays_within_the_shop(desk: Desk) {
        let lead = desk.colleague("主管", &["contact.view:all", "contact.block"]).await;
        let lin = desk.colleague("小林", &["contact.view:all"]).await;
        let neighbour = desk.agent(crate::desk::OTHER_SHOP, "邻居", true, &[]).await;
        let ann = desk.customer("安安").await;
        desk.chat(&ann, Chat::default()).await;
        let path = format!("/contacts/{}/block", ann.id);
        assert_eq!(desk.ask(&lin.token, Method::PUT, &path, None).await.0, StatusCode::FORBIDDEN);
        assert_eq!(desk.ask(&neighbour.token, Method::PUT, &path, None).await.0, StatusCode::NOT_FOUND);
        for _ in 0..2 {
            assert_eq!(desk.ask(&lead.token, Method::PUT, &path, None).await.1["blocked"], true);
        }
        assert_eq!(desk.ask(&lead.token, Method::DELETE, &path, None).await.1["blocked"], false);
    }

    async fn a_look_at_a_number_is_noted_once_an_hour(desk: Desk) {
        let owner = desk.owner().await;
        let lin = desk.colleague("小林", &["contact.view:all"]).await;
        let lead = desk.colleague("主管", &["contact.view:all", "contact.reveal"]).await;
        let ann = desk.customer("安安").await;
        desk.chat(&ann, Chat::default()).await;
        let path = format!("/contacts/{}", ann.id);
        desk.get(&lin.token, &path).await;
        assert_eq!(acts(&desk, &owner).await, Vec::<String>::new());
        desk.get(&lead.token, &path).await;
        desk.get(&lead.token, &path).await;
        assert_eq!(acts(&desk, &owner).await, ["contact.reveal 主管"]);
        desk.later(3601);
        desk.get(&lead.token, &path).await;
        assert_eq!(acts(&desk, &owner).await, ["contact.reveal 主管", "contact.reveal 主管"]);
    }

    async fn what_is_done_to_contacts_is_noted_and_the_mark_only_for_the_owner(desk: Desk) {
        let owner = desk.owner().await;
        let auditor = desk.colleague("审计", &["audit.view"]).await;
        let lead = desk.colleague("主管", &["contact.view:all", "contact.block"]).await;
        let ann = desk.customer("安安").await;
        desk.chat(&ann, Chat::default()).await;
        for (who, method, what) in [
            (&lead, Method::PUT, "block"), (&lead, Method::PUT, "block"), (&lead, Method::DELETE, "block"),
            (&owner, Method::PUT, "private"), (&owner, Method::PUT, "private"),
        ] {
            assert_eq!(desk.ask(&who.token, method, &format!("/contacts/{}/{what}", ann.id), None).await.0, StatusCode::OK);
        }
        assert_eq!(acts(&desk, &auditor).await, ["contact.unblock 主管", "contact.block 主管"]);
        assert_eq!(acts(&desk, &owner).await, ["contact.mark_private 老板", "contact.unblock 主管", "contact.block 主管"]);
    }
}

/// What the audit log tells this viewer, newest first.
async fn acts(desk: &Desk, viewer: &Colleague) -> Vec<String> {
    let page = desk.get(&viewer.token, "/audit").await;
    let lines = page["items"].as_array().expect("items").iter();
    lines
        .map(|line| {
            format!("{} {}", line["action"].as_str().expect("an act"), line["agent_name"].as_str().expect("a name"))
        })
        .collect()
}

//! Finding what was said.

use crate::desk::{Chat, Colleague, Desk};
use crate::on_both;
use domain::id::ConversationId;
use reqwest::{Method, StatusCode};
use serde_json::json;

/// The conversations found, by number, newest hit first.
pub async fn found(desk: &Desk, who: &Colleague, query: &str, rest: &str) -> Vec<String> {
    let query: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
    let page = desk.get(&who.token, &format!("/chatlog?q={query}{rest}")).await;
    let items = page["items"].as_array().expect("items");
    items.iter().map(|item| item["conversation"]["id"].as_str().expect("an id").to_owned()).collect()
}

fn ids(chats: &[ConversationId]) -> Vec<String> {
    chats.iter().map(ToString::to_string).collect()
}

on_both! {
    async fn words_of_every_length_and_script_are_found(desk: Desk) {
        let owner = desk.owner().await;
        let ann = desk.customer("安安").await;
        let chat = desk.chat(&ann, Chat::default()).await;
        desk.said(chat, "您好，龙井什么时候发货？单号 SF1234567，My Order hasn’t arrived").await;
        for query in ["龙", "发货", "什么时候", "龙井什么时候", "ｓｆ１２３４５６７", "order ARRIVED", "发货 order", "井什"] {
            assert_eq!(found(&desk, &owner, query, "").await, ids(&[chat]), "{query}");
        }
        for query in ["虎", "货发", "时候龙井", "SF12345", "ord", "发货 pending"] {
            assert!(found(&desk, &owner, query, "").await.is_empty(), "{query}");
        }
    }

    async fn pairs_that_stand_apart_are_no_hit(desk: Desk) {
        let owner = desk.owner().await;
        let ann = desk.customer("安安").await;
        let (apart, together) = (desk.chat(&ann, Chat::default()).await, desk.chat(&ann, Chat::default()).await);
        desk.said(apart, "先发货，货到付款").await;
        desk.said(together, "今天发货到上海").await;
        assert_eq!(found(&desk, &owner, "发货到", "").await, ids(&[together]));
        assert_eq!(found(&desk, &owner, "发货 货到", "").await, ids(&[together, apart]));
    }

    async fn marks_and_operators_are_taken_for_what_they_are(desk: Desk) {
        let owner = desk.owner().await;
        let ann = desk.customer("安安").await;
        let chat = desk.chat(&ann, Chat::default()).await;
        desk.said(chat, "退货 OR 换货?").await;
        assert_eq!(found(&desk, &owner, "货", "").await, ids(&[chat]));
        for query in ["？", "\"", "*", "()", "&|!", "'", ":*", "😀", "-"] {
            assert!(found(&desk, &owner, query, "").await.is_empty(), "{query}");
        }
        for query in ["退货\" OR \"x", "NOT 退货", "退*", "words:退货", "'退货' | 'x'", "退货 NEAR 换货"] {
            assert!(found(&desk, &owner, query, "").await.is_empty(), "{query}");
        }
        assert_eq!(found(&desk, &owner, "or", "").await, ids(&[chat]));
    }

    async fn each_conversation_is_shown_once_over_all_pages(desk: Desk) {
        let owner = desk.owner().await;
        let ann = desk.customer("安安").await;
        let mut chats = Vec::new();
        for _ in 0..5 {
            chats.push(desk.chat(&ann, Chat::default()).await);
        }
        for _ in 0..3 {
            for chat in &chats {
                desk.later(1);
                desk.said(*chat, "催发货").await;
            }
        }
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = desk.get(&owner.token, &format!("/chatlog?q=%E5%8F%91&limit=2{cursor}")).await;
            for item in page["items"].as_array().expect("items") {
                seen.push(item["conversation"]["id"].as_str().expect("an id").to_owned());
            }
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        chats.reverse();
        assert_eq!(seen, ids(&chats));
    }

    async fn a_contact_is_found_in_the_list_by_any_part_of_the_name_of_now(desk: Desk) {
        let owner = desk.owner().await;
        let ann = desk.customer("王小明 Joanna").await;
        let chat = desk.chat(&ann, Chat::default()).await;
        let listed = async |query: &str| {
            let query: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
            let page = desk.get(&owner.token, &format!("/conversations?q={query}")).await;
            let items = page["items"].as_array().expect("items");
            items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
        };
        for part in ["王", "小明", "明 j", "ANN", "王小明 Joanna", "ｊｏ"] {
            assert_eq!(listed(part).await, ids(&[chat]), "{part}");
        }
        for part in ["明小", "李", "%", "_", "annj"] {
            assert!(listed(part).await.is_empty(), "{part}");
        }
        let (status, _) =
            desk.ask(&owner.token, Method::PATCH, &format!("/contacts/{}", ann.id), Some(json!({"name": "李四"}))).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(listed("李").await, ids(&[chat]));
        assert!(listed("小明").await.is_empty());
    }
}

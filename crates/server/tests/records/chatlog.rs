//! Who reads what of the chat log, and what it can be narrowed to (CNV-7).

use crate::desk::{Chat, Colleague, Desk};
use crate::on_both;
use crate::words::found;
use domain::id::ConversationId;
use reqwest::{Method, StatusCode};

async fn log(desk: &Desk, who: &Colleague, filter: &str) -> Vec<String> {
    let page = desk.get(&who.token, &format!("/chatlog?{filter}")).await;
    let items = page["items"].as_array().expect("items");
    items.iter().map(|item| item["conversation"]["id"].as_str().expect("an id").to_owned()).collect()
}

fn ids(chats: &[ConversationId]) -> Vec<String> {
    chats.iter().map(ToString::to_string).collect()
}

on_both! {
    async fn the_log_reaches_as_far_as_the_right_and_privacy_goes_first(desk: Desk) {
        let owner = desk.owner().await;
        let lin = desk.colleague("小林", &["chatlog.view:own"]).await;
        let mei = desk.colleague("小美", &["chatlog.view:group"]).await;
        let lead = desk.colleague("主管", &["chatlog.view:all"]).await;
        let nobody = desk.colleague("新人", &["chat.view:all"]).await;
        desk.group(&[lin.id, mei.id]).await;
        let ann = desk.customer("安安").await;
        let lins = desk.chat(&ann, Chat { assignee: Some(lin.id), ..Chat::default() }).await;
        desk.later(1);
        let helped = desk.chat(&ann, Chat { assignee: Some(lead.id), took_part: vec![lin.id], ..Chat::default() }).await;
        desk.later(1);
        let leads = desk.chat(&ann, Chat { assignee: Some(lead.id), ..Chat::default() }).await;
        desk.later(1);
        let private = desk.chat(&ann, Chat { took_part: vec![lead.id, lin.id], private: true, ..Chat::default() }).await;
        let blocked = desk.chat(&ann, Chat { blocked: true, ..Chat::default() }).await;
        for chat in [lins, helped, leads, private, blocked] {
            desk.said(chat, "发货了吗").await;
        }
        for (who, sees) in [
            (&owner, ids(&[private, leads, helped, lins])),
            (&lead, ids(&[leads, helped, lins])),
            (&mei, ids(&[lins])),
            (&lin, ids(&[helped, lins])),
        ] {
            assert_eq!(log(&desk, who, "").await, sees);
            assert_eq!(found(&desk, who, "发货", "").await, sees);
        }
        let (status, error) = desk.ask(&nobody.token, Method::GET, "/chatlog?q=1", None).await;
        assert_eq!((status, &error["error"]["code"]), (StatusCode::FORBIDDEN, &"forbidden".into()));
    }

    async fn nothing_of_another_shop_is_found(desk: Desk) {
        let owner = desk.owner().await;
        let neighbour = desk.agent(crate::desk::OTHER_SHOP, "邻居", true, &[]).await;
        let ann = desk.customer("安安").await;
        let chat = desk.chat(&ann, Chat::default()).await;
        desk.said(chat, "发货了吗").await;
        assert_eq!(found(&desk, &owner, "发货", "").await, ids(&[chat]));
        assert!(found(&desk, &neighbour, "发货", "").await.is_empty());
        assert!(log(&desk, &neighbour, &format!("contact={}", ann.id)).await.is_empty());
    }

    async fn the_log_is_narrowed_by_contact_colleague_channel_and_time(desk: Desk) {
        let owner = desk.owner().await;
        let (lin, mei) = (desk.colleague("小林", &[]).await, desk.colleague("小美", &[]).await);
        let (ann, bob) = (desk.customer("安安").await, desk.customer("阿宝").await);
        let anns = desk.chat(&ann, Chat { assignee: Some(lin.id), ..Chat::default() }).await;
        desk.said(anns, "发货了吗").await;
        desk.later(60);
        let noon = desk.now();
        desk.later(60);
        let bobs = desk.chat(&bob, Chat { assignee: Some(mei.id), ..Chat::default() }).await;
        desk.said(bobs, "发货了吗").await;
        for words in ["", "&q=%E5%8F%91%E8%B4%A7"] {
            for (filter, expected) in [
                (format!("contact={}", ann.id), ids(&[anns])),
                (format!("agent={}", mei.id), ids(&[bobs])),
                ("channel=web".to_owned(), ids(&[bobs, anns])),
                ("channel=mail".to_owned(), vec![]),
                (format!("from={noon}"), ids(&[bobs])),
                (format!("to={noon}"), ids(&[anns])),
            ] {
                assert_eq!(log(&desk, &owner, &format!("{filter}{words}")).await, expected, "{filter}{words}");
            }
        }
        let (status, error) = desk.ask(&owner.token, Method::GET, "/chatlog?from=yesterday", None).await;
        assert_eq!((status, &error["error"]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &"from".into()));
    }
}

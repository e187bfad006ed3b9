//! Words that the shop does not want said to its customers.

use crate::harness::*;
use crate::routing::desk_with;
use serde_json::{Value, json};

async fn guarded() -> (Desk, Workbench, Visitor) {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let words = json!([{"word": "微信", "action": "block"}, {"word": "VX", "action": "block"}, {"word": "保证", "action": "warn"}]);
    desk.owner.api.patch("/settings/service", json!({ "forbidden_words": words })).await.ok();
    let ann = desk.arrives("Ann").await;
    ann.says("在吗").await;
    (desk, lin, ann)
}

fn saying(client_id: &str, text: &str) -> Value {
    json!({"client_id": client_id, "text": text})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forbidden_word_is_refused_in_whatever_case_and_width_also_within_others() {
    let (_desk, lin, ann) = guarded().await;
    for (text, word) in [("加我微信吧", "微信"), ("我的ｖＸ号", "VX"), ("avxb", "VX")] {
        let refused = lin.tries_to_answer(&ann, text).await.refused_because(422, "forbidden_words");
        assert_eq!((&refused["field"], &refused["details"]["words"]), (&json!("text"), &json!([word])));
    }
    assert!(!ann.history().await.iter().any(|line| line.contains("微信")), "nothing went out");
    lin.notes(&ann, "客户要微信").await;
    lin.answers(&ann, "这里说就好").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_to_be_careful_with_is_sent_when_the_agent_confirms_it() {
    let (_desk, lin, ann) = guarded().await;
    let refused = lin.sends(&ann.conversation(), saying("a", "保证今天到")).await.refused_because(409, "warn_words");
    assert_eq!(refused["details"]["words"], json!(["保证"]));
    let mut confirmed = saying("a", "保证今天到");
    confirmed["confirm_words"] = json!(true);
    lin.sends(&ann.conversation(), confirmed).await.ok();
    assert_eq!(ann.history().await.last().expect("a word"), "保证今天到");
    let mut forbidden = saying("b", "保证加微信");
    forbidden["confirm_words"] = json!(true);
    lin.sends(&ann.conversation(), forbidden).await.refused_because(422, "forbidden_words");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_before_the_word_was_listed_is_acknowledged_again() {
    let (desk, lin, ann) = guarded().await;
    let sent = lin.sends(&ann.conversation(), saying("a", "支付宝可以")).await.ok();
    let words = json!([{"word": "支付宝", "action": "block"}]);
    desk.owner.api.patch("/settings/service", json!({ "forbidden_words": words })).await.ok();
    assert_eq!(lin.sends(&ann.conversation(), saying("a", "支付宝可以")).await.ok()["id"], sent["id"]);
}

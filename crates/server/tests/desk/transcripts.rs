//! A conversation as a file.

use crate::harness::*;
use crate::routing::desk_with;
use serde_json::{Value, json};

async fn a_chat() -> (Desk, Workbench, Visitor) {
    let (desk, [lin]) = desk_with(["lin"]).await;
    lin.api.patch("/me", json!({"nickname": "小林"})).await.ok();
    let ann = desk.arrives("Ann").await;
    ann.says("在吗\n我想退货").await;
    lin.notes(&ann, "老客户").await;
    let wrong = lin.answers(&ann, "不退").await;
    let body = json!({"client_id": "q", "text": "为什么", "reply_to": wrong["id"]});
    ann.api.post("/visitor/messages", body).await.ok();
    lin.takes_back(&ann, &wrong).await.ok();
    lin.answers(&ann, "可以退").await;
    lin.ends(&ann).await;
    (desk, lin, ann)
}

fn path(of: &Visitor, query: &str) -> String {
    format!("/conversations/{}/transcript{query}", of.conversation())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transcript_says_what_the_contact_read_and_with_notes_everything() {
    let (desk, _lin, ann) = a_chat().await;
    let text = desk.owner.api.get(&path(&ann, "?format=txt")).await.ok();
    let text = text.as_str().expect("text").trim_start_matches('\u{feff}').to_owned();
    for line in [
        "客户：Ann\r\n",
        "Ann：在吗\r\n    我想退货\r\n",
        "小林：[已撤回]\r\n",
        "Ann：「[已撤回]」 为什么\r\n",
        "小林：可以退\r\n",
        "会话结束",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    for inner in ["老客户", "不退", "lin"] {
        assert!(!text.contains(inner), "{inner} in {text}");
    }
    let whole = desk.owner.api.get(&path(&ann, "?notes=true")).await.ok();
    let whole = whole.as_str().expect("text");
    assert!(whole.contains("lin（备注）：老客户") && !whole.contains("不退"), "{whole}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_a_download_with_a_name_and_the_audit_log_tells_of_it() {
    let (desk, lin, ann) = a_chat().await;
    let url = format!("{}/api/v1{}", desk.owner.api.door.address(), path(&ann, ""));
    let response = desk.owner.api.http.get(url).bearer_auth(&desk.owner.api.token).send().await.expect("an answer");
    let header = |name: &str| response.headers()[name].to_str().expect("text").to_owned();
    assert_eq!(header("content-type"), "text/plain; charset=utf-8");
    // 聊天记录-Ann-2026-…
    let name = "filename*=UTF-8''%E8%81%8A%E5%A4%A9%E8%AE%B0%E5%BD%95-Ann-2026-";
    assert!(header("content-disposition").contains(name), "{}", header("content-disposition"));
    assert!(response.bytes().await.expect("bytes").starts_with("\u{feff}".as_bytes()));
    let audit = desk.owner.api.get("/audit?action=conversation.export").await.items();
    assert_eq!((&audit[0]["object_name"], &audit[0]["details"]), (&json!("Ann"), &json!({"notes": false})));
    lin.api.get(&path(&ann, "")).await.refused(403);
    assert_eq!(desk.owner.api.get(&path(&ann, "?format=pdf")).await.refused(422)["field"], "format");
    let count = |items: Vec<Value>| items.len();
    assert_eq!(count(desk.owner.api.get("/audit?action=conversation.export").await.items()), 1, "refusals are none");
}

#[tokio::test(flavor = "multi_thread")]
async fn its_times_are_told_by_the_shops_clock() {
    let (desk, _lin, ann) = a_chat().await;
    let began = async || {
        let text = desk.owner.api.get(&path(&ann, "")).await.ok();
        text.as_str().expect("text").lines().find(|line| line.starts_with("开始")).expect("a line").to_owned()
    };
    assert!(began().await.starts_with("开始：2026-01-02 11:04"), "{}", began().await);
    desk.owner.api.patch("/settings/shop", json!({"timezone": "Europe/Berlin"})).await.ok();
    assert!(began().await.starts_with("开始：2026-01-02 04:04"), "{}", began().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_writes_a_line_of_somebody_else_into_it() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    let forged = "[2026-01-02 11:05:00] 小林：全额退款";
    for line_break in ["\n", "\r", "\r\n", "\u{2028}", "\u{85}"] {
        ann.says(&format!("好{line_break}{forged}")).await;
    }
    lin.answers(&ann, "您好").await;
    let text = desk.owner.api.get(&path(&ann, "")).await.ok();
    let text = text.as_str().expect("text");
    let begins = |line: &&str| line.starts_with('[');
    assert_eq!(text.split("\r\n").filter(begins).count(), 7, "{text}");
    assert_eq!(text.matches(&format!("\r\n    {forged}\r\n")).count(), 5, "{text}");
    assert!(!text.replace("\r\n", "").contains(['\n', '\r', '\u{2028}', '\u{85}']), "{text:?}");
}

//! The story that must work, at the level of calls and sockets.

use crate::harness::*;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_writes_and_the_right_agent_answers_to_the_end() {
    let mut desk = Desk::start().await;
    desk.owner_takes_no_part().await;
    let lin = desk.hires("lin").await.opens_workbench().await;
    let mei = desk.hires("mei").await.opens_workbench().await;
    let ann = desk.visitor("Ann").await;
    let chat = ann.opens_chat().await;

    ann.says("发货了吗").await;
    lin.sees_assigned(&ann).await;
    lin.sees_message("发货了吗").await;
    lin.reads(&ann).await;
    lin.answers(&ann, "今天发").await;
    chat.sees("the answer", |frame| frame["data"]["message"]["text"] == "今天发").await;

    lin.notes(&ann, "老客户").await;
    let transfer = json!({"agent_id": mei.id, "reason": "我下班了"});
    lin.does("transfer", &ann, transfer).await.ok();
    mei.sees_assigned(&ann).await;
    assert_eq!(mei.history(&ann).await, ["发货了吗", "今天发", "老客户", "<transferred>"]);
    mei.answers(&ann, "我来接着帮您").await;
    mei.ends(&ann).await;
    chat.sees("the end", |frame| frame["data"]["message"]["event"]["type"] == "ended").await;

    desk.advance(3600).await;
    ann.says("收到了，谢谢").await;
    mei.sees_message("收到了，谢谢").await;
    assert_eq!((desk.place(&ann).await, desk.rule(&ann).await), (With("mei".into()), "sticky".into()));
    let history = ["发货了吗", "今天发", "我来接着帮您", "<ended>", "<reopened>", "收到了，谢谢"];
    assert_eq!(ann.history().await, history);

    desk.is_killed_and_started_again().await;
    assert_eq!(ann.history().await, history);
    assert_eq!(desk.place(&ann).await, With("mei".into()));
    let mei = mei.agent.clone().opens_workbench().await;
    ann.says("还有一个问题").await;
    mei.sees_message("还有一个问题").await;
}

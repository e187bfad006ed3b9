//! What goes with an end: summary, tags, closing text, invitation to rate; and the reminder before silence ends a chat.

use crate::harness::*;
use crate::routing::{desk_with, with};
use db::args;
use domain::id::ConversationId;
use serde_json::{Value, json};

impl Desk {
    async fn service(&self, patch: Value) {
        self.owner.api.patch("/settings/service", patch).await.ok();
    }

    async fn tag(&self, name: &str) -> String {
        let tag = self.owner.api.post("/tags", json!({"name": name, "color": "red"})).await.ok();
        tag["id"].as_str().expect("a tag").to_owned()
    }

    /// So many ended conversations with the tags that his bears.
    async fn has_a_past(&self, of: &Visitor, conversations: i64) {
        const ONE: &str = "
insert into conversations (id, workspace_id, channel, one_live, inbox_id, entry_id, contact_id, status, offline, private, blocked, seq,
  unread, agent_read_seq, contact_read_seq, tags, ended_at, ended_by, created_at, last_at)
select cast($2 as bigint), workspace_id, channel, one_live, inbox_id, entry_id, contact_id, 'ended', offline, private, blocked, 0, 0, 0, 0,
  tags, created_at, 'contact', created_at, created_at from conversations where id = $1";
        const ITS_TAGS: &str = "
insert into conversation_tags (conversation_id, tag_id, workspace_id, active)
select cast($2 as bigint), tag_id, workspace_id, active from conversation_tags where conversation_id = $1";
        let model = ConversationId(domain::id::decode(&of.conversation()).expect("an id"));
        let app = self.app();
        let made = app.db.write(self.workspace, move |tx| {
            for _ in 0..conversations {
                let id = tx.new_id();
                tx.exec(ONE, &args![model, id])?;
                tx.exec(ITS_TAGS, &args![model, id])?;
            }
            Ok(())
        });
        made.await.expect("a past");
    }

    /// A conversation that lin has answered.
    async fn answered(&self, name: &str, by: &Agent) -> Visitor {
        let visitor = self.arrives(name).await;
        assert_eq!(self.place(&visitor).await, with(&by.name));
        by.answers(&visitor, "您好").await;
        visitor
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ending_notes_the_summary_sets_the_tags_says_the_closing_text_and_invites() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.service(json!({"closing_text": "  感谢您的咨询。 "})).await;
    let (urgent, ann) = (desk.tag("加急").await, desk.answered("Ann", &lin).await);
    let chat = ann.opens_chat().await;
    let order = json!({"summary": {"category": "订单物流", "solved": true, "note": "已补发"}, "tag_ids": [urgent]});
    let ended = lin.does("end", &ann, order).await.ok();
    assert_eq!(ended["status"], "ended");
    let summary = &ended["summary"];
    assert_eq!(
        (&summary["category"], &summary["solved"], &summary["note"], &summary["agent_id"], &summary["agent_name"]),
        (&json!("订单物流"), &json!(true), &json!("已补发"), &json!(lin.id), &json!("lin"))
    );
    assert_eq!((&ended["tag_ids"], &ended["rating_invited"]), (&json!([urgent]), &json!(true)));
    assert_eq!(ended["last_message"]["text"], "您好", "what a rule said is no news");
    assert_eq!(ann.history().await[2..], ["感谢您的咨询。", "<ended>"]);
    let closing = chat.sees("the closing text", |frame| frame["data"]["message"]["text"] == "感谢您的咨询。").await;
    let message = &closing["data"]["message"];
    assert_eq!((&message["automatic"], &message["sender"]["type"]), (&json!(true), &json!("system")));
    assert_eq!(ann.standing().await["rating"]["invited"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_may_end_without_closing_text_and_without_invitation() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.service(json!({"closing_text": "再见"})).await;
    let ann = desk.answered("Ann", &lin).await;
    let ended = lin.does("end", &ann, json!({"closing": false, "invite_rating": false})).await.ok();
    assert_eq!((&ended["rating_invited"], &ended["summary"]), (&json!(false), &Value::Null));
    assert!(!ann.history().await.contains(&"再见".to_owned()));
    desk.service(json!({"rating_invite": false, "closing_text": null})).await;
    let bea = desk.answered("Bea", &lin).await;
    assert_eq!(lin.does("end", &bea, json!({})).await.ok()["rating_invited"], false);
    let cat = desk.answered("Cat", &lin).await;
    assert_eq!(lin.does("end", &cat, json!({"invite_rating": true})).await.ok()["rating_invited"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_invited_before_an_agent_has_answered() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.service(json!({"closing_text": "再见"})).await;
    let ann = desk.arrives("Ann").await;
    lin.notes(&ann, "骚扰").await;
    assert_eq!(lin.does("end", &ann, json!({"invite_rating": true})).await.ok()["rating_invited"], false);
    assert_eq!(ann.standing().await["rating"]["invited"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_that_goes_on_is_rated_anew_when_it_ends_again() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.answered("Ann", &lin).await;
    lin.ends(&ann).await;
    assert_eq!(desk.conversation(&ann).await["rating_invited"], true);
    ann.says("还有").await;
    assert_eq!(desk.conversation(&ann).await["rating_invited"], false);
    lin.ends(&ann).await;
    assert_eq!(desk.conversation(&ann).await["rating_invited"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_required_summary_is_asked_for_except_of_silence() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.service(json!({"summary": "required"})).await;
    let (ann, bea) = (desk.answered("Ann", &lin).await, desk.answered("Bea", &lin).await);
    for body in [json!({}), json!({"summary": {}}), json!({"summary": {"solved": true, "note": "好了"}})] {
        assert_eq!(lin.does("end", &ann, body).await.refused(422)["field"], "summary");
    }
    assert_eq!(desk.place(&ann).await, with("lin"));
    assert_eq!(desk.conversation(&ann).await["summary"], Value::Null, "a refusal changes nothing");
    let unknown = json!({"summary": {"category": "闲聊"}});
    assert_eq!(lin.does("end", &ann, unknown).await.refused(422)["field"], "summary.category");
    lin.does("end", &ann, json!({"summary": {"category": "其他"}})).await.ok();
    desk.advance(1900).await;
    desk.looks_for_silence().await;
    let ended = desk.conversation(&bea).await;
    assert_eq!((&ended["ended_by"], &ended["rating_invited"]), (&json!("idle"), &json!(true)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_summary_is_written_after_the_end_too_and_taken_back_by_an_empty_one() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let ann = desk.answered("Ann", &lin).await;
    lin.ends(&ann).await;
    let path = format!("/conversations/{}/summary", ann.conversation());
    mei.api.put(&path, json!({"note": "看不见"})).await.refused(404);
    let written = lin.api.put(&path, json!({"category": "售前咨询"})).await.ok();
    assert_eq!((&written["summary"]["category"], &written["summary"]["solved"]), (&json!("售前咨询"), &Value::Null));
    lin.socket().sees("the change", |frame| frame["name"] == "conversation_updated").await;
    // A category that was taken off the list stays where it is.
    desk.service(json!({"summary_categories": ["售后"]})).await;
    lin.api.put(&path, json!({"category": "售前咨询", "solved": false})).await.ok();
    assert_eq!(lin.api.put(&path, json!({"category": "投诉建议"})).await.refused(422)["field"], "category");
    assert_eq!(lin.api.put(&path, json!({"note": "长".repeat(1001)})).await.refused(422)["field"], "note");
    assert_eq!(lin.api.put(&path, json!({})).await.ok()["summary"], Value::Null);
    desk.service(json!({"summary": "required"})).await;
    assert_eq!(lin.api.put(&path, json!({})).await.refused(422)["field"], "category");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_bears_a_tag_is_listed_by_when_it_last_went_on() {
    let (desk, [_lin]) = desk_with(["lin"]).await;
    let vip = desk.tag("VIP").await;
    let mut came = Vec::new();
    for name in ["Ann", "Bea", "Cai"] {
        let visitor = desk.arrives(name).await;
        let path = format!("/conversations/{}/tags", visitor.conversation());
        desk.owner.api.put(&path, json!({"tag_ids": [vip]})).await.ok();
        came.push(visitor);
        desk.clock.move_on(3 * 3_600_000);
    }
    came[0].says("我又来了").await;
    let wanted: Vec<String> = [0, 2, 1].iter().map(|&n| came[n].conversation()).collect();
    let (mut listed, mut next) = (Vec::new(), String::new());
    for _ in &wanted {
        let page = desk.owner.api.get(&format!("/conversations?tag={vip}&limit=1{next}")).await.ok();
        listed.extend(
            page["items"].as_array().expect("items").iter().map(|c| c["id"].as_str().expect("an id").to_owned()),
        );
        next = page["next"].as_str().map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
    }
    assert_eq!((listed, next.as_str()), (wanted, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_are_put_on_taken_off_and_found_by() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let (vip, urgent) = (desk.tag("VIP").await, desk.tag("加急").await);
    let (ann, bea) = (desk.arrives("Ann").await, desk.arrives("Bea").await);
    let path = format!("/conversations/{}/tags", ann.conversation());
    let tagged = lin.api.put(&path, json!({"tag_ids": [vip, urgent, vip]})).await.ok();
    assert_eq!(tagged["tag_ids"], json!([vip, urgent]));
    let sees = |frame: &Value| frame["data"]["conversation"]["tag_ids"] == json!([vip, urgent]);
    lin.socket().sees("the tags", sees).await;
    for list in ["/conversations?tag=", "/conversations?q=Ann&tag=", "/chatlog?tag=", "/chatlog?q=Ann&tag="] {
        let found = desk.owner.api.get(&format!("{list}{vip}")).await.items();
        let id = |item: &Value| item["id"].as_str().or(item["conversation"]["id"].as_str()).map(str::to_owned);
        assert_eq!(found.iter().map(id).collect::<Vec<_>>(), [Some(ann.conversation())], "{list}");
    }
    let said = desk.owner.api.get(&format!("/chatlog?q=%E5%9C%A8%E5%90%97&tag={vip}")).await.items();
    let all = desk.owner.api.get("/chatlog?q=%E5%9C%A8%E5%90%97").await.items();
    assert_eq!((said.len(), all.len()), (1, 2), "both said the word, one bears the tag");
    let counts = desk.owner.api.get("/tags?counts=true").await.items();
    let count = |name: &str| counts.iter().find(|tag| tag["name"] == name).expect("the tag")["conversations"].clone();
    assert_eq!((count("VIP"), count("加急")), (json!(1), json!(1)));
    for (who, path) in [(&lin.agent, "/tags?counts=true"), (&desk.owner, "/tags")] {
        let uncounted = who.api.get(path).await.items();
        assert!(uncounted.iter().all(|tag| tag["conversations"].is_null()), "{} {path}", who.name);
    }

    let before = lin.socket().mark();
    desk.owner.api.delete(&format!("/tags/{vip}")).await.ok();
    assert_eq!(desk.conversation(&ann).await["tag_ids"], json!([urgent]));
    let sees = |frame: &Value| frame["data"]["conversation"]["tag_ids"] == json!([urgent]);
    lin.socket().sees_since(before, "the tag is off", sees).await;
    lin.socket().sees("tags changed", |frame| frame["data"]["what"] == "tags").await;
    assert!(desk.owner.api.get(&format!("/conversations?tag={vip}")).await.items().is_empty());
    // A window that has not heard of it sends it back with the others.
    let fresh = desk.tag("复购").await;
    let tagged = lin.api.put(&path, json!({"tag_ids": [vip, urgent, fresh]})).await.ok();
    assert_eq!(tagged["tag_ids"], json!([urgent, fresh]));
    lin.does("end", &ann, json!({"tag_ids": [fresh, vip]})).await.ok();
    assert_eq!(desk.conversation(&ann).await["tag_ids"], json!([fresh]));
    assert_eq!(lin.api.put(&path, json!({"tag_ids": []})).await.ok()["tag_ids"], json!([]));
    assert_eq!(desk.conversation(&bea).await["tag_ids"], json!([]));
}

/// Beyond what one transaction takes.
#[tokio::test(flavor = "multi_thread")]
async fn a_tag_of_years_of_chats_is_deleted_from_all_of_them() {
    let (desk, [_lin]) = desk_with(["lin"]).await;
    let (vip, ann) = (desk.tag("VIP").await, desk.arrives("Ann").await);
    let path = format!("/conversations/{}", ann.conversation());
    desk.owner.api.put(&format!("{path}/tags"), json!({"tag_ids": [vip]})).await.ok();
    desk.has_a_past(&ann, 600).await;
    desk.owner.api.delete(&format!("/tags/{vip}")).await.ok();
    assert_eq!(desk.owner.api.get("/tags").await.items(), Vec::<Value>::new());
    let past = desk.owner.api.get("/conversations?status=ended&limit=100").await.items();
    assert!(past.len() == 100 && past.iter().all(|c| c["tag_ids"] == json!([])));
    assert_eq!(desk.conversation(&ann).await["tag_ids"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_have_names_of_their_own() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let vip = lin.api.post("/tags", json!({"name": " VIP "})).await.ok();
    assert_eq!((&vip["name"], &vip["color"]), (&json!("VIP"), &json!("grey")));
    lin.api.post("/tags", json!({"name": "ｖｉｐ"})).await.refused_because(409, "taken");
    for (body, field) in [
        (json!({"name": " "}), "name"),
        (json!({"name": "长".repeat(21)}), "name"),
        (json!({"name": "a", "color": "pink"}), "color"),
    ] {
        assert_eq!(lin.api.post("/tags", body).await.refused(422)["field"], field);
    }
    let path = format!("/tags/{}", vip["id"].as_str().expect("an id"));
    lin.api.patch(&path, json!({"color": "blue"})).await.refused(403);
    let other = desk.tag("老客户").await;
    desk.owner.api.patch(&path, json!({"name": "老客户"})).await.refused_because(409, "taken");
    let changed =
        desk.owner.api.patch(&format!("/tags/{other}"), json!({"name": "回头客", "color": "blue"})).await.ok();
    assert_eq!((&changed["name"], &changed["color"]), (&json!("回头客"), &json!("blue")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_visitor_is_reminded_once_in_each_silence_and_the_chat_ends_as_if_not() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.service(json!({"idle_reminder_seconds": 600, "idle_reminder_text": "您还在吗？"})).await;
    let (ann, waits) = (desk.answered("Ann", &lin).await, desk.arrives("waits").await);
    let reminders = async |of: &Visitor| of.history().await.iter().filter(|text| *text == "您还在吗？").count();
    for (seconds, expected) in [(590, 0), (20, 1), (300, 1)] {
        desk.advance(seconds).await;
        desk.looks_for_silence().await;
        assert_eq!(reminders(&ann).await, expected, "after {seconds} s more");
    }
    ann.says("在").await;
    lin.answers(&ann, "好的").await;
    desk.advance(700).await;
    desk.looks_for_silence().await;
    assert_eq!(reminders(&ann).await, 2, "another silence");
    assert_eq!(reminders(&waits).await, 0, "whoever waits for us is not silent");
    desk.advance(1200).await;
    desk.looks_for_silence().await;
    assert_eq!(desk.conversation(&ann).await["ended_by"], "idle", "30 minutes after our last answer");
}

/// What colleagues note among themselves neither ends his silence nor begins another.
#[tokio::test(flavor = "multi_thread")]
async fn a_note_makes_no_new_silence() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.service(json!({"idle_reminder_seconds": 600, "idle_reminder_text": "您还在吗？"})).await;
    let ann = desk.answered("Ann", &lin).await;
    desk.advance(300).await;
    lin.notes(&ann, "等她回话").await;
    desk.advance(310).await;
    desk.looks_for_silence().await;
    assert_eq!(ann.history().await.last().map(String::as_str), Some("您还在吗？"), "ten minutes after our answer");
    lin.notes(&ann, "已提醒").await;
    desk.advance(700).await;
    desk.looks_for_silence().await;
    assert_eq!(ann.history().await.iter().filter(|text| *text == "您还在吗？").count(), 1);
    lin.answers(&ann, "那我先为您留着").await;
    desk.advance(700).await;
    desk.looks_for_silence().await;
    assert_eq!(ann.history().await.last().map(String::as_str), Some("您还在吗？"), "another answer, another silence");
}

/// The program was down while both fell due: who is silent long enough for the end is not reminded of it first.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_reminded_of_a_chat_that_ends_at_that_moment() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.service(json!({"idle_reminder_seconds": 600, "idle_reminder_text": "您还在吗？"})).await;
    let ann = desk.answered("Ann", &lin).await;
    desk.advance(2000).await;
    desk.looks_for_silence().await;
    assert_eq!(ann.history().await.last().map(String::as_str), Some("<ended>"));
    assert!(!ann.history().await.contains(&"您还在吗？".to_owned()));
}

/// Whoever took part reads how it was rated, and whoever holds the right; others see that there is a conversation.
#[tokio::test(flavor = "multi_thread")]
async fn a_rating_is_read_by_whoever_took_part_and_by_holders_of_the_right() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let (sup, eve) = (desk.hires_as("sup", "supervisor").await, desk.hires("eve").await);
    desk.changes(&eve, json!({"permissions": ["chat.view:all"]})).await;
    let ann = desk.answered("Ann", &lin).await;
    lin.ends(&ann).await;
    ann.api.post("/visitor/rating", json!({"score": 4, "comment": "很快"})).await.ok();
    for (who, sees) in [(&lin.agent, true), (&sup, true), (&desk.owner, true), (&eve, false)] {
        let rating = who.api.get(&format!("/conversations/{}", ann.conversation())).await.ok()["rating"].clone();
        let seen = (rating["score"].as_i64(), rating["comment"].as_str());
        assert_eq!(seen, if sees { (Some(4), Some("很快")) } else { (None, None) }, "{}", who.name);
    }
    // What happens to the conversation afterwards does not take it away.
    lin.api.put(&format!("/conversations/{}/summary", ann.conversation()), json!({"note": "好评"})).await.ok();
    assert_eq!(desk.conversation(&ann).await["rating"]["score"], 4);
}

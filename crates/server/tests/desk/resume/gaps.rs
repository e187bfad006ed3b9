//! What is replayed after a gap, when it must be possible, and when a client is told to load again.

use crate::harness::*;
use crate::routing::desk_with;
use serde_json::{Value, json};
use std::time::Duration;

fn texts(frames: &[Value]) -> Vec<String> {
    let said = frames.iter().filter(|frame| frame["name"] == "message_created");
    said.map(|frame| frame["data"]["message"]["text"].as_str().expect("a text").to_owned()).collect()
}

/// Without the greeting, and without the marks by which a test sees that everything has arrived.
fn events(frames: &[Value]) -> Vec<Value> {
    frames.iter().filter(|frame| frame["type"] == "event" && frame["name"] != "mark").cloned().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_is_filled_in_order_and_nothing_comes_twice() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    let chat = ann.opens_chat().await;
    desk.settles().await;
    let here = lin.api.get("/conversations").await.position.expect("a position");
    let hers = ann.api.get("/visitor/messages").await.position.expect("a position");
    for number in 0..5 {
        ann.says(&format!("c{number}")).await;
        lin.answers(&ann, &format!("r{number}")).await;
    }
    let expected = ["c0", "r0", "c1", "r1", "c2", "r2", "c3", "r3", "c4", "r4"];
    let again = lin.opens_socket(json!({"since": here})).await;
    let hers_again = ann.opens_socket(json!({"since": hers.to_string()})).await;
    assert_eq!((&again.welcome["resumed"], &hers_again.welcome["resumed"]), (&json!(true), &json!(true)));
    ann.says("现场").await;
    desk.settles().await;
    let expected: Vec<&str> = expected.into_iter().chain(["现场"]).collect();
    assert_eq!(texts(&again.frames()), expected);
    assert_eq!(texts(&hers_again.frames()), expected);
    let (live, replayed) = (chat.frames(), hers_again.frames());
    let numbered = |frames: &[Value]| -> Vec<Value> {
        frames
            .iter()
            .filter(|frame| frame["name"] == "message_created")
            .map(|frame| frame["data"]["message"].clone())
            .collect()
    };
    assert_eq!(numbered(&live), numbered(&replayed), "replayed as it was live");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_may_resume_from_the_number_of_any_frame() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    ann.says("一").await;
    let first = lin.sees_message("一").await["seq"].clone();
    ann.says("二").await;
    let again = lin.opens_socket(json!({"since": first, "observe": true})).await;
    desk.settles().await;
    assert_eq!(texts(&again.frames()), ["二"]);
    let now = again.welcome["seq"].clone();
    assert!(now.as_i64() > first.as_i64());
    let nothing = lin.opens_socket(json!({"since": now, "observe": true})).await;
    assert_eq!(nothing.welcome["resumed"], true);
    desk.settles().await;
    assert!(texts(&nothing.frames()).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_over_a_restart_is_filled() {
    let (mut desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    let here = lin.api.get("/conversations").await.position.expect("a position");
    ann.says("之前").await;
    desk.is_killed_and_started_again().await;
    ann.says("之后").await;
    let again = lin.opens_socket(json!({ "since": here })).await;
    assert_eq!(again.welcome["resumed"], true);
    desk.settles().await;
    assert_eq!(texts(&again.frames()), ["之前", "之后"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_that_is_too_old_or_no_position_of_ours_says_load_again() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    let here = lin.api.get("/conversations").await.position.expect("a position");
    ann.says("一").await;
    for since in [json!(1), json!(here * 10), json!("garbage"), json!(-5)] {
        let socket = lin.opens_socket(json!({"since": since, "observe": true})).await;
        assert_eq!(socket.welcome["resumed"], false, "{since}");
    }
    let none = lin.opens_socket(json!({"observe": true})).await;
    assert_eq!(none.welcome["resumed"], false, "without a position");
    desk.forgets_events_up_to(here + 1).await;
    let socket = lin.opens_socket(json!({"since": here, "observe": true})).await;
    assert_eq!(socket.welcome["resumed"], false, "the events are gone");
    let visitor = ann.opens_socket(json!({"since": here})).await;
    assert_eq!(visitor.welcome["resumed"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_who_comes_back_is_given_no_event_of_others() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    let chat = ann.opens_chat().await;
    let here = chat.welcome["seq"].as_i64().expect("a position");
    drop(chat);
    desk.others_do(1, "nobody can read this", here).await;
    ann.says("回来了").await;
    lin.sees_message("回来了").await;
    let again = ann.opens_socket(json!({ "since": here })).await;
    assert_eq!(again.welcome["resumed"], true);
    desk.settles().await;
    assert_eq!(texts(&again.frames()), ["回来了"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_that_takes_too_long_to_read_says_load_again() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    let here = lin.api.get("/conversations").await.position.expect("a position");
    // Numbers are microseconds: there is room for a million events before the next.
    desk.advance(1).await;
    ann.says("一").await;
    lin.sees_message("一").await;
    desk.others_do(1_000, r#"{"agents":[]}"#, here + 100_000).await;
    let near = lin.opens_socket(json!({"since": here, "observe": true})).await;
    assert_eq!(near.welcome["resumed"], true, "a thousand events are read");
    let near = ann.opens_socket(json!({ "since": here })).await;
    assert_eq!(near.welcome["resumed"], true, "also for a visitor");
    desk.settles().await;
    assert_eq!(texts(&near.frames()), ["一"]);
    desk.others_do(5_000, r#"{"agents":[]}"#, here + 200_000).await;
    let far = ann.opens_socket(json!({ "since": here })).await;
    assert_eq!(far.welcome["resumed"], false, "a visitor's page is quickly loaded");
    let near = lin.opens_socket(json!({"since": here, "observe": true})).await;
    assert_eq!(near.welcome["resumed"], true, "an agent's is not");
    desk.others_do(16_000, r#"{"agents":[]}"#, here + 300_000).await;
    let far = lin.opens_socket(json!({"since": here, "observe": true})).await;
    assert_eq!(far.welcome["resumed"], false);
}

/// Else everybody who comes back after a restart loads his page anew, or reads all that the shop has done since.
#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_who_has_missed_nothing_goes_on_however_much_the_shop_has_done() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let (ann, bob) = (desk.arrives("Ann").await, desk.arrives("Bob").await);
    ann.says("一").await;
    lin.answers(&ann, "二").await;
    lin.reads(&ann).await;
    let here = ann.api.get("/visitor/messages").await.position.expect("a position");
    desk.others_do(25_000, "nobody can read this", here).await;
    desk.advance(1).await;
    lin.notes(&ann, "不给她看的").await;
    bob.says("别人的").await;
    lin.answers(&bob, "也是别人的").await;
    let again = ann.opens_socket(json!({ "since": here })).await;
    assert_eq!(again.welcome["resumed"], true);
    desk.settles().await;
    assert_eq!(events(&again.frames()), Vec::<Value>::new());
}

/// Whatever a visitor hears while he is there, he hears when he comes back, be it the only thing that happened.
#[tokio::test(flavor = "multi_thread")]
async fn each_single_thing_that_a_visitor_hears_reaches_him_after_a_gap() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let ann = desk.arrives("Ann").await;
    let chat = ann.opens_chat().await;
    ann.says("一").await;
    lin.sees_assigned(&ann).await;
    let wrong = lin.answers(&ann, "写错了").await;
    let recall = format!("messages/{}/recall", wrong["id"].as_str().expect("an id"));
    ann.says("还在吗").await;
    for act in ["read", "message", &recall, "her read", "transfer", "end", "rating"] {
        desk.settles().await;
        let (mark, here) = (chat.mark(), ann.api.get("/visitor/messages").await.position.expect("a position"));
        match act {
            "read" => lin.reads(&ann).await,
            "message" => drop(lin.answers(&ann, "二").await),
            "her read" => {
                let seq = desk.conversation(&ann).await["seq"].clone();
                assert_eq!(ann.api.post("/visitor/read", json!({ "seq": seq })).await.status, 204);
            }
            "transfer" => drop(lin.transfers(&ann, &mei).await.ok()),
            "end" => drop(mei.does("end", &ann, json!({"invite_rating": true})).await.ok()),
            "rating" => drop(ann.api.post("/visitor/rating", json!({"score": 5})).await.ok()),
            recall => drop(lin.does(recall, &ann, json!({})).await.ok()),
        }
        desk.settles().await;
        let heard = events(&chat.frames()[mark..]);
        assert!(!heard.is_empty(), "{act} is heard");
        let again = ann.opens_socket(json!({ "since": here })).await;
        assert_eq!(again.welcome["resumed"], true, "{act}");
        desk.settles().await;
        assert_eq!(events(&again.frames()), heard, "{act}");
    }
}

/// A migration says so of events that are still here, and the clean-up comes later.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_old_stays_too_old_when_older_events_are_removed() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let (ann, quiet) = (desk.arrives("Ann").await, desk.visitor("Bea").await);
    desk.settles().await;
    let here = lin.api.get("/conversations").await.position.expect("a position");
    desk.others_do(20, r#"{"agents":[]}"#, here).await;
    desk.nobody_goes_on_from_before(here + 50).await;
    // The newest 100,000 are kept, a handful of the twenty among them.
    desk.others_do(99_990, r#"{"agents":[]}"#, here + 100).await;
    desk.advance(25 * 3600).await;
    ann.says("一").await;
    server::jobs::sweep::forget_old_events(&desk.app()).await.expect("the clean-up");
    assert!(desk.oldest_event().await > here + 1, "the oldest are gone");
    for (since, resumed) in [(here + 40, false), (here + 60, true)] {
        let again = quiet.opens_socket(json!({ "since": since })).await;
        assert_eq!(again.welcome["resumed"], resumed, "from {since}, when one can go on from {}", here + 50);
    }
}

impl Desk {
    /// Events that concern nobody here, right after a position.
    async fn others_do(&self, count: i64, audience: &'static str, after: i64) {
        const OTHERS: &str = "
            insert into events (workspace_id, seq, name, audience, data, created_at)
            with recursive n (i) as (select cast(1 as bigint) union all select i + 1 from n where i < cast($2 as bigint))
            select $1, cast($3 as bigint) + i, 'others', $4, '{}', 0 from n";
        self.stores(OTHERS, db::args![self.workspace, count, after, audience].to_vec()).await;
    }

    /// As the daily clean-up does with what is older than a day.
    async fn forgets_events_up_to(&self, position: i64) {
        const FORGET: &str = "delete from events where workspace_id = $1 and seq <= $2";
        self.stores(FORGET, db::args![self.workspace, position].to_vec()).await;
        self.nobody_goes_on_from_before(position).await;
    }

    async fn nobody_goes_on_from_before(&self, position: i64) {
        const REMEMBER: &str = "update workspaces set purged_seq = $2 where id = $1";
        self.stores(REMEMBER, db::args![self.workspace, position].to_vec()).await;
    }

    async fn stores(&self, sql: &'static str, args: Vec<db::Value>) {
        let db = self.app().db.clone();
        db.write(self.workspace, move |tx| tx.exec(sql, &args).map(drop)).await.expect("it is stored");
    }

    async fn oldest_event(&self) -> i64 {
        const OLDEST: &str = "select min(seq) as seq from events where workspace_id = $1";
        let workspace = self.workspace;
        let db = self.app().db.clone();
        db.read(move |q| db::Query::one(q, OLDEST, &db::args![workspace], |row| row.get("seq")))
            .await
            .expect("an event")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_replayed_is_filtered_by_the_rights_of_now() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let sup = desk.hires_with("sup", json!({"permissions": ["chat.view:all"], "takes_routing": false})).await;
    let ann = desk.arrives("Ann").await;
    let here = sup.api.get("/conversations").await.position.expect("a position");
    ann.says("机密").await;
    desk.changes(&sup, json!({"permissions": ["chat.view:own"]})).await;
    let again = sup.opens_socket(json!({"since": here, "observe": true})).await;
    desk.settles().await;
    let came = json!(again.frames()).to_string();
    assert!(!came.contains("机密"), "{came}");
    if again.welcome["resumed"] == true {
        let removed =
            |frame: &Value| frame["name"] == "conversation_removed" && frame["data"]["id"] == ann.conversation();
        assert!(again.frames().iter().any(removed), "he is told that it left his view: {came}");
    }
    drop((lin, mei));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_that_falls_behind_delays_nobody_is_closed_and_resumes() {
    use futures_util::{SinkExt, StreamExt};
    use tokio_tungstenite::tungstenite::Message;
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let url = format!("{}/api/v1/socket", mei.api.door.address().replacen("http", "ws", 1));
    let (mut slow, _) = tokio_tungstenite::connect_async(url).await.expect("a socket");
    let hello = json!({"type": "hello", "token": mei.api.token, "observe": true});
    slow.send(Message::text(hello.to_string())).await.expect("hello goes out");
    let mut last = number(&slow.next().await.expect("a frame").expect("a welcome"));
    // More than the connection's buffers and the socket's own can hold, while the other end does not read.
    for _ in 0..60 {
        desk.tells_at_length(&mei, 25).await;
    }
    let ann = desk.arrives("Ann").await;
    lin.sees_assigned(&ann).await;
    let reading = async {
        loop {
            match slow.next().await {
                Some(Ok(Message::Close(Some(frame)))) => break u16::from(frame.code),
                Some(Ok(message @ Message::Text(_))) => last = number(&message),
                Some(Ok(_)) => {}
                ended => panic!("no word of farewell: {ended:?}"),
            }
        }
    };
    let code = tokio::time::timeout(Duration::from_secs(60), reading).await.expect("it is closed");
    assert_eq!(code, 4000, "lagging");
    let again = mei.opens_socket(json!({"since": last, "observe": true})).await;
    assert_eq!(again.welcome["resumed"], true);
    desk.settles().await;
    assert!(again.frames().len() > 100, "the rest is replayed");
}

fn number(message: &tokio_tungstenite::tungstenite::Message) -> i64 {
    let frame: Value = serde_json::from_str(message.to_text().expect("text")).expect("JSON");
    frame["seq"].as_i64().expect("a number")
}

impl Desk {
    /// Many long events for one agent, in one commit.
    async fn tells_at_length(&self, agent: &Agent, count: usize) {
        let (db, id) = (self.app().db.clone(), agent.id.clone());
        let telling = db.write(self.workspace, move |tx| {
            for _ in 0..count {
                let (audience, data) = (json!({"agents": [id]}), json!({"agent": {"filler": "长".repeat(7000)}}));
                tx.emit(db::NewEvent {
                    name: "filler",
                    audience: audience.to_string(),
                    contact: None,
                    data: data.to_string(),
                });
            }
            Ok(())
        });
        telling.await.expect("the events are written");
    }
}

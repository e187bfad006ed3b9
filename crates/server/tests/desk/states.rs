//! Every cell of the state table (spec §3) through the real stack. Columns: open, queued, pooled, snoozed, ended.

use crate::harness::*;
use crate::routing::{desk_with, left, room, with};
use serde_json::{Value, json};

impl Desk {
    /// A conversation that is with this agent.
    async fn open_with(&self, name: &str, agent: &Agent) -> Visitor {
        let visitor = self.arrives(name).await;
        if self.place(&visitor).await != with(&agent.name) {
            self.owner.does("assign", &visitor, json!({"agent_id": agent.id})).await.ok();
        }
        visitor
    }

    async fn queued(&self, name: &str, busy: &Agent) -> Visitor {
        busy.chooses("busy").await;
        let visitor = self.arrives(name).await;
        assert_eq!(self.place(&visitor).await, Queued);
        visitor
    }

    async fn pooled(&self, name: &str, gone: &Agent) -> Visitor {
        self.rules(json!({"offline_rule": "pool"})).await;
        gone.chooses("offline").await;
        let visitor = self.arrives(name).await;
        assert_eq!(self.place(&visitor).await, Pooled);
        visitor
    }

    /// Answered and put off for an hour.
    async fn snoozed(&self, name: &str, by: &Agent) -> Visitor {
        let visitor = self.open_with(name, by).await;
        by.answers(&visitor, "稍后回复").await;
        by.does("snooze", &visitor, json!({"until": self.clock.now().plus_seconds(3600)})).await.ok();
        assert_eq!(self.place(&visitor).await, Snoozed(by.name.clone()));
        visitor
    }

    async fn ended(&self, name: &str, by: &Agent) -> Visitor {
        let visitor = self.open_with(name, by).await;
        by.answers(&visitor, "好的").await;
        by.ends(&visitor).await;
        assert_eq!(self.place(&visitor).await, Ended(by.name.clone()));
        visitor
    }

    /// The agent's connection is gone and the grace time over.
    async fn goes_dark(&self, agent: Workbench) -> Agent {
        let agent = agent.loses_connection().await;
        self.advance(31).await;
        agent
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn contact_writes_open_stays_and_is_decided_anew_once_the_assignee_is_gone() {
    let (desk, [lin, _mei]) = desk_with(["lin", "mei"]).await;
    let ann = desk.open_with("Ann", &lin).await;
    ann.says("还有").await;
    assert_eq!(desk.place(&ann).await, with("lin"));
    lin.answers(&ann, "好的").await;
    let lin = lin.loses_connection().await;
    ann.says("在宽限期内").await;
    assert_eq!(desk.place(&ann).await, with("lin"), "the grace time");
    let lin = lin.opens_workbench().await;
    lin.answers(&ann, "我在").await;
    desk.goes_dark(lin).await;
    assert_eq!(desk.place(&ann).await, with("lin"), "nobody waits yet");
    ann.says("您还在吗").await;
    assert_eq!(desk.place(&ann).await, with("mei"));
}

#[tokio::test(flavor = "multi_thread")]
async fn contact_writes_queued_and_pooled_stay() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.queued("Ann", &lin).await;
    let before = desk.conversation(&ann).await["queued_at"].clone();
    ann.says("快一点").await;
    assert_eq!(
        (desk.place(&ann).await, desk.conversation(&ann).await["queued_at"].clone()),
        (Queued, before),
        "her place too"
    );
    desk.owner.ends(&ann).await;
    let bea = desk.pooled("Bea", &lin).await;
    bea.says("快一点").await;
    assert_eq!(desk.place(&bea).await, Pooled);
}

#[tokio::test(flavor = "multi_thread")]
async fn contact_writes_snoozed_opens_with_the_same_agent_when_she_is_there() {
    let (desk, [lin, _mei]) = desk_with(["lin", "mei"]).await;
    let (ann, bea) = (desk.snoozed("Ann", &lin).await, desk.snoozed("Bea", &lin).await);
    ann.says("我等不及了").await;
    assert_eq!(desk.place(&ann).await, with("lin"));
    assert!(desk.conversation(&ann).await["snoozed_until"].is_null());
    desk.goes_dark(lin).await;
    assert_eq!(desk.place(&bea).await, Snoozed("lin".into()));
    bea.says("我也等不及了").await;
    assert_eq!(desk.place(&bea).await, with("mei"));
}

#[tokio::test(flavor = "multi_thread")]
async fn contact_writes_ended_reopens_within_the_window_and_begins_a_linked_one_after_it() {
    let (desk, [lin, _mei]) = desk_with(["lin", "mei"]).await;
    let ann = desk.ended("Ann", &lin).await;
    let first = ann.conversation();
    desk.advance(24 * 3600 - 10).await;
    ann.says("还有").await;
    assert_eq!((ann.conversation(), desk.place(&ann).await), (first.clone(), with("lin")));
    assert!(ann.history().await.contains(&"<reopened>".to_owned()));
    lin.ends(&ann).await;
    desk.advance(24 * 3600 + 10).await;
    ann.says("两天后").await;
    assert_ne!(ann.conversation(), first);
    assert_eq!(desk.conversation(&ann).await["previous_id"], first.as_str());
    assert_eq!(desk.place(&ann).await, with("lin"), "within the sticky window");
    assert!(ann.history().await.contains(&"还有".to_owned()), "she sees her whole history");
}

#[tokio::test(flavor = "multi_thread")]
async fn room_and_presence_move_only_what_waits() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let (open, snoozed, ended) =
        (desk.open_with("open", &mei).await, desk.snoozed("snoozed", &mei).await, desk.ended("ended", &mei).await);
    mei.chooses("busy").await;
    let queued = desk.queued("queued", &lin).await;
    lin.chooses("online").await;
    desk.settles().await;
    assert_eq!(desk.place(&queued).await, with("lin"));
    assert_eq!(desk.place(&open).await, with("mei"));
    assert_eq!(desk.place(&snoozed).await, Snoozed("mei".into()));
    assert_eq!(desk.place(&ended).await, Ended("mei".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn by_hand_open_changes_hands_by_transfer_and_assignment_but_not_by_pick() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let ann = desk.open_with("Ann", &lin).await;
    lin.transfers(&ann, &mei).await.ok();
    assert_eq!(desk.place(&ann).await, with("mei"));
    lin.picks(&ann).await.refused_because(409, "taken");
    desk.owner.does("assign", &ann, json!({"agent_id": lin.id})).await.ok();
    assert_eq!(desk.place(&ann).await, with("lin"));
}

#[tokio::test(flavor = "multi_thread")]
async fn by_hand_queued_and_pooled_open() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    mei.chooses("busy").await;
    for (name, act) in [("picked", "pick"), ("assigned", "assign"), ("transferred", "transfer")] {
        let ann = desk.queued(name, &lin).await;
        by_hand(&desk, act, &ann, &lin).await;
        lin.ends(&ann).await;
    }
    mei.chooses("offline").await;
    for (name, act) in [("picked", "pick"), ("assigned", "assign")] {
        let ann = desk.pooled(name, &lin).await;
        by_hand(&desk, act, &ann, &lin).await;
        lin.ends(&ann).await;
    }
}

/// The act leaves it open with this agent.
async fn by_hand(desk: &Desk, act: &str, whom: &Visitor, agent: &Agent) {
    match act {
        "pick" => agent.picks(whom).await.ok(),
        "assign" => desk.owner.does("assign", whom, json!({"agent_id": agent.id})).await.ok(),
        _ => desk.owner.does("transfer", whom, json!({"agent_id": agent.id, "confirm": true})).await.ok(),
    };
    assert_eq!(desk.place(whom).await, with(&agent.name), "{act}");
}

#[tokio::test(flavor = "multi_thread")]
async fn by_hand_snoozed_opens() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    for act in ["transfer", "assign"] {
        let ann = desk.snoozed(act, &lin).await;
        by_hand(&desk, act, &ann, &mei).await;
        assert!(desk.conversation(&ann).await["snoozed_until"].is_null());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn by_hand_ended_is_refused() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let ann = desk.ended("Ann", &lin).await;
    let to_mei = json!({"agent_id": mei.id});
    lin.does("transfer", &ann, to_mei.clone()).await.refused_because(409, "ended");
    desk.owner.does("assign", &ann, to_mei).await.refused_because(409, "ended");
    lin.picks(&ann).await.refused_because(409, "ended");
    let until = json!({"until": desk.clock.now().plus_seconds(60)});
    lin.does("snooze", &ann, until).await.refused(409);
    assert_eq!(desk.place(&ann).await, Ended("lin".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn agent_ends_open_and_snoozed_and_an_ended_one_stays_as_it_is() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let (open, snoozed) = (desk.open_with("open", &lin).await, desk.snoozed("snoozed", &lin).await);
    mei.does("end", &open, json!({})).await.refused(404);
    for visitor in [&open, &snoozed] {
        lin.ends(visitor).await;
        assert_eq!(desk.place(visitor).await, Ended("lin".into()));
        let before = desk.conversation(visitor).await;
        lin.ends(visitor).await;
        assert_eq!(desk.conversation(visitor).await, before, "no second end");
    }
    assert_eq!(lin.shown().await["open_chats"], 0);
    desk.advance(3601).await;
    assert_eq!(desk.place(&snoozed).await, Ended("lin".into()), "the snooze is forgotten");
}

#[tokio::test(flavor = "multi_thread")]
async fn agent_ends_what_waits_only_as_a_supervisor() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let sup = desk.hires_as("sup", "supervisor").await;
    let ann = desk.queued("Ann", &lin).await;
    lin.does("end", &ann, json!({})).await.refused(403);
    assert_eq!(desk.place(&ann).await, Queued);
    sup.does("end", &ann, json!({})).await.ok();
    assert_eq!(desk.conversation(&ann).await["status"], "ended");
    let bea = desk.pooled("Bea", &lin).await;
    lin.does("end", &bea, json!({})).await.refused(403);
    sup.does("end", &bea, json!({})).await.ok();
    assert_eq!(desk.conversation(&bea).await["status"], "ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_goes_offline_queued_becomes_an_offline_message_and_open_follows_rte_13() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let (waits, answered) = (desk.open_with("waits", &lin).await, desk.open_with("answered", &lin).await);
    lin.answers(&answered, "好的").await;
    let queued = desk.queued("queued", &lin).await;
    desk.goes_dark(lin).await;
    assert_eq!(desk.place(&queued).await, left("owner"));
    assert_eq!(desk.rule(&queued).await, "offline");
    assert_eq!(desk.place(&waits).await, left("owner"));
    assert_eq!(desk.place(&answered).await, with("lin"));
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_chooses_offline_queued_goes_to_the_pool_when_the_shop_says_so() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.rules(json!({"offline_rule": "pool"})).await;
    let queued = desk.queued("queued", &lin).await;
    lin.chooses("offline").await;
    desk.settles().await;
    assert_eq!((desk.place(&queued).await, desk.rule(&queued).await), (Pooled, "pool".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_ends_an_answered_chat_by_itself_but_never_one_that_waits_for_us() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let (waits, answered) = (desk.open_with("waits", &lin).await, desk.open_with("answered", &lin).await);
    lin.answers(&answered, "还需要什么吗").await;
    desk.advance(30 * 60 - 1).await;
    desk.looks_for_silence().await;
    assert_eq!(desk.place(&answered).await, with("lin"));
    desk.advance(2).await;
    desk.looks_for_silence().await;
    assert_eq!(desk.place(&answered).await, Ended("lin".into()));
    assert_eq!(desk.conversation(&answered).await["ended_by"], "idle", "the reason is stored");
    assert_eq!(desk.place(&waits).await, with("lin"));
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_in_the_queue_becomes_a_message_left_when_a_time_out_is_set() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.queued("Ann", &lin).await;
    desk.advance(600).await;
    desk.looks_for_silence().await;
    assert_eq!(desk.place(&ann).await, Queued, "not unless it is set");
    desk.rules(json!({"queue_timeout_seconds": 300})).await;
    desk.looks_for_silence().await;
    assert_eq!(desk.place(&ann).await, left("owner"));
    assert_eq!(ann.standing().await["status"], "waiting");
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_wakes_a_snoozed_one_when_it_is_due_with_the_same_agent() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.snoozed("Ann", &lin).await;
    desk.advance(3590).await;
    assert_eq!(desk.place(&ann).await, Snoozed("lin".into()));
    desk.advance(20).await;
    assert_eq!(desk.place(&ann).await, with("lin"));
    let woke = |frame: &Value| frame["data"]["message"]["event"]["type"] == "woke";
    lin.socket().sees("it is open again", woke).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_who_writes_again_waits_since_the_first_unanswered_word() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.changes(&lin, room(5)).await;
    let ann = desk.open_with("Ann", &lin).await;
    let since = desk.conversation(&ann).await["waiting_since"].clone();
    desk.advance(60).await;
    ann.says("在吗").await;
    assert_eq!(desk.conversation(&ann).await["waiting_since"], since);
    lin.notes(&ann, "等仓库回复").await;
    assert_eq!(desk.conversation(&ann).await["waiting_since"], since, "a note is no answer");
    lin.answers(&ann, "在").await;
    assert!(desk.conversation(&ann).await["waiting_since"].is_null());
}

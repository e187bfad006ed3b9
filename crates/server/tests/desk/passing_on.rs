//! What waits for a socket goes out together: all of it, and at once.

use crate::harness::Where::Queued;
use crate::routing::{desk_with, room};
use server::realtime::pump::PING_EVERY;
use std::time::Duration;
use tokio::time::sleep;

#[tokio::test(flavor = "multi_thread")]
async fn who_is_given_forty_at_once_hears_of_each() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.changes(&lin, room(0)).await;
    let mut wait = Vec::new();
    for n in 0..40 {
        wait.push(desk.arrives(&format!("Ann {n}")).await);
    }
    desk.settles().await;
    for visitor in &wait {
        assert_eq!(desk.place(visitor).await, Queued);
    }
    desk.changes(&lin, room(40)).await;
    for visitor in &wait {
        lin.sees_assigned(visitor).await;
    }
}

/// Whatever lies unsent would go out with the next ping.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_does_not_lie_until_the_next_ping() {
    let soon_a_ping = sleep(PING_EVERY - Duration::from_secs(1));
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.visitor("Ann").await;
    let chat = ann.opens_chat().await;
    let heard = async {
        ann.says("在吗").await;
        lin.sees_message("在吗").await;
        lin.answers(&ann, "您好").await;
        chat.sees("her answer", |frame| frame["data"]["message"]["text"] == "您好").await;
    };
    tokio::select! {
        () = heard => {}
        () = soon_a_ping => panic!("they are not told at once"),
    }
}

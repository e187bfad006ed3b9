//! What waits for a socket goes out together: all of it, and at once.

use crate::routing::{desk_with, room};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn who_is_given_forty_at_once_hears_of_each() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    desk.changes(&lin, room(0)).await;
    let mut wait = Vec::new();
    for n in 0..40 {
        wait.push(desk.arrives(&format!("Ann {n}")).await);
    }
    desk.settles().await;
    desk.changes(&lin, room(40)).await;
    for visitor in &wait {
        lin.sees_assigned(visitor).await;
    }
}

/// The server pings a socket every 25 seconds, and whatever lies unsent would go out with that.
const BEFORE_THE_FIRST_PING: Duration = Duration::from_secs(15);

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_does_not_lie_until_the_next_ping() {
    let (desk, [lin]) = desk_with(["lin"]).await;
    let ann = desk.arrives("Ann").await;
    let chat = ann.opens_chat().await;
    let heard = async {
        lin.sees_message("Ann: 在吗").await;
        lin.answers(&ann, "您好").await;
        chat.sees("her answer", |frame| frame["data"]["message"]["text"] == "您好").await;
    };
    tokio::time::timeout(BEFORE_THE_FIRST_PING, heard).await.expect("both are told at once");
}

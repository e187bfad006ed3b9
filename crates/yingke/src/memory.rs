//! Memory that a rush left behind goes back to the system. The allocator itself only looks for it while it is asked for
//! more, and a desk that was busy and falls silent asks for nothing.

use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// Often enough that an operator who looks sees what is used; so seldom that a busy program does not notice.
const EVERY: Duration = Duration::from_secs(20);

pub async fn give_back() {
    let mut ticker = interval(EVERY);
    ticker.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticker.tick().await;
        drop(tokio::task::spawn_blocking(collect).await);
    }
}

#[expect(unsafe_code, reason = "the allocator has no other way to be told")]
fn collect() {
    // SAFETY: may be called from any thread at any time; it touches what is free alone.
    unsafe { libmimalloc_sys::mi_collect(true) }
}

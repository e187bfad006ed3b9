//! Memory that a rush left behind goes back to the system. The allocator itself only looks for it while it is asked for
//! more, and a desk that was busy and falls silent asks for nothing.

use libmimalloc_sys::{mi_option_t, mi_option_use_numa_nodes};
use std::ffi::c_long;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// Often enough that an operator who looks sees what is used; so seldom that a busy program does not notice.
const EVERY: Duration = Duration::from_secs(20);

/// `mi_option_purge_delay` of mimalloc.h, before the one named here; the crate has no name for it.
const PURGE_DELAY: mi_option_t = mi_option_use_numa_nodes - 1;
/// How long what was freed is kept for the next who asks. The allocator's own second leaves an idle program half as large
/// again, because what falls free in the last second before the quiet is never looked at.
const KEPT_MILLISECONDS: c_long = 10;

pub async fn give_back() {
    let mut ticker = interval(EVERY);
    ticker.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticker.tick().await;
        drop(tokio::task::spawn_blocking(collect).await);
    }
}

/// To be said first: what the start itself frees counts too.
#[expect(unsafe_code, reason = "the allocator has no other way to be told")]
pub fn keep_briefly() {
    // SAFETY: sets a number that the allocator reads whenever it frees.
    unsafe { libmimalloc_sys::mi_option_set(PURGE_DELAY, KEPT_MILLISECONDS) }
}

#[expect(unsafe_code, reason = "the allocator has no other way to be told")]
fn collect() {
    // SAFETY: may be called from any thread at any time; it touches what is free alone.
    unsafe { libmimalloc_sys::mi_collect(true) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(unsafe_code, reason = "the allocator has no other way to be asked")]
    fn the_option_of_that_number_is_the_delay() {
        // SAFETY: reads a number.
        let delay = || unsafe { libmimalloc_sys::mi_option_get(PURGE_DELAY) };
        assert_eq!(delay(), 1_000, "what mimalloc.h says without us");
        keep_briefly();
        assert_eq!(delay(), KEPT_MILLISECONDS);
    }
}

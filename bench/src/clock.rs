//! Real time, which a measurement is made of, and when each sending is due.

use std::time::{Duration, Instant};

#[expect(clippy::disallowed_methods, reason = "a measurement is made of real time")]
pub fn now() -> Instant {
    Instant::now()
}

/// When everything is due: sending `n` at `n / per_second` after the start, whatever becomes of the answers. A time counts
/// from there: a generator that waits for answers would leave out exactly the sendings that a stall delayed.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Numbers of sendings go on from here, so that they are never used twice on one desk.
    pub first: usize,
    pub per_second: u32,
    pub count: usize,
}

impl Plan {
    pub fn seconds(first: usize, per_second: u32, seconds: u32) -> Plan {
        Plan { first, per_second, count: per_second as usize * seconds as usize }
    }

    /// After the start; `n` counts within the plan.
    pub fn due(&self, n: usize) -> Duration {
        Duration::from_nanos(n as u64 * 1_000_000_000 / u64::from(self.per_second))
    }

    pub fn length(&self) -> Duration {
        self.due(self.count)
    }
}

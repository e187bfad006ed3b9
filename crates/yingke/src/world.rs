//! The only place where time and chance come in from outside; everything else is handed them.

use domain::Timestamp;
use rand::TryRngCore;
use server::app::{Chance, Clock};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

pub fn clock() -> Clock {
    Arc::new(now)
}

#[expect(clippy::disallowed_methods, reason = "this is the clock that is passed in everywhere")]
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// The operating system's randomness.
pub fn chance() -> Chance {
    Arc::new(|bytes| {
        // Without randomness no token may be made; there is no way to go on safely.
        rand::rngs::OsRng.try_fill_bytes(bytes).expect("the operating system gives no randomness");
    })
}

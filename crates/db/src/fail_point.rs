//! Named places at which a trial may end the process, as `kill -9` would: `YINGKE_FAIL_POINT=NAME` at the first time it is
//! reached, `NAME:3` at the third. Only in builds with debug assertions; an optimised build holds neither names nor code.

/// All of them, so that a trial can go through the list and a name that no trial knows does not exist.
pub const FAIL_POINTS: &[&str] = &[
    "commit.before",
    "commit.after",
    "commit.published",
    "migration.between",
    "migration.before_commit",
    "start.migrated",
    "key.written",
    "live.before_frames",
    "job.claimed",
    "job.done",
    "file.written",
    "file.synced",
    "file.moved",
    "file.before_reference",
    "file.forgotten",
    "node.sweeping",
    "log.moved",
    "log.restarted",
];

#[cfg(debug_assertions)]
pub fn fail_point(name: &'static str) {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};
    static ARMED: OnceLock<Option<(String, AtomicU32)>> = OnceLock::new();
    let armed = ARMED.get_or_init(|| {
        let text = std::env::var("YINGKE_FAIL_POINT").ok()?;
        let (name, times) = text.split_once(':').unwrap_or((&text, "1"));
        Some((name.to_owned(), AtomicU32::new(times.parse().ok()?)))
    });
    debug_assert!(FAIL_POINTS.contains(&name), "{name} is not among the fail points");
    if let Some((armed, times)) = armed
        && armed == name
        && times.fetch_sub(1, Ordering::SeqCst) == 1
    {
        std::process::abort();
    }
}

/// `YINGKE_TRIAL_LOG_BYTES`: so small a write-ahead log that a short trial sees it moved and started over many times.
pub(crate) fn log_bytes(usual: u64) -> u64 {
    let wanted = if cfg!(debug_assertions) { std::env::var("YINGKE_TRIAL_LOG_BYTES").ok() } else { None };
    wanted.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[cfg(not(debug_assertions))]
#[inline(always)]
pub fn fail_point(_: &'static str) {}

//! What is asked of one agent alone; the whole floor is [`crate::floor`]'s.

use super::settings::Settings;
pub use crate::floor::shown_presence;
use db::Row;
use domain::presence::Presence;
use domain::{Result, Timestamp};

/// Whether the agent of a row with `presence`, `connections`, `gone_at` and `state` is shown as offline, the grace time over;
/// disabled and deleted accounts are.
pub fn is_offline(row: &Row, settings: &Settings, now: Timestamp) -> Result<bool> {
    let active = row.get::<String>("state")? == "active";
    Ok(!active || shown_presence(row, settings.grace_seconds, now)?.presence == Presence::Offline)
}

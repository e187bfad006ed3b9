//! What is asked of one agent alone; the whole floor is [`crate::floor`]'s.

use super::settings::Settings;
pub use crate::floor::shown_presence;
use db::{Query, args};
use domain::id::AgentId;
use domain::presence::Presence;
use domain::{Result, Timestamp};

const ONE: &str = "select presence, connections, gone_at, state from agents where id = $1";

/// Whether an agent's shown presence is offline, the grace time over; disabled and deleted accounts are.
pub fn is_offline(q: &mut impl Query, agent: AgentId, settings: &Settings, now: Timestamp) -> Result<bool> {
    q.one(ONE, &args![agent], |row| {
        let active = row.get::<String>("state")? == "active";
        Ok(!active || shown_presence(row, settings.grace_seconds, now)?.presence == Presence::Offline)
    })
}

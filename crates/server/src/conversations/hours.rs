//! Whether the shop works now, by its own hours.

use crate::settings::shop;
use db::Query;
use domain::id::WorkspaceId;
use domain::shop::in_hours;
use domain::{Result, Timestamp};

pub fn open_now(q: &mut impl Query, workspace: WorkspaceId, now: Timestamp) -> Result<bool> {
    Ok(in_hours(&shop::load(q, workspace)?, now))
}

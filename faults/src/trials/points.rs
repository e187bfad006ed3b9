//! The named fail points: at each the program ends in the middle of what it does, and starts again.

use super::{Database, PATIENCE, Site};
use crate::Result;
use crate::dice::Dice;
use crate::ledger::Report;
use crate::people::Crowd;
use std::path::Path;

pub const VARIABLE: &str = "YINGKE_FAIL_POINT";

/// As `db::FAIL_POINTS` names them; a test holds the two lists together.
pub const ALL: &[&str] = &[
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

/// Those that a start alone reaches, each on a folder that is still empty.
const AT_START: &[&str] = &["migration.between", "migration.before_commit", "start.migrated", "key.written"];

/// Reached only when something is taken back: the trial `forgotten`.
pub const ELSEWHERE: &[&str] = &["file.forgotten"];

/// `rounds` times through all points that people's work reaches.
pub async fn run(program: &Path, database: Database, points: &[&str], rounds: usize, seed: u64) -> Result<Report> {
    let mut dice = Dice::new(seed);
    let mut site = Site::prepare(program, database).await?;
    for point in points.iter().filter(|point| AT_START.contains(point)) {
        site.node.launch_with(&[(VARIABLE, point)])?;
        site.node.ends(PATIENCE).await.map_err(|error| format!("{point} is never reached: {error}"))?;
    }
    site.node.start().await?;
    let day = site.day(Crowd::SMALL, seed).await?;
    for _ in 0..rounds {
        for point in points.iter().filter(|point| !AT_START.contains(point) && !ELSEWHERE.contains(point)) {
            if point.starts_with("log.") && database == Database::Postgres {
                continue;
            }
            day.told.more(5, PATIENCE).await?;
            site.node.kill()?;
            // Not the first time it is reached, which is while it starts: people must be at it again.
            let times = if is_rare(point) { 1 } else { 1 + dice.below(60) };
            site.node.launch_with(&[(VARIABLE, &format!("{point}:{times}"))])?;
            site.node.ends(PATIENCE).await.map_err(|error| format!("{point} is never reached: {error}"))?;
            site.node.start().await?;
        }
    }
    day.told.more(20, PATIENCE).await?;
    day.ends(PATIENCE).await
}

fn is_rare(point: &str) -> bool {
    point.starts_with("file.") || point.starts_with("job.") || point.starts_with("node.") || point.starts_with("log.")
}

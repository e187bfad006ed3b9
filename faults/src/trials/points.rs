//! The named fail points: at each the program ends in the middle of what it does, and starts again.

use super::{Database, PATIENCE, Site, forgotten};
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

/// Reached only when something is taken back, which nobody does at work: a trial of its own, run once.
pub const FORGOTTEN: &str = "file.forgotten";

/// Through all points at which the program can end on this database: once at a start, `rounds` times at work.
pub async fn run(program: &Path, database: Database, points: &[&str], rounds: usize, seed: u64) -> Result<Report> {
    let on_this = |point: &&&str| database == Database::Sqlite || !point.starts_with("log.");
    let (at_start, at_work): (Vec<&str>, Vec<&str>) =
        points.iter().filter(on_this).filter(|point| **point != FORGOTTEN).partition(|point| AT_START.contains(point));
    if at_start.is_empty() && at_work.is_empty() && !points.contains(&FORGOTTEN) {
        return Err(format!("{points:?}: never reached on {database:?}, which has no such log").into());
    }
    if points.contains(&FORGOTTEN) {
        let report = forgotten::run(program, database).await?;
        if points.len() == 1 {
            return Ok(report);
        }
        report.must_be_clean()?;
    }
    let mut dice = Dice::new(seed);
    let mut site = Site::prepare(program, database).await?;
    for point in &at_start {
        site.node.launch_with(&[(VARIABLE, point)])?;
        site.node.ends(PATIENCE).await.map_err(|error| format!("{point} is never reached: {error}"))?;
    }
    site.node.start().await?;
    let day = site.day(Crowd::SMALL, seed).await?;
    for _ in 0..rounds {
        for point in &at_work {
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

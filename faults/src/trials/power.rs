//! Power cuts: the program, its files and its database run on disks that forget what was not synced.

use super::{Database, PATIENCE, Site};
use crate::Result;
use crate::dice::Dice;
use crate::disk::{Disk, Names, Survives};
use crate::ledger::Report;
use crate::people::Crowd;
use std::path::Path;
use std::time::Duration;
use tokio::time::sleep;

pub async fn run(program: &Path, database: Database, count: usize, seed: u64) -> Result<Report> {
    let mut dice = Dice::new(seed);
    let mut site = Site::prepare(program, database).await?;
    let mut disks = vec![Disk::under(&site.disk(), Names::Posix)?];
    site.node.variables = disks[0].variables();
    if let Some(cluster) = &mut site.cluster {
        cluster.kill()?;
        disks.push(cluster.moves_to_forgetful_disk()?);
        cluster.start().await?;
    }
    site.node.start().await?;
    let day = site.day(Crowd::SMALL, seed).await?;
    for round in 0..count {
        day.told.more(6 + dice.below(25) as usize, PATIENCE).await?;
        sleep(Duration::from_millis(dice.below(20))).await;
        cut(&mut site, &disks, Survives::ALL[round % Survives::ALL.len()], &mut dice).await?;
    }
    day.told.more(20, PATIENCE).await?;
    day.ends(PATIENCE).await
}

/// Which of the two dies first is left to chance; what was acknowledged must not depend on it.
async fn cut(site: &mut Site, disks: &[Disk], survives: Survives, dice: &mut Dice) -> Result<()> {
    let program_first = dice.falls(2);
    if program_first {
        site.node.kill()?;
    }
    if let Some(cluster) = &mut site.cluster {
        cluster.kill()?;
    }
    site.node.kill()?;
    for disk in disks {
        disk.loses_power(survives, dice)?;
    }
    if let Some(cluster) = &mut site.cluster {
        cluster.start().await?;
    }
    site.node.start().await
}

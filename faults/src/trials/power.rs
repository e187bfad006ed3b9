//! Power cuts: the program, its files and its database run on disks that forget what was not synced.

use super::{Database, PATIENCE, Site, steps};
use crate::Result;
use crate::dice::Dice;
use crate::disk::{Disk, Names, Survives};
use crate::ledger::Report;
use crate::people::Crowd;
use crate::shop::Shop;
use serde_json::Value;
use std::path::Path;
use std::time::Duration;
use tokio::time::sleep;

pub async fn run(program: &Path, database: Database, count: usize, seed: u64) -> Result<Report> {
    let mut dice = Dice::new(seed);
    let (mut site, disks) = on_forgetful_disks(program, database).await?;
    let day = site.day(Crowd::SMALL, seed).await?;
    for round in 0..count {
        day.told.more(6 + dice.below(25) as usize, PATIENCE).await?;
        sleep(Duration::from_millis(dice.below(20))).await;
        cut(&mut site, &disks, Survives::ALL[round % Survives::ALL.len()], &mut dice).await?;
    }
    day.told.more(20, PATIENCE).await?;
    day.ends(PATIENCE).await
}

/// The least that can be lost: one thing is acknowledged, and the power goes before anything else happens; nothing is left
/// of what was not synced. One cut after each, because what is synced later keeps what came before, too.
pub async fn after_each(program: &Path, database: Database) -> Result<Report> {
    let (mut site, disks) = on_forgetful_disks(program, database).await?;
    let (mut dice, port) = (Dice::new(1), site.node.port);
    let mut goes = async || cut(&mut site, &disks, Survives::Nothing, &mut dice).await;
    let shop = Shop::opens("青岚茶器", vec![port]).await?;
    goes().await?;
    shop.get("/inboxes").await.map_err(|error| format!("the shop is lost: {error}"))?;

    let asked = steps::visitor_asks(&shop).await?;
    goes().await?;
    let list = shop.get_as(&asked.token, "/visitor/messages").await;
    holds(&list.map_err(|error| format!("the visitor is lost: {error}"))?, &asked.message)?;

    let file = steps::owner_uploads(&shop).await?;
    goes().await?;
    let found = shop.file(&file.url).await.map_err(|error| format!("the file is lost: {error}"))?;
    if found != file.bytes {
        return Err(format!("the file is lost: {} bytes of {} are there", found.len(), file.bytes.len()).into());
    }

    let sent = steps::owner_sends(&shop, &asked.conversation, &file).await?;
    goes().await?;
    holds(&shop.get(&format!("/conversations/{}/messages", asked.conversation)).await?, &sent)?;
    Ok(Report { acknowledged: 2, files: 1, ..Report::default() })
}

fn holds(list: &Value, message: &str) -> Result<()> {
    let is_there = list["items"].as_array().is_some_and(|all| all.iter().any(|one| one["id"] == message));
    if is_there { Ok(()) } else { Err(format!("the message {message} is lost: {list}").into()) }
}

async fn on_forgetful_disks(program: &Path, database: Database) -> Result<(Site, Vec<Disk>)> {
    let mut site = Site::prepare(program, database).await?;
    let mut disks = vec![Disk::under(&site.disk(), Names::Posix)?];
    site.node.variables = disks[0].variables();
    if let Some(cluster) = &mut site.cluster {
        cluster.kill()?;
        disks.push(cluster.moves_to_forgetful_disk()?);
        cluster.start().await?;
    }
    site.node.start().await?;
    Ok((site, disks))
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

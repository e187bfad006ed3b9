//! The disk is full: people are told, nothing that was acknowledged is lost, and all goes on when there is room again.

use super::{Database, PATIENCE, Site};
use crate::Result;
use crate::cluster::{Cluster, is_root};
use crate::ledger::Report;
use crate::people::Crowd;
use crate::program::Node;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// A disk of so many megabytes, gone when this is dropped.
pub struct SmallDisk {
    place: PathBuf,
    filler: PathBuf,
}

impl SmallDisk {
    pub fn mount(place: &Path, megabytes: usize) -> Result<SmallDisk> {
        if !is_root()? {
            return Err("a small disk can be mounted by root only: run this trial as root".into());
        }
        std::fs::create_dir_all(place)?;
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={megabytes}m,mode=755"), "tmpfs"])
            .arg(place)
            .status()?;
        if !mounted.success() {
            return Err("a small disk could not be mounted".into());
        }
        Ok(SmallDisk { place: place.to_owned(), filler: place.join("filler") })
    }

    /// Up to the last byte.
    pub fn fills(&self) -> Result<()> {
        let mut filler = File::options().create(true).append(true).open(&self.filler)?;
        for size in [1 << 20, 4096, 1] {
            while filler.write_all(&vec![b'x'; size]).is_ok() {}
        }
        Ok(())
    }

    pub fn has_room_again(&self) -> Result<()> {
        Ok(std::fs::remove_file(&self.filler)?)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily, because a program under trial may still be on its way out.
        drop(Command::new("umount").arg("-l").arg(&self.place).status());
    }
}

pub async fn run(program: &Path, database: Database, count: usize, seed: u64) -> Result<Report> {
    let home = tempfile::Builder::new().prefix("yingke-small-").tempdir()?;
    // PostgreSQL's user has to come through.
    std::fs::set_permissions(home.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    let disk = SmallDisk::mount(&home.path().join("small"), if database == Database::Sqlite { 32 } else { 160 })?;
    let mut site = Site::prepare(program, Database::Sqlite).await?;
    match database {
        Database::Sqlite => {
            site.node = Node::new(program, &home.path().join("small/data"), &home.path().join("log"), None)?
        }
        Database::Postgres => {
            let mut cluster = Cluster::make(Some(&home.path().join("small")))?;
            cluster.start().await?;
            site.node = Node::new(program, &home.path().join("data"), &home.path().join("log"), Some(cluster.url()))?;
            site.cluster = Some(cluster);
        }
    }
    site.node.start().await?;
    let day = site.day(Crowd { file_every: 3, ..Crowd::SMALL }, seed).await?;
    for _ in 0..count {
        day.told.more(20, PATIENCE).await?;
        let told = |reason: &str| day.told.refused().get(reason).copied().unwrap_or(0);
        let before = told("disk_full") + told("unavailable");
        let refusals = async {
            while told("disk_full") + told("unavailable") < before + 10 {
                // What the program frees meanwhile is taken too.
                disk.fills()?;
                sleep(Duration::from_millis(50)).await;
            }
            Result::Ok(())
        };
        timeout(PATIENCE, refusals).await.map_err(|_| "nobody was told that the disk is full")??;
        disk.has_room_again()?;
        if let Some(cluster) = &mut site.cluster {
            // Without room for its log the server gives up; its administrator makes room and starts it.
            sleep(Duration::from_millis(500)).await;
            if cluster.has_ended()? {
                cluster.kill()?;
                cluster.start().await?;
            }
            cluster.answers().await?;
        }
    }
    if database == Database::Sqlite && !day.told.refused().contains_key("disk_full") {
        return Err(format!("nobody was told why: {:?}", day.told.refused()).into());
    }
    day.told.more(20, PATIENCE).await?;
    let report = day.ends(PATIENCE).await;
    drop(site);
    drop(disk);
    report
}

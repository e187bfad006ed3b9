//! The machine's clock jumps, an hour ahead and an hour back, while people write and between two starts.

use super::{Database, PATIENCE, Site};
use crate::Result;
use crate::ledger::Report;
use crate::people::Crowd;
use std::path::{Path, PathBuf};

const LIBRARY: &str = concat!(env!("OUT_DIR"), "/clock.so");
const HOUR: i64 = 3600;

/// The clock of a program that is not started yet.
pub struct Clock {
    offset: PathBuf,
}

impl Clock {
    pub fn of(site: &mut Site) -> Result<Clock> {
        let clock = Clock { offset: site.home().join("offset") };
        clock.runs_ahead(0)?;
        site.node.variables = vec![
            ("LD_PRELOAD".to_owned(), LIBRARY.into()),
            ("CLOCK_OFFSET".to_owned(), clock.offset.clone().into_os_string()),
        ];
        Ok(clock)
    }

    /// Of the machine's, by so many seconds.
    pub fn runs_ahead(&self, seconds: i64) -> Result<()> {
        Ok(std::fs::write(&self.offset, seconds.to_string())?)
    }
}

pub async fn run(program: &Path, database: Database, rounds: usize, seed: u64) -> Result<Report> {
    let mut site = Site::prepare(program, database).await?;
    let clock = Clock::of(&mut site)?;
    site.node.start().await?;
    let day = site.day(Crowd::SMALL, seed).await?;
    for round in 0..rounds {
        for seconds in [HOUR, 0, -HOUR, 0] {
            day.told.more(15, PATIENCE).await?;
            clock.runs_ahead(seconds)?;
            if round % 2 == 1 {
                // Also from one start to the next.
                site.node.kill()?;
                site.node.start().await?;
            }
        }
    }
    day.told.more(20, PATIENCE).await?;
    day.ends(PATIENCE).await
}

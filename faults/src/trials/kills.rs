//! SIGKILL at moments that nobody chose: under load, and while it starts.

use super::{Database, PATIENCE, Site};
use crate::Result;
use crate::dice::Dice;
use crate::ledger::Report;
use crate::people::Crowd;
use std::path::Path;
use std::time::Duration;
use tokio::time::sleep;

pub async fn run(program: &Path, database: Database, count: usize, seed: u64) -> Result<Report> {
    let mut dice = Dice::new(seed);
    let mut site = Site::open(program, database).await?;
    let day = site.day(Crowd::SMALL, seed).await?;
    let mut kills = 0;
    while kills < count {
        // Load must really have run between two kills: some acknowledgements, however slow the machine is.
        day.told.more(4 + dice.below(20) as usize, PATIENCE).await?;
        sleep(Duration::from_millis(dice.below(15))).await;
        site.node.kill()?;
        kills += 1;
        // One start in four does not come far.
        while kills < count && dice.falls(4) {
            site.node.launch()?;
            sleep(Duration::from_millis(dice.below(120))).await;
            site.node.kill()?;
            kills += 1;
        }
        site.node.start().await?;
    }
    day.told.more(20, PATIENCE).await?;
    day.ends(PATIENCE).await
}

//! PostgreSQL under the program's feet: connections ended by an administrator, a backend killed (the server then recovers from
//! a crash and drops everybody), the server restarted, the server killed.

use super::{Database, PATIENCE, Site};
use crate::Result;
use crate::dice::Dice;
use crate::ledger::Report;
use crate::people::Crowd;
use crate::signal::{self, Signal};
use std::path::Path;

pub async fn run(program: &Path, count: usize, seed: u64) -> Result<Report> {
    let mut dice = Dice::new(seed);
    let mut site = Site::open(program, Database::Postgres).await?;
    let day = site.day(Crowd::SMALL, seed).await?;
    for round in 0..count {
        day.told.more(4 + dice.below(20) as usize, PATIENCE).await?;
        let cluster = site.cluster.as_mut().ok_or("no PostgreSQL")?;
        match round % 4 {
            0 => {
                let one = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'yingke'";
                cluster.sql(&format!("{one} order by random() limit {}", 1 + dice.below(8)))?;
            }
            1 => {
                let backend = dice.one_of(&cluster.backends()?).copied().ok_or("no backend")?;
                signal::send(Signal::Kill, &[backend])?;
            }
            2 => cluster.restarts().await?,
            _ => {
                cluster.kill()?;
                cluster.start().await?;
            }
        }
        site.cluster.as_mut().ok_or("no PostgreSQL")?.answers().await?;
    }
    day.told.more(20, PATIENCE).await?;
    day.ends(PATIENCE).await
}

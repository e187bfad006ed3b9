//! Somebody else holds a lock of the database for half a minute: people are told to try again, other shops go on where the
//! database can tell them apart, nothing is lost, and all goes on afterwards.

use super::{Database, PATIENCE, Site};
use crate::Result;
use crate::ledger::Report;
use crate::people::{Crowd, Day};
use crate::shop::Shop;
use std::path::Path;
use std::time::Duration;
use tokio::time::sleep;

pub async fn run(program: &Path, database: Database, hold: Duration, seed: u64) -> Result<Report> {
    let site = Site::open(program, database).await?;
    let day = site.day(Crowd::SMALL, seed).await?;
    day.told.more(20, PATIENCE).await?;
    match &site.cluster {
        None => {
            let connection = rusqlite::Connection::open(site.node.data.join("yingke.db"))?;
            connection.busy_timeout(PATIENCE)?;
            connection.execute_batch("begin immediate")?;
            reads_go_on(&day.shop, hold).await?;
            connection.execute_batch("rollback")?;
        }
        Some(cluster) => {
            let neighbours = Shop::opens("隔壁小店", vec![site.node.port]).await?;
            let neighbours = Day::begins(neighbours, Crowd { visitors: 2, agents: 1, ..Crowd::SMALL }, seed).await?;
            let seconds = hold.as_secs();
            let lock = format!("select 1 from workspaces where name = '{}' for update", day.shop.name);
            let mut holder = cluster.begins(&format!("begin; {lock}; select pg_sleep({seconds}); rollback"))?;
            let before = neighbours.told.acknowledged();
            reads_go_on(&day.shop, hold).await?;
            if neighbours.told.acknowledged() < before + 10 {
                return Err("the shop next door stood still too".into());
            }
            holder.wait()?;
            neighbours.ends(PATIENCE).await?.must_be_clean()?;
        }
    }
    let told = day.told.refused().values().sum::<usize>();
    if hold > waits(database) && told == 0 {
        return Err("nobody was told to try again".into());
    }
    day.told.more(20, PATIENCE).await?;
    day.ends(PATIENCE).await
}

/// How long the program itself waits for the lock before it gives up; `db` says why.
const fn waits(database: Database) -> Duration {
    match database {
        Database::Sqlite => Duration::from_secs(6),
        Database::Postgres => Duration::from_secs(11),
    }
}

/// Whoever only reads is not held up.
async fn reads_go_on(shop: &Shop, hold: Duration) -> Result<()> {
    let mut left = hold;
    while !left.is_zero() {
        shop.get("/conversations").await?;
        let step = left.min(Duration::from_millis(500));
        sleep(step).await;
        left -= step;
    }
    Ok(())
}

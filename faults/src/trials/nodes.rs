//! Two nodes on one PostgreSQL: one is killed, or stands still and goes on later as if nothing had been.

use super::{Database, PATIENCE, Site};
use crate::Result;
use crate::dice::Dice;
use crate::ledger::Report;
use crate::people::{Crowd, Day};
use crate::program::Node;
use crate::shop::Shop;
use crate::signal::Signal;
use std::path::Path;
use std::time::Duration;
use tokio::time::sleep;

/// One failure in so many is a node that stands still.
const PAUSE_EVERY: usize = 10;

pub async fn run(program: &Path, failures: usize, pause: Duration, seed: u64) -> Result<Report> {
    let mut dice = Dice::new(seed);
    let mut site = Site::open(program, Database::Postgres).await?;
    let mut second = site.another_node()?;
    second.start().await?;
    let shop = Shop::opens("青岚茶器", vec![site.node.port, second.port]).await?;
    let day = Day::begins(shop, Crowd::SMALL, seed).await?;
    for failure in 0..failures {
        let node = if dice.falls(2) { &mut site.node } else { &mut second };
        if failure % PAUSE_EVERY == PAUSE_EVERY - 1 || failures == 1 {
            stands_still(node, &day, pause).await?;
        } else {
            day.told.more(3 + dice.below(10) as usize, PATIENCE).await?;
            node.kill()?;
            // The other one carries on alone.
            day.told.more(3 + dice.below(10) as usize, PATIENCE).await?;
            node.start().await?;
        }
    }
    day.told.more(20, PATIENCE).await?;
    // Dead nodes' sockets are found out after 20 seconds.
    day.ends(PATIENCE).await
}

async fn stands_still(node: &Node, day: &Day, pause: Duration) -> Result<()> {
    day.told.more(10, PATIENCE).await?;
    node.signal(Signal::Pause)?;
    // Much happens in a minute, and whoever missed it, or something in it, may be told to load it anew.
    day.told.screens(|screen| screen.long_gaps += 1);
    let others = day.told.more(10, PATIENCE);
    let (others, ()) = tokio::join!(others, sleep(pause));
    node.signal(Signal::Continue)?;
    others?;
    day.told.more(10, PATIENCE).await
}

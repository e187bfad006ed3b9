//! The people who keep a shop busy. They do what the pages do: retry under the same client_id until the answer comes, resume
//! their streams from where they were, and note what they were told.

mod agent;
mod sending;
mod visitor;
mod watching;

use crate::Result;
use crate::shop::Shop;
use crate::told::Told;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

pub use sending::Sender;
pub use watching::OWNER;

const PAUSE: Duration = Duration::from_millis(8);
const RETRY: Duration = Duration::from_millis(40);

/// Who works in the shop, and who comes.
#[derive(Debug, Clone, Copy)]
pub struct Crowd {
    pub visitors: usize,
    pub agents: usize,
    /// Of each agent; less than there are visitors, so that some wait.
    pub capacity: usize,
    /// One message in so many carries a file; 0 for none.
    pub file_every: u64,
}

impl Crowd {
    pub const SMALL: Crowd = Crowd { visitors: 6, agents: 2, capacity: 2, file_every: 6 };
}

/// A shop with its day under way.
pub struct Day {
    pub shop: Shop,
    pub told: Arc<Told>,
    people: Vec<JoinHandle<Result<()>>>,
    screens: Vec<JoinHandle<()>>,
}

impl Day {
    pub async fn begins(shop: Shop, crowd: Crowd, seed: u64) -> Result<Day> {
        let told = Arc::new(Told::default());
        let mut day = Day { shop: shop.clone(), told: told.clone(), people: Vec::new(), screens: Vec::new() };
        for number in 0..crowd.agents {
            let token = shop.hires(&format!("agent{number}"), crowd.capacity).await?;
            let sender = Sender::new(&shop, &told, &token, number, seed);
            day.screens.push(tokio::spawn(watching::keeps_workbench_open(shop.clone(), token, number, told.clone())));
            day.people.push(tokio::spawn(agent::serves(sender, number, crowd.file_every)));
        }
        day.screens.push(tokio::spawn(watching::owner_watches(shop.clone(), told.clone())));
        told.opened(watching::OWNER).await?;
        for number in 0..crowd.visitors {
            let sender = Sender::new(&shop, &told, "", number, seed.wrapping_add(1 + number as u64));
            day.people.push(tokio::spawn(visitor::writes(sender, number, crowd.file_every)));
        }
        Ok(day)
    }

    /// Everybody goes; then what was acknowledged must be everywhere. The streams are given up to `within` for it.
    pub async fn ends(mut self, within: Duration) -> Result<crate::ledger::Report> {
        self.told.closes();
        for person in self.people.drain(..) {
            tokio::time::timeout(within, person).await.map_err(|_| "somebody never finished")???;
        }
        crate::ledger::check(&self.shop, &self.told, within).await
    }
}

impl Drop for Day {
    fn drop(&mut self) {
        self.told.closes();
        self.told.over();
        self.screens.iter().for_each(JoinHandle::abort);
        self.people.iter().for_each(JoinHandle::abort);
    }
}

//! Speaks the product's language: a desk, its agents with their workbenches, its visitors with their chats.

mod agent;
mod calls;
mod desk;
mod dice;
mod invariants;
mod node;
mod place;
mod shop;
mod socket;
mod store;
mod visitor;

pub use agent::{Agent, Workbench};
pub use calls::{Answer, Caller};
pub use desk::{Desk, PASSWORD};
pub use dice::{Dice, number};
pub use node::Door;
pub use place::Where::{self, *};
pub use socket::Socket;
pub use store::Kind;
pub use visitor::{Visitor, Who};

use std::future::Future;
use std::time::Duration;

/// How long anything may take before a test gives up. Far beyond what it takes, for slow machines.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until `look` finds something; a test fails with `what` when it never does.
pub async fn eventually<T, F, Fut>(what: &str, mut look: F) -> T
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Option<T>>,
{
    let looking = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
    };
    match tokio::time::timeout(PATIENCE, looking).await {
        Ok(found) => found,
        Err(_) => panic!("never happened: {what}"),
    }
}

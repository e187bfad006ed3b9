//! Promise 1 (spec §14): what was acknowledged survives SIGKILL. None lost, none shown twice.
//!
//! The real program runs under load and is killed again and again; everybody retries with the same `client_id` until
//! the answer comes. Runs on SQLite, and on PostgreSQL when YINGKE_TEST_DATABASE=postgres.

mod people;
mod program;

use people::{Ledger, agent_answers, owner_watches, visitor_writes};
use program::Program;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const KILLS: usize = 20;
const VISITORS: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_twenty_kills_and_nothing_is_shown_twice() {
    let mut program = Program::install().await;
    let shop = program.registers_shop().await;
    let ledger = Arc::new(Ledger::default());
    let stop = Arc::new(AtomicBool::new(false));
    let mut people = Vec::new();
    for name in ["lin", "wang"] {
        let token = shop.hires(name).await;
        people.push(tokio::spawn(agent_answers(shop.clone(), token, ledger.clone(), stop.clone())));
    }
    for _ in 0..VISITORS {
        people.push(tokio::spawn(visitor_writes(shop.clone(), ledger.clone(), stop.clone())));
    }
    let watcher = tokio::spawn(owner_watches(shop.clone(), ledger.clone(), stop.clone()));

    for round in 0..KILLS {
        let acknowledged = ledger.acknowledged();
        // Load must really have run between two kills: at least a few acknowledgements, whatever the machine's speed.
        ledger.wait_for(acknowledged + 10 + round % 7).await;
        program.kill();
        program.start().await;
    }
    let acknowledged = ledger.acknowledged();
    ledger.wait_for(acknowledged + 20).await;
    stop.store(true, Ordering::SeqCst);
    for person in people {
        person.await.expect("a person at work");
    }
    ledger.wait_until_watched().await;
    watcher.abort();

    let stored = shop.all_messages().await;
    ledger.check(&stored);
    println!("{} kills, {} messages acknowledged, 0 lost, 0 doubled", KILLS, ledger.acknowledged());
    program.remove();
}

//! Promise 1 (spec §14): what was acknowledged survives, and nothing is shown twice. The short forms of the trials in `faults`;
//! `bin/faults` runs the long ones. On SQLite, and on PostgreSQL when YINGKE_TEST_DATABASE=postgres.

use faults::ledger::Report;
use faults::trials::sockets::Dead;
use faults::trials::{self, Database};
use std::path::Path;
use std::time::Duration;

const PROGRAM: &str = env!("CARGO_BIN_EXE_yingke");

fn database() -> Database {
    match std::env::var("YINGKE_TEST_DATABASE").as_deref() {
        Ok("postgres") => Database::Postgres,
        _ => Database::Sqlite,
    }
}

fn shown(what: &str, report: faults::Result<Report>) {
    let report = report.unwrap_or_else(|error| panic!("{what}: {error}"));
    println!("{what}: {report}");
    assert!(report.is_clean(), "{what}: {report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_kills_and_nothing_is_shown_twice() {
    let count = if database() == Database::Postgres { 10 } else { 20 };
    shown("kills", trials::kills::run(Path::new(PROGRAM), database(), count, 1).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_an_end_at_every_fail_point() {
    assert_eq!(trials::points::ALL, db::FAIL_POINTS, "a trial knows every fail point");
    shown("fail points", trials::points::run(Path::new(PROGRAM), database(), trials::points::ALL, 1, 1).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_power_cuts() {
    shown("power cuts", trials::power::run(Path::new(PROGRAM), database(), 3, 1).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_told_and_loses_nothing() {
    shown("a full disk", trials::full::run(Path::new(PROGRAM), database(), 1, 1).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_that_is_held_delays_and_loses_nothing() {
    let hold = if database() == Database::Postgres { 13 } else { 8 };
    shown("a lock", trials::lock::run(Path::new(PROGRAM), database(), Duration::from_secs(hold), 1).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_jumps_confuses_nothing() {
    shown("a clock that jumps", trials::clock::run(Path::new(PROGRAM), database(), 2, 1).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn peers_that_read_nothing_are_closed_and_delay_nobody() {
    shown("slow sockets", trials::sockets::run(Path::new(PROGRAM), database(), Dead::Skip, 1).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_server_that_loses_connections_and_restarts_loses_nothing() {
    if database() == Database::Postgres {
        shown("PostgreSQL", trials::backends::run(Path::new(PROGRAM), 4, 1).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_is_killed_is_replaced_by_the_other() {
    if database() == Database::Postgres {
        shown("nodes killed", trials::nodes::run(Path::new(PROGRAM), 3, Duration::ZERO, 1).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_stood_still_notices_that_it_was_counted_out() {
    if database() == Database::Postgres {
        shown("a node paused", trials::nodes::run(Path::new(PROGRAM), 1, Duration::from_secs(28), 1).await);
    }
}

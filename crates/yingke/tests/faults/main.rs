//! Promise 1 (spec §14): what was acknowledged survives, and nothing is shown twice. The short forms of the trials in `faults`;
//! `bin/faults` runs the long ones. On SQLite, and on PostgreSQL when YINGKE_TEST_DATABASE=postgres; what has no meaning without
//! PostgreSQL always runs there (`on_postgres`).

mod on_postgres;

use faults::ledger::Report;
use faults::trials::points::FORGOTTEN;
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
    // One of them has a test of its own.
    let points: Vec<&str> = trials::points::ALL.iter().copied().filter(|point| *point != FORGOTTEN).collect();
    shown("fail points", trials::points::run(Path::new(PROGRAM), database(), &points, 1, 1).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bytes_of_a_file_that_was_taken_back_go_although_the_program_ended_before_them() {
    shown("a file taken back", trials::forgotten::run(Path::new(PROGRAM), database()).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_power_cuts() {
    shown("power cuts", trials::power::run(Path::new(PROGRAM), database(), 3, 1).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_single_thing_that_was_acknowledged_survives_a_power_cut_at_once() {
    shown("a cut after each", trials::power::after_each(Path::new(PROGRAM), database()).await);
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

//! Promise 1 (spec §14): what was acknowledged survives, and nothing is shown twice. The short forms of the trials in `faults`;
//! `bin/faults` runs the long ones. On SQLite, and on PostgreSQL when YINGKE_TEST_DATABASE=postgres.

use faults::ledger::Report;
use faults::trials::{self, Database};
use std::path::Path;

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
    shown("kills", trials::kills::run(Path::new(PROGRAM), database(), 20, 1).await);
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

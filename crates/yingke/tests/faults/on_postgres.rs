//! What has no meaning without PostgreSQL: its own faults, and several nodes. Each makes a server of its own, so that none of
//! these tests is ever empty; `bin/test` leaves them out by their name where it is about SQLite.

use crate::{PROGRAM, shown};
use faults::trials;
use std::path::Path;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_server_that_loses_connections_and_restarts_loses_nothing() {
    shown("PostgreSQL", trials::backends::run(Path::new(PROGRAM), 4, 1).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_is_killed_is_replaced_by_the_other() {
    shown("nodes killed", trials::nodes::run(Path::new(PROGRAM), 3, Duration::ZERO, 1).await);
}

/// 28 s: the others count it out after 20. The long form pauses for 60.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_stood_still_notices_that_it_was_counted_out() {
    shown("a node paused", trials::nodes::run(Path::new(PROGRAM), 1, Duration::from_secs(28), 1).await);
}

//! The storage seam against real databases: SQLite in a folder of its own, PostgreSQL in a schema of its own.
//!
//! `YINGKE_TEST_POSTGRES` is the address of a throw-away database; `off` leaves PostgreSQL out on purpose.

mod common;

mod batches;
mod both;
mod commits;
mod postgres;
mod proxy;
mod sqlite;

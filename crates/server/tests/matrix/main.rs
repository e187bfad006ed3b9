//! Who may do what: every route and every socket command, tried by every kind of caller on every kind of object.
//!
//! The answers are compared with `permissions.txt`, which is read by people against the table of rights (spec §2.1). After a
//! change that is meant: `YINGKE_UPDATE_MATRIX=1 cargo test -p yingke-server --test matrix`, then review the difference. On
//! SQLite, or with `YINGKE_TEST_DATABASE=postgres` on the throw-away server that `YINGKE_TEST_POSTGRES` names.

mod board;
mod callers;
mod hostile;
mod house;
mod objects;
mod routes;
mod server_under_test;
mod sockets;

mod bodies;
mod borrowed;
mod commands;
mod live;
mod matrix;
mod order;
mod origins;

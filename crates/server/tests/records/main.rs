//! What was said, who said it, how it came in and what was sent with it: over HTTP, on both databases;
//! and what wraps all of that.
//!
//! `YINGKE_TEST_POSTGRES` is the address of a throw-away database; `off` leaves PostgreSQL out on purpose.

mod chatlog;
mod contacts;
mod descent;
mod desk;
mod doors;
mod files;
mod files_seen;
mod images;
mod shell;
mod upgrade;
mod visitors;
mod words;

//! What was said, who said it and what was sent with it: the chat log, contacts and files over HTTP, on both databases.
//!
//! `YINGKE_TEST_POSTGRES` is the address of a throw-away database; `off` leaves PostgreSQL out on purpose.

mod chatlog;
mod contacts;
mod desk;
mod files;
mod files_seen;
mod words;

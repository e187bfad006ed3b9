//! The whole desk, tried from outside: a real server on a loopback port, real frames on real sockets, a real database.
//!
//! SQLite in a folder of its own, or with `YINGKE_TEST_DATABASE=postgres` a schema of its own in the throw-away server that
//! `YINGKE_TEST_POSTGRES` names. Only time and chance are ours. All files are one binary, so that they are linked once.

mod harness;

mod acks;
mod automatic;
mod called_in;
mod ending;
mod forms;
mod guarded_words;
mod looking_on;
mod on_postgres;
mod passing_on;
mod phrases;
mod presence;
mod properties;
mod quotes;
mod resume;
mod routing;
mod settings;
mod states;
mod story;
mod taken_back;
mod transcripts;
mod visitors;

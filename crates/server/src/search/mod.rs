//! Full-text search over messages, the same on both databases: newest first, never ranked.
//!
//! The index holds our own tokens and no text; every hit is checked against the message itself. Who may read what is
//! asked of [`reach`]; what a conversation looks like in a list is the conversations' affair.

pub mod chatlog;
pub mod find;
pub mod http;
pub mod index;
mod look_up;
pub mod names;
pub mod reach;
mod read;
pub mod words;

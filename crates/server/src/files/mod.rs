//! Files of messages: random names, typed by content, every GET checked.

pub mod link;
pub mod storage;

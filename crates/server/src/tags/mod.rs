//! Tags 标签: what a shop calls the kinds of its conversations. Not here: which conversation bears which, see `conversations/tag.rs`.

pub mod change;
pub mod http;
pub mod store;

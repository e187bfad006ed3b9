//! Files 文件 of messages: random names on disk, typed by their content, every GET checked.
//!
//! Uploaded first, attached to one message later, by whoever uploaded them; what is never attached is removed.

pub mod attach;
pub mod key;
pub mod link;
pub mod storage;

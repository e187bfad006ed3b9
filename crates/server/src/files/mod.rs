//! Files 文件 of messages: random names on disk, typed by their content, every GET checked.
//!
//! Uploaded first, attached to one message later, by whoever uploaded them; what is never attached is removed.

pub mod attach;
pub mod forget;
pub mod http;
pub mod image_http;
pub mod link;
pub mod name;
pub mod read;
pub mod storage;
pub mod typed;
pub mod upload;

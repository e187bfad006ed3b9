//! Routing 分流: what `domain::routing` decides, with rules, floor and history read under the workspace's lock.
//!
//! Used by conversations, which carry the decision out. It knows who is there; it changes no conversation.

pub mod choose;
pub mod floor;
pub mod http;
pub mod load;
pub mod settings;
pub mod store;

//! The workbench: presence of agents as sockets come and go, and the team.
//!
//! Emits `presence_changed`. Acts on conversations only through their use cases.

pub mod http;
pub mod node;
pub mod presence;
pub mod team;

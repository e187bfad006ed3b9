//! Accounts 账号: workspaces, agents, roles, groups, sessions; who may do what.
//!
//! Not here: presence and loads, which belong to the workbench and to routing.

pub mod agents;
pub mod announce;
pub mod groups;
pub mod hashing;
pub mod http;
pub mod me;
pub mod member;
pub mod operator;
pub mod password;
pub mod password_policy;
pub mod register;
pub mod rights;
pub mod roles;
pub mod scope;
pub mod setup;
pub mod sign_in;
pub mod store;
#[cfg(test)]
mod tests;
pub mod throttle;
pub mod view;

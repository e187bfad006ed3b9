//! Accounts 账号: workspaces, agents, roles, groups, sessions; who may do what.

pub mod scope;

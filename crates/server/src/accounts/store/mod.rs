//! The SQL of accounts. Every statement about a tenant's rows names the workspace.

pub mod agents;
pub mod groups;
pub mod roles;
pub mod sessions;
pub mod workspaces;

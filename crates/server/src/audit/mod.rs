//! The audit log: who did what to whom, from where, when. Entries are written in the commit of the act itself.
//!
//! Not here: what is worth an entry, which each use case knows.

pub mod http;
mod names;
mod store;

use crate::accounts::scope::Scope;
use crate::http::address::Address;
use db::Tx;
use domain::Result;
use domain::id::{AgentId, WorkspaceId};
use serde_json::Value;

pub use store::{Filter, Line, list};

/// Who acts, as the log will name him even when the account is gone.
#[derive(Debug, Clone)]
pub struct Actor {
    pub agent: Option<AgentId>,
    pub name: String,
    /// Empty on the command line.
    pub address: String,
}

impl Actor {
    pub fn of(scope: &Scope, address: Address) -> Self {
        Actor { agent: Some(scope.agent), name: scope.name.clone(), address: address.to_string() }
    }

    pub fn command_line() -> Self {
        Actor { agent: None, name: "命令行".to_owned(), address: String::new() }
    }
}

/// What was acted upon.
#[derive(Debug, Clone)]
pub struct Object<'a> {
    /// `agent`, `role`, `group`, `inbox`, `contact`, … An object of type [`PRIVATE`] is shown to the owner alone.
    pub kind: &'static str,
    pub id: Option<i64>,
    pub name: &'a str,
}

/// The owner's private contacts leave no trace for others, this log included.
pub const PRIVATE: &str = "private_contact";

/// `action` is `area.verb`; `details` says what changed, never a secret.
pub fn note(tx: &mut Tx, actor: &Actor, action: &'static str, object: &Object, details: Value) -> Result<()> {
    let workspace = tx.workspace();
    store::insert(tx, workspace, actor, action, object, &details)
}

/// The entry of a workspace that begins in this very commit, and so is not the transaction's own yet.
pub fn note_first(
    tx: &mut Tx,
    workspace: WorkspaceId,
    actor: &Actor,
    action: &'static str,
    object: &Object,
    details: Value,
) -> Result<()> {
    store::insert(tx, workspace, actor, action, object, &details)
}

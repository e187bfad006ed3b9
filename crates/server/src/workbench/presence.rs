//! Presence as it happens: sockets come and go, agents choose.

use crate::App;
use crate::accounts::scope::Scope;
use domain::Result;

pub async fn connect(_app: &App, _scope: &Scope) -> Result<i64> { Ok(0) }
pub async fn disconnect(_app: &App, _scope: &Scope, _connection: i64) {}
pub async fn node_starts(_app: &App) -> Result<()> { Ok(()) }
pub async fn keep_node_alive(_app: App) {}

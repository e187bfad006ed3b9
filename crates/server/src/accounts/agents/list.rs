//! The list of accounts (ACC-8), for whoever manages one side of them.

use crate::App;
use crate::accounts::rights::SEES_ACCOUNTS;
use crate::accounts::scope::Scope;
use crate::accounts::store::{agents, workspaces};
use crate::accounts::view::{self, AgentView};
use crate::http::{Cursor, Page};
use domain::Result;
use domain::id::AgentId;

/// The owner first, then in the order of creation.
pub async fn list(app: &App, scope: Scope, after: i64, limit: i64) -> Result<Page<AgentView>> {
    scope.need_any(SEES_ACCOUNTS)?;
    let now = app.now();
    app.db
        .read(move |q| {
            let workspace = workspaces::one(q, scope.workspace)?;
            let accounts = agents::list(q, scope.workspace, after, limit + 1)?;
            let shown = accounts.into_iter().map(|account| view::seen_by(&scope, account, &workspace, now)).collect();
            Ok(Page::cut(shown, limit, |agent: &AgentView| Cursor(0, agent.id.0)))
        })
        .await
}

/// One's own account is always there to be seen.
pub async fn one(app: &App, scope: Scope, id: AgentId) -> Result<AgentView> {
    if id != scope.agent {
        scope.need_any(SEES_ACCOUNTS)?;
    }
    let now = app.now();
    app.db.read(move |q| view::agent(q, &scope, id, now)).await
}

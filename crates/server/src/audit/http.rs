//! The audit log over HTTP.

use super::{Filter, Line, list};
use crate::App;
use crate::http::{Agent, Answer, Cursor, Page, Params, page};
use axum::Json;
use axum::extract::State;
use domain::Timestamp;
use domain::id::AgentId;
use domain::permission::Permission;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Who acted.
    agent: Option<AgentId>,
    /// What was done, such as `agent.create`.
    action: Option<String>,
    object_type: Option<String>,
    object_id: Option<String>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    limit: Option<i64>,
    cursor: Option<String>,
}

/// Lists the audit log, newest first
#[utoipa::path(get, path = "/api/v1/audit", tag = "audit", params(Asked), responses((status = 200, body = Page<Line>)))]
pub async fn list_audit(
    State(app): State<App>,
    Agent(scope): Agent,
    Params(asked): Params<Asked>,
) -> Answer<Json<Page<Line>>> {
    scope.need(Permission::AuditView)?;
    let (limit, cursor) = (page::limit(asked.limit)?, Cursor::decode(asked.cursor.as_deref())?);
    let filter = Filter {
        agent: asked.agent,
        action: asked.action,
        object_type: asked.object_type,
        // Text that is no id matches nothing, like an id that nothing has.
        object: asked.object_id.map(|id| domain::id::decode(&id).unwrap_or(0)),
        from: asked.from,
        to: asked.to,
        private: scope.owner,
    };
    Ok(Json(app.db.read(move |q| list(q, scope.workspace, &filter, cursor, limit)).await?))
}

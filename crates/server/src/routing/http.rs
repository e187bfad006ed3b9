//! `/settings/routing`: the rules by which conversations are given out.

use super::settings::{self, Patch, Settings};
use crate::App;
use crate::accounts::scope;
use crate::http::{Agent, Answer, Body};
use axum::Json;
use axum::extract::State;
use db::NewEvent;
use domain::audience::Audience;
use domain::permission::Permission;
use serde_json::json;

/// Shows the routing rules
#[utoipa::path(get, path = "/api/v1/settings/routing", tag = "settings", responses((status = 200, body = Settings)))]
pub async fn get_settings(State(app): State<App>, Agent(scope): Agent) -> Answer<Json<Settings>> {
    scope.need(Permission::RoutingManage)?;
    Ok(Json(app.db.read(move |q| settings::load(q, scope.workspace)).await?))
}

/// Changes the routing rules that are named
#[utoipa::path(patch, path = "/api/v1/settings/routing", tag = "settings", request_body = Patch, responses((status = 200, body = Settings)))]
pub async fn patch_settings(
    State(app): State<App>,
    Agent(scope): Agent,
    body: Answer<Body<Patch>>,
) -> Answer<Json<Settings>> {
    scope.need(Permission::RoutingManage)?;
    let Body(patch) = body?;
    let changed = app.db.write(scope.workspace, move |tx| {
        scope::again(tx, &scope)?.need(Permission::RoutingManage)?;
        let changed = settings::patch(tx, patch.clone())?;
        let audience = json!(Audience::Everybody).to_string();
        let data = json!({"agent": {"what": "routing"}}).to_string();
        tx.emit(NewEvent { name: "settings_changed", audience, contact: None, data });
        Ok(changed)
    });
    Ok(Json(changed.await?))
}

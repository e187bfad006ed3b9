//! The signed-in account over HTTP.

use super::given;
use crate::App;
use crate::accounts::me::{self, Change, Me};
use crate::http::{Agent, Answer, Body};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

/// Says who is signed in and what he may do
#[utoipa::path(get, path = "/api/v1/me", tag = "accounts", responses((status = 200, body = Me)))]
pub async fn get_me(State(app): State<App>, Agent(scope): Agent) -> Answer<Json<Me>> {
    Ok(Json(me::look(&app, scope).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeChange {
    nickname: Option<String>,
    /// `zh-CN` or `en`; null follows the browser.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    locale: Option<Option<String>>,
    /// The owner has answered whether to take part in routing.
    asked_routing: Option<bool>,
}

/// Changes one's own nickname and language
#[utoipa::path(patch, path = "/api/v1/me", tag = "accounts", request_body = MeChange,
    responses((status = 200, body = Me)))]
pub async fn change_me(State(app): State<App>, Agent(scope): Agent, Body(change): Body<MeChange>) -> Answer<Json<Me>> {
    let MeChange { nickname, locale, asked_routing } = change;
    Ok(Json(me::change(&app, scope, Change { nickname, locale, asked_routing }).await?))
}

//! `/api/v1/visitor`: sessions and identity. Messages are in `message_http`.

use super::availability::Staffing;
use super::entry::{self, PublicInbox};
use super::identity::Identity;
use super::session::{self, Identified, NewSession, Session, Visit};
use crate::App;
use crate::http::address::Address;
use crate::http::{Answer, Body, Params, Visitor, tokens};
use crate::visitors::browser::Browser;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use domain::id::InboxId;
use domain::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What a page knows before a visitor has a session: nothing in it depends on who asks.
#[derive(Serialize, ToSchema)]
pub struct PublicConfig {
    #[serde(flatten)]
    inbox: PublicInbox,
    #[serde(flatten)]
    staffing: Staffing,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DoorParams {
    /// Either this or `link`.
    inbox_id: Option<InboxId>,
    /// A link's key.
    link: Option<String>,
}

/// How the chat of an inbox looks, and whether somebody is there
///
/// Needs no token.
#[utoipa::path(get, path = "/api/v1/visitor/config", tag = "visitor", params(DoorParams), responses((status = 200, body = PublicConfig)))]
pub async fn get_visitor_config(
    State(app): State<App>,
    Params(door): Params<DoorParams>,
) -> Answer<Json<PublicConfig>> {
    let entry = entry::find(&app, door.inbox_id, door.link).await?;
    let (workspace, door, now) = (entry.workspace, entry.door, app.now());
    let staffing = app.db.read(move |q| Staffing::of(q, workspace, door, now)).await?;
    Ok(Json(PublicConfig { inbox: entry.public(), staffing }))
}

/// Opens or continues a visitor's session
///
/// Needs no token; with the one of an earlier session the visitor is the same again.
#[utoipa::path(post, path = "/api/v1/visitor/sessions", tag = "visitor", request_body = NewSession, responses((status = 201, body = Session)))]
pub async fn open_visitor_session(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Body(new): Body<NewSession>,
) -> Answer<(StatusCode, Json<Session>)> {
    Ok((StatusCode::CREATED, Json(session::open(&app, address, Browser::of(&headers), new).await?)))
}

/// Says who the visitor is
///
/// A `jwt` makes him the customer it proves, with a new token; `claims` are shown to agents as unverified.
#[utoipa::path(post, path = "/api/v1/visitor/identify", tag = "visitor", request_body = Identity, responses((status = 200, body = Identified)))]
pub async fn identify_visitor(
    State(app): State<App>,
    Visitor(scope): Visitor,
    address: Address,
    headers: HeaderMap,
    Body(identity): Body<Identity>,
) -> Answer<Json<Identified>> {
    let visit = Visit { address, browser: Browser::of(&headers), page: None };
    Ok(Json(session::identify(&app, &scope, token(&headers)?, visit, identity).await?))
}

/// Ends the visitor's session
#[utoipa::path(post, path = "/api/v1/visitor/logout", tag = "visitor", responses((status = 204)))]
pub async fn log_visitor_out(
    State(app): State<App>,
    Visitor(scope): Visitor,
    headers: HeaderMap,
) -> Answer<StatusCode> {
    session::leave(&app, &scope, token(&headers)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The text of the token that [`Visitor`] has already proven good.
pub(super) fn token(headers: &HeaderMap) -> Result<String> {
    tokens::bearer(headers).ok_or_else(Error::unauthorized)
}

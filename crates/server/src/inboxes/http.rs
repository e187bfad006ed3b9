//! `/api/v1/inboxes`.

use super::change::{self, InboxPatch, NewInbox};
use super::qr;
use super::record::{self, Inbox};
use crate::App;
use crate::accounts::scope::Scope;
use crate::audit::Actor;
use crate::http::address::Address;
use crate::http::page::{self, Cursor};
use crate::http::{Agent, Answer, Body, Page, Params};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::id::InboxId;
use domain::permission::Permission;
use domain::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListParams {
    limit: Option<i64>,
    cursor: Option<String>,
}

impl ListParams {
    /// The id after which to go on, upwards, and how many to show.
    pub(super) fn place(&self) -> Result<(i64, i64)> {
        let cursor = Cursor::decode(self.cursor.as_deref())?;
        Ok((if cursor == Cursor::START { 0 } else { cursor.1 }, page::limit(self.limit)?))
    }
}

/// Whoever manages a part of the inboxes sees them.
pub(super) fn may_see(scope: &Scope) -> Result<()> {
    use Permission::{InboxManage, InboxSecret, LinkManage, RoutingManage};
    scope.need_any(&[InboxManage, LinkManage, InboxSecret, RoutingManage])
}

/// Lists the inboxes
#[utoipa::path(get, path = "/api/v1/inboxes", tag = "inboxes", params(ListParams), responses((status = 200, body = Page<Inbox>)))]
pub async fn list_inboxes(
    State(app): State<App>,
    Agent(scope): Agent,
    Params(params): Params<ListParams>,
) -> Answer<Json<Page<Inbox>>> {
    may_see(&scope)?;
    let ((after, limit), app_in) = (params.place()?, app.clone());
    let found = app.db.read(move |q| record::list(q, &app_in, scope.workspace, InboxId(after), limit + 1)).await?;
    Ok(Json(Page::cut(found, limit, |inbox| Cursor(0, inbox.id.0))))
}

/// Makes an inbox
#[utoipa::path(post, path = "/api/v1/inboxes", tag = "inboxes", request_body = NewInbox, responses((status = 201, body = Inbox)))]
pub async fn create_inbox(
    State(app): State<App>,
    Agent(scope): Agent,
    address: Address,
    body: Answer<Body<NewInbox>>,
) -> Answer<(StatusCode, Json<Inbox>)> {
    scope.need(Permission::InboxManage)?;
    let Body(new) = body?;
    Ok((StatusCode::CREATED, Json(change::create(&app, scope.workspace, Actor::of(&scope, address), new).await?)))
}

/// Shows an inbox
#[utoipa::path(get, path = "/api/v1/inboxes/{id}", tag = "inboxes", params(("id" = InboxId, Path)), responses((status = 200, body = Inbox)))]
pub async fn get_inbox(State(app): State<App>, Agent(scope): Agent, Path(id): Path<InboxId>) -> Answer<Json<Inbox>> {
    may_see(&scope)?;
    Ok(Json(load(&app, &scope, id).await?))
}

async fn load(app: &App, scope: &Scope, id: InboxId) -> Result<Inbox> {
    let (app_in, workspace) = (app.clone(), scope.workspace);
    app.db.read(move |q| record::load(q, &app_in, workspace, id)).await
}

/// Changes an inbox
#[utoipa::path(patch, path = "/api/v1/inboxes/{id}", tag = "inboxes", params(("id" = InboxId, Path)), request_body = InboxPatch, responses((status = 200, body = Inbox)))]
pub async fn change_inbox(
    State(app): State<App>,
    Agent(scope): Agent,
    address: Address,
    Path(id): Path<InboxId>,
    body: Answer<Body<InboxPatch>>,
) -> Answer<Json<Inbox>> {
    scope.need(Permission::InboxManage)?;
    let Body(body) = body?;
    Ok(Json(change::patch(&app, scope.workspace, Actor::of(&scope, address), id, body).await?))
}

/// Deletes an inbox
///
/// Visitors can no longer write to it; its conversations stay.
#[utoipa::path(delete, path = "/api/v1/inboxes/{id}", tag = "inboxes", params(("id" = InboxId, Path)), responses((status = 204)))]
pub async fn delete_inbox(
    State(app): State<App>,
    Agent(scope): Agent,
    address: Address,
    Path(id): Path<InboxId>,
) -> Answer<StatusCode> {
    scope.need(Permission::InboxManage)?;
    change::delete(&app, scope.workspace, Actor::of(&scope, address), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize, ToSchema)]
pub struct NewSecret {
    /// Shown this once. Its characters, as they are, are the key of HS256.
    pub secret: String,
}

/// Makes a new identity secret
///
/// The one before it stays good until the next is made.
#[utoipa::path(post, path = "/api/v1/inboxes/{id}/secret", tag = "inboxes", params(("id" = InboxId, Path)), responses((status = 200, body = NewSecret)))]
pub async fn renew_inbox_secret(
    State(app): State<App>,
    Agent(scope): Agent,
    address: Address,
    Path(id): Path<InboxId>,
) -> Answer<Json<NewSecret>> {
    scope.need(Permission::InboxSecret)?;
    let secret = change::rotate_secret(&app, scope.workspace, Actor::of(&scope, address), id).await?;
    Ok(Json(NewSecret { secret }))
}

/// The QR code of an inbox's chat page
#[utoipa::path(get, path = "/api/v1/inboxes/{id}/qr.svg", tag = "inboxes", params(("id" = InboxId, Path)), responses((status = 200, content_type = "image/svg+xml", body = String)))]
pub async fn get_inbox_qr_code(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<InboxId>,
) -> Answer<Response> {
    may_see(&scope)?;
    let url = load(&app, &scope, id).await?.url.ok_or_else(Error::not_found)?;
    Ok(qr::answer(qr::svg(&url)?))
}

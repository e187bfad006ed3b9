//! `/api/v1/inboxes/{id}/links`.

use super::http::{ListParams, may_see};
use super::links::{self, Link, LinkPatch, NewLink};
use super::qr;
use crate::App;
use crate::audit::Actor;
use crate::http::address::Address;
use crate::http::page::Cursor;
use crate::http::{Agent, Answer, Body, Page, Params};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::id::{InboxId, LinkId};
use domain::permission::Permission;

/// Lists the links of an inbox
#[utoipa::path(get, path = "/api/v1/inboxes/{id}/links", tag = "inboxes", params(("id" = InboxId, Path), ListParams), responses((status = 200, body = Page<Link>)))]
pub async fn list_links(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(inbox): Path<InboxId>,
    Params(params): Params<ListParams>,
) -> Answer<Json<Page<Link>>> {
    may_see(&scope)?;
    let ((after, limit), app_in) = (params.place()?, app.clone());
    let found =
        app.db.read(move |q| links::list(q, &app_in, scope.workspace, inbox, (LinkId(after), limit + 1))).await?;
    Ok(Json(Page::cut(found, limit, |link| Cursor(0, link.id.0))))
}

/// Makes a link
#[utoipa::path(post, path = "/api/v1/inboxes/{id}/links", tag = "inboxes", params(("id" = InboxId, Path)), request_body = NewLink, responses((status = 201, body = Link)))]
pub async fn create_link(
    State(app): State<App>,
    Agent(scope): Agent,
    address: Address,
    Path(inbox): Path<InboxId>,
    body: Answer<Body<NewLink>>,
) -> Answer<(StatusCode, Json<Link>)> {
    scope.need(Permission::LinkManage)?;
    let Body(new) = body?;
    Ok((StatusCode::CREATED, Json(links::create(&app, scope.workspace, Actor::of(&scope, address), inbox, new).await?)))
}

/// Changes a link
#[utoipa::path(patch, path = "/api/v1/inboxes/{id}/links/{link}", tag = "inboxes", params(("id" = InboxId, Path), ("link" = LinkId, Path)), request_body = LinkPatch, responses((status = 200, body = Link)))]
pub async fn change_link(
    State(app): State<App>,
    Agent(scope): Agent,
    address: Address,
    Path(path): Path<(InboxId, LinkId)>,
    body: Answer<Body<LinkPatch>>,
) -> Answer<Json<Link>> {
    scope.need(Permission::LinkManage)?;
    let Body(body) = body?;
    Ok(Json(links::patch(&app, scope.workspace, Actor::of(&scope, address), path, body).await?))
}

/// Deletes a link
#[utoipa::path(delete, path = "/api/v1/inboxes/{id}/links/{link}", tag = "inboxes", params(("id" = InboxId, Path), ("link" = LinkId, Path)), responses((status = 204)))]
pub async fn delete_link(
    State(app): State<App>,
    Agent(scope): Agent,
    address: Address,
    Path(path): Path<(InboxId, LinkId)>,
) -> Answer<StatusCode> {
    scope.need(Permission::LinkManage)?;
    links::delete(&app, scope.workspace, Actor::of(&scope, address), path).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The QR code of a link's chat page
#[utoipa::path(get, path = "/api/v1/inboxes/{id}/links/{link}/qr.svg", tag = "inboxes", params(("id" = InboxId, Path), ("link" = LinkId, Path)), responses((status = 200, content_type = "image/svg+xml", body = String)))]
pub async fn get_link_qr_code(
    State(app): State<App>,
    Agent(scope): Agent,
    Path((inbox, link)): Path<(InboxId, LinkId)>,
) -> Answer<Response> {
    may_see(&scope)?;
    let (app_in, workspace) = (app.clone(), scope.workspace);
    let link = app.db.read(move |q| links::load(q, &app_in, workspace, inbox, link)).await?;
    Ok(qr::answer(qr::svg(&link.url)?))
}

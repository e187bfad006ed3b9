//! `/tags`.

use super::change::{self, MAKES};
use super::store::{self, Tag, TagColor};
use crate::App;
use crate::http::address::Address;
use crate::http::{Agent, Answer, Body, Page, Params};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::id::TagId;
use domain::permission::Permission;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TagParams {
    /// With how many conversations bear each, for holders of `phrase.team`.
    #[serde(default)]
    counts: bool,
}

/// Lists the tags
#[utoipa::path(get, path = "/api/v1/tags", tag = "tags", params(TagParams), responses((status = 200, body = Page<Tag>)))]
pub async fn list_tags(
    State(app): State<App>,
    Agent(scope): Agent,
    Params(TagParams { counts }): Params<TagParams>,
) -> Answer<Json<Page<Tag>>> {
    let tags = app.db.read(move |q| match counts && scope.has(Permission::PhraseTeam) {
        true => store::list_counted(q, scope.workspace),
        false => store::list(q, scope.workspace),
    });
    Ok(Json(Page::whole(tags.await?)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTag {
    name: String,
    #[serde(default = "grey")]
    color: TagColor,
}

fn grey() -> TagColor {
    TagColor::Grey
}

/// Makes a tag
#[utoipa::path(post, path = "/api/v1/tags", tag = "tags", request_body = NewTag, responses((status = 201, body = Tag)))]
pub async fn create_tag(
    State(app): State<App>,
    Agent(scope): Agent,
    address: Address,
    body: Answer<Body<NewTag>>,
) -> Answer<(StatusCode, Json<Tag>)> {
    scope.need_any(MAKES)?;
    let Body(new) = body?;
    let made = app.db.write(scope.workspace, move |tx| change::create(tx, &scope, &new.name, new.color, address));
    Ok((StatusCode::CREATED, Json(made.await?)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TagChange {
    name: Option<String>,
    color: Option<TagColor>,
}

/// Renames or recolours a tag
#[utoipa::path(patch, path = "/api/v1/tags/{id}", tag = "tags", params(("id" = String, Path)), request_body = TagChange, responses((status = 200, body = Tag)))]
pub async fn change_tag(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<TagId>,
    address: Address,
    body: Answer<Body<TagChange>>,
) -> Answer<Json<Tag>> {
    scope.need(Permission::PhraseTeam)?;
    let Body(TagChange { name, color }) = body?;
    let changed =
        app.db.write(scope.workspace, move |tx| change::change(tx, &scope, id, (name.as_deref(), color), address));
    Ok(Json(changed.await?))
}

/// Deletes a tag; conversations lose it
#[utoipa::path(delete, path = "/api/v1/tags/{id}", tag = "tags", params(("id" = String, Path)), responses((status = 204)))]
pub async fn delete_tag(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<TagId>,
    address: Address,
) -> Answer<StatusCode> {
    scope.need(Permission::PhraseTeam)?;
    let (workspace, scope) = (scope.workspace, Arc::new(scope));
    loop {
        let scope = Arc::clone(&scope);
        if app.db.write(workspace, move |tx| change::delete(tx, &scope, id, address)).await? {
            return Ok(StatusCode::NO_CONTENT);
        }
    }
}

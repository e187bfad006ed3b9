//! Roles and the list of permissions over HTTP.

use crate::App;
use crate::accounts::roles::{self, Change};
use crate::accounts::view::RoleView;
use crate::http::address::Address;
use crate::http::{Agent, Answer, Body, Page};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::id::RoleId;
use domain::permission::{Permission, Reach, TEMPLATES, Wording, template};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Lists the roles
#[utoipa::path(get, path = "/api/v1/roles", tag = "accounts", responses((status = 200, body = Page<RoleView>)))]
pub async fn list_roles(State(app): State<App>, Agent(scope): Agent) -> Answer<Json<Page<RoleView>>> {
    let roles = roles::list(&app, scope).await?;
    Ok(Json(Page::whole(roles.into_iter().map(RoleView::from).collect())))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRole {
    name: String,
    #[serde(default)]
    permissions: Vec<String>,
}

/// Creates a role
#[utoipa::path(post, path = "/api/v1/roles", tag = "accounts", request_body = NewRole,
    responses((status = 201, body = RoleView)))]
pub async fn create_role(
    State(app): State<App>,
    Agent(scope): Agent,
    address: Address,
    body: Answer<Body<NewRole>>,
) -> Answer<(StatusCode, Json<RoleView>)> {
    scope.need(Permission::RoleManage)?;
    let Body(new) = body?;
    let role = roles::create(&app, scope, &new.name, new.permissions, address).await?;
    Ok((StatusCode::CREATED, Json(role.into())))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleChange {
    name: Option<String>,
    permissions: Option<Vec<String>>,
}

/// Changes a role, for all its holders at once
#[utoipa::path(patch, path = "/api/v1/roles/{id}", tag = "accounts", params(("id" = String, Path)),
    request_body = RoleChange, responses((status = 200, body = RoleView)))]
pub async fn change_role(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<RoleId>,
    address: Address,
    body: Answer<Body<RoleChange>>,
) -> Answer<Json<RoleView>> {
    scope.need(Permission::RoleManage)?;
    let Body(asked) = body?;
    let change = Change { name: asked.name, permissions: asked.permissions };
    Ok(Json(roles::change(&app, scope, id, change, address).await?.into()))
}

/// Deletes a role that nobody holds
#[utoipa::path(delete, path = "/api/v1/roles/{id}", tag = "accounts", params(("id" = String, Path)),
    responses((status = 204)))]
pub async fn delete_role(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<RoleId>,
    address: Address,
) -> Answer<StatusCode> {
    roles::delete(&app, scope, id, address).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// All rights there are, and the shipped templates.
#[derive(Serialize, ToSchema)]
pub struct PermissionList {
    items: Vec<PermissionView>,
    templates: Vec<TemplateView>,
}

#[derive(Serialize, ToSchema)]
pub struct PermissionView {
    /// `area.action`.
    key: &'static str,
    area: &'static str,
    /// `own`, `group`, `all`; empty for a right without scope.
    scopes: Vec<&'static str>,
    zh: WordingView,
    en: WordingView,
    /// The feature behind it exists; pages offer only these.
    available: bool,
}

#[derive(Serialize, ToSchema)]
pub struct WordingView {
    label: &'static str,
    sentence: &'static str,
}

#[derive(Serialize, ToSchema)]
pub struct TemplateView {
    key: &'static str,
    zh: &'static str,
    en: &'static str,
    permissions: Vec<String>,
}

impl From<Wording> for WordingView {
    fn from(Wording { label, sentence }: Wording) -> Self {
        WordingView { label, sentence }
    }
}

impl From<Permission> for PermissionView {
    fn from(p: Permission) -> Self {
        let scopes = if p.scoped() { Reach::ALL.map(Reach::as_str).to_vec() } else { Vec::new() };
        let (zh, en) = (p.zh().into(), p.en().into());
        PermissionView { key: p.key(), area: p.area(), scopes, zh, en, available: p.available() }
    }
}

/// Lists all permissions and the shipped templates
#[utoipa::path(get, path = "/api/v1/permissions", tag = "accounts", responses((status = 200, body = PermissionList)))]
pub async fn list_permissions(Agent(_): Agent) -> Json<PermissionList> {
    let items = Permission::ALL.iter().map(|permission| PermissionView::from(*permission)).collect();
    let shown = |t: domain::permission::Template| TemplateView {
        key: t.key,
        zh: t.zh,
        en: t.en,
        permissions: template(t.key).unwrap_or_default().to_strings(),
    };
    Json(PermissionList { items, templates: TEMPLATES.map(shown).into() })
}

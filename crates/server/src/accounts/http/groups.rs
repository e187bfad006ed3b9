//! Groups over HTTP.

use crate::App;
use crate::accounts::groups::{self, Change};
use crate::accounts::store::groups::Group;
use crate::http::address::Address;
use crate::http::{Agent, Answer, Body, Page};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::id::{AgentId, GroupId};
use domain::permission::Permission;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
pub struct GroupView {
    id: GroupId,
    name: String,
    agent_ids: Vec<AgentId>,
}

impl From<Group> for GroupView {
    fn from(Group { id, name, agents }: Group) -> Self {
        GroupView { id, name, agent_ids: agents }
    }
}

/// Lists the groups
#[utoipa::path(get, path = "/api/v1/groups", tag = "accounts", responses((status = 200, body = Page<GroupView>)))]
pub async fn list_groups(State(app): State<App>, Agent(scope): Agent) -> Answer<Json<Page<GroupView>>> {
    let groups = groups::list(&app, scope).await?;
    Ok(Json(Page::whole(groups.into_iter().map(GroupView::from).collect())))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGroup {
    name: String,
    #[serde(default)]
    agent_ids: Vec<AgentId>,
}

/// Creates a group
#[utoipa::path(post, path = "/api/v1/groups", tag = "accounts", request_body = NewGroup,
    responses((status = 201, body = GroupView)))]
pub async fn create_group(
    State(app): State<App>,
    Agent(scope): Agent,
    address: Address,
    body: Answer<Body<NewGroup>>,
) -> Answer<(StatusCode, Json<GroupView>)> {
    scope.need(Permission::RoutingManage)?;
    let Body(new) = body?;
    let group = groups::create(&app, scope, &new.name, new.agent_ids, address).await?;
    Ok((StatusCode::CREATED, Json(group.into())))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupChange {
    name: Option<String>,
    agent_ids: Option<Vec<AgentId>>,
}

/// Changes a group
#[utoipa::path(patch, path = "/api/v1/groups/{id}", tag = "accounts", params(("id" = String, Path)),
    request_body = GroupChange, responses((status = 200, body = GroupView)))]
pub async fn change_group(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<GroupId>,
    address: Address,
    body: Answer<Body<GroupChange>>,
) -> Answer<Json<GroupView>> {
    scope.need(Permission::RoutingManage)?;
    let Body(asked) = body?;
    let change = Change { name: asked.name, agents: asked.agent_ids };
    Ok(Json(groups::change(&app, scope, id, change, address).await?.into()))
}

/// Deletes a group that nothing uses
#[utoipa::path(delete, path = "/api/v1/groups/{id}", tag = "accounts", params(("id" = String, Path)),
    responses((status = 204)))]
pub async fn delete_group(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<GroupId>,
    address: Address,
) -> Answer<StatusCode> {
    groups::delete(&app, scope, id, address).await?;
    Ok(StatusCode::NO_CONTENT)
}

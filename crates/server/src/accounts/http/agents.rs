//! Sub-accounts over HTTP.

use super::given;
use crate::App;
use crate::accounts::agents::change::{self, Change, State as AccountState};
use crate::accounts::agents::create::{self, Wanted};
use crate::accounts::agents::hand_over::HandOver;
use crate::accounts::agents::{delete, list};
use crate::accounts::password;
use crate::accounts::rights::SEES_ACCOUNTS;
use crate::accounts::view::AgentView;
use crate::http::address::Address;
use crate::http::{Agent, Answer, Body, Cursor, Page, Params, page};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::id::{AgentId, RoleId};
use domain::permission::Permission;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    limit: Option<i64>,
    cursor: Option<String>,
}

/// Lists the accounts, the owner first
#[utoipa::path(get, path = "/api/v1/agents", tag = "accounts", params(Asked),
    responses((status = 200, body = Page<AgentView>)))]
pub async fn list_agents(
    State(app): State<App>,
    Agent(scope): Agent,
    Params(asked): Params<Asked>,
) -> Answer<Json<Page<AgentView>>> {
    let limit = page::limit(asked.limit)?;
    let after = match asked.cursor {
        Some(cursor) => Cursor::decode(Some(&cursor))?.1,
        None => 0,
    };
    Ok(Json(list::list(&app, scope, after, limit).await?))
}

/// Shows one account
#[utoipa::path(get, path = "/api/v1/agents/{id}", tag = "accounts", params(("id" = String, Path)),
    responses((status = 200, body = AgentView)))]
pub async fn get_agent(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<AgentId>,
) -> Answer<Json<AgentView>> {
    Ok(Json(list::one(&app, scope, id).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAgent {
    /// 2–25 letters, digits, CJK characters, `_` or `-`.
    name: String,
    /// Shown to customers; the name when absent.
    nickname: Option<String>,
    password: String,
    phone: Option<String>,
    /// Without roles and permissions the account gets the role 客服.
    #[serde(default)]
    roles: Vec<RoleId>,
    /// Rights beyond the roles, such as `chat.view:group`.
    #[serde(default)]
    permissions: Vec<String>,
    takes_routing: Option<bool>,
    capacity: Option<i64>,
    mail_capacity: Option<i64>,
    weight: Option<i64>,
}

/// Creates a sub-account
#[utoipa::path(post, path = "/api/v1/agents", tag = "accounts", request_body = NewAgent,
    responses((status = 201, body = AgentView)))]
pub async fn create_agent(
    State(app): State<App>,
    Agent(scope): Agent,
    address: Address,
    body: Answer<Body<NewAgent>>,
) -> Answer<(StatusCode, Json<AgentView>)> {
    scope.need(Permission::AgentCreate)?;
    let Body(new) = body?;
    let NewAgent { name, nickname, password, phone, roles, permissions, .. } = new;
    let NewAgent { takes_routing, capacity, mail_capacity, weight, .. } = new;
    let head = Wanted { name, nickname, password, phone, roles, permissions, ..Wanted::default() };
    let wanted = Wanted { takes_routing, capacity, mail_capacity, weight, ..head };
    Ok((StatusCode::CREATED, Json(create::create(&app, scope, wanted, address).await?)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentChange {
    name: Option<String>,
    nickname: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    phone: Option<Option<String>>,
    roles: Option<Vec<RoleId>>,
    permissions: Option<Vec<String>>,
    takes_routing: Option<bool>,
    capacity: Option<i64>,
    mail_capacity: Option<i64>,
    weight: Option<i64>,
    state: Option<AccountState>,
    /// What becomes of the open conversations of an account that is disabled; routed anew when absent.
    hand_over: Option<HandOver>,
}

impl From<AgentChange> for Change {
    fn from(c: AgentChange) -> Self {
        Change {
            name: c.name,
            nickname: c.nickname,
            phone: c.phone,
            roles: c.roles,
            permissions: c.permissions,
            takes_routing: c.takes_routing,
            capacity: c.capacity,
            mail_capacity: c.mail_capacity,
            weight: c.weight,
            state: c.state,
            hand_over: c.hand_over,
        }
    }
}

/// Changes an account
#[utoipa::path(patch, path = "/api/v1/agents/{id}", tag = "accounts", params(("id" = String, Path)),
    request_body = AgentChange, responses((status = 200, body = AgentView)))]
pub async fn change_agent(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<AgentId>,
    address: Address,
    body: Answer<Body<AgentChange>>,
) -> Answer<Json<AgentView>> {
    scope.need_any(SEES_ACCOUNTS)?;
    let Body(asked) = body?;
    Ok(Json(change::change(&app, scope, id, asked.into(), address).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Deletion {
    /// What becomes of the open conversations; routed anew when absent.
    hand_over: Option<HandOver>,
}

/// Deletes a sub-account; its history stays
#[utoipa::path(delete, path = "/api/v1/agents/{id}", tag = "accounts", params(("id" = String, Path)),
    request_body = Deletion, responses((status = 204)))]
pub async fn delete_agent(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<AgentId>,
    address: Address,
    body: Answer<Body<Deletion>>,
) -> Answer<StatusCode> {
    scope.need(Permission::AgentDelete)?;
    let Body(asked) = body?;
    delete::delete(&app, scope, id, asked.hand_over, address).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    password: String,
    /// Needed for one's own password.
    old_password: Option<String>,
}

/// Sets a password and ends the account's other sessions
#[utoipa::path(put, path = "/api/v1/agents/{id}/password", tag = "accounts", params(("id" = String, Path)),
    request_body = PasswordChange, responses((status = 204)))]
pub async fn set_password(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(agent): Path<AgentId>,
    address: Address,
    body: Answer<Body<PasswordChange>>,
) -> Answer<StatusCode> {
    if agent != scope.agent {
        scope.need(Permission::AgentResetPassword)?;
    }
    let Body(asked) = body?;
    let PasswordChange { password, old_password } = asked;
    password::change(&app, scope, password::Change { agent, password, old_password }, address).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! Registering, signing in, signing out.

use crate::App;
use crate::accounts::agents::hand_over::HandOver;
use crate::accounts::register::{self, Registration, SignedIn};
use crate::accounts::setup::{self, Setup};
use crate::accounts::sign_in::{self, SignIn};
use crate::accounts::store::sessions::{Device, LIFE_SECONDS};
use crate::accounts::view::{AgentView, WorkspaceView};
use crate::http::address::Address;
use crate::http::{Agent, Answer, Body, caller, origin};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who signed in. The token is also set as a cookie.
#[derive(Serialize, ToSchema)]
pub struct SessionView {
    workspace: WorkspaceView,
    agent: AgentView,
    token: String,
}

fn opened(app: &App, status: StatusCode, signed_in: SignedIn) -> impl IntoResponse + use<> {
    let cookie = caller::session_cookie(app, Some(&signed_in.token), LIFE_SECONDS);
    let SignedIn { workspace, agent, token } = signed_in;
    (status, [(header::SET_COOKIE, cookie)], Json(SessionView { workspace, agent, token }))
}

fn user_agent(headers: &HeaderMap) -> String {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// Says whether somebody may register here, for the first page
#[utoipa::path(get, path = "/api/v1/setup", tag = "accounts", responses((status = 200, body = Setup)))]
pub async fn look_at_setup(State(app): State<App>) -> Answer<Json<Setup>> {
    Ok(Json(setup::look(&app).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWorkspace {
    /// The workspace's name, and the owner's name to sign in with.
    name: String,
    /// Phone number or e-mail address: one of the two is needed.
    phone: Option<String>,
    email: Option<String>,
    password: String,
}

/// Registers a workspace and its owner
#[utoipa::path(post, path = "/api/v1/workspaces", tag = "accounts", request_body = NewWorkspace,
    responses((status = 201, body = SessionView)))]
pub async fn register_workspace(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Body(new): Body<NewWorkspace>,
) -> Answer<impl IntoResponse> {
    origin::check(&app, &headers)?;
    app.limits.registrations.take(&address)?;
    let new = Registration::read(&new.name, new.phone.as_deref(), new.email.as_deref(), &new.password)?;
    let device = Device { address: address.to_string(), user_agent: user_agent(&headers) };
    Ok(opened(&app, StatusCode::CREATED, register::register(&app, new, device).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// `shop`, `shop:lin`, or the owner's phone number or e-mail address.
    login: String,
    password: String,
    /// For a second factor; an account without one needs none.
    #[serde(rename = "code")]
    _code: Option<String>,
    /// When the password has expired.
    new_password: Option<String>,
}

/// Signs in
#[utoipa::path(post, path = "/api/v1/session", tag = "accounts", request_body = Credentials,
    responses((status = 200, body = SessionView)))]
pub async fn sign_in(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Body(asked): Body<Credentials>,
) -> Answer<impl IntoResponse> {
    origin::check(&app, &headers)?;
    let Credentials { login, password, new_password, _code: _ } = asked;
    let asked = SignIn { login, password, new_password, address, user_agent: user_agent(&headers) };
    Ok(opened(&app, StatusCode::OK, sign_in::sign_in(&app, asked).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Leaving {
    /// What becomes of one's open conversations; without it they stay.
    hand_over: Option<HandOver>,
}

/// Signs out
#[utoipa::path(delete, path = "/api/v1/session", tag = "accounts", request_body = Leaving,
    responses((status = 204)))]
pub async fn sign_out(
    State(app): State<App>,
    Agent(scope): Agent,
    address: Address,
    Body(leaving): Body<Leaving>,
) -> Answer<impl IntoResponse> {
    sign_in::sign_out(&app, scope, leaving.hand_over, address).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, caller::session_cookie(&app, None, 0))]))
}

//! The extractors that prove who asks. A handler without one of them can reach no tenant's data.

use super::tokens::{bearer, cookie};
use super::{Failure, origin, position};
use crate::App;
use crate::accounts::scope::{self, Scope};
use crate::visitors::scope::{self as visitor_scope, VisitorScope};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use domain::{Error, Result};

/// A signed-in agent, by cookie or by `Authorization: Bearer`.
pub struct Agent(pub Scope);

impl FromRequestParts<App> for Agent {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        if parts.method != Method::GET {
            origin::check(app, &parts.headers)?;
        }
        let token = agent_token(app, &parts.headers).ok_or_else(Error::unauthorized)?;
        let scope = scope::by_token(app, &token).await?;
        position::note(parts, app.hub.position_of_agent(scope.workspace, &scope.viewer()).await?);
        Ok(Agent(scope))
    }
}

/// A visitor, by the bearer token of its session.
pub struct Visitor(pub VisitorScope);

impl FromRequestParts<App> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let token = bearer(&parts.headers).ok_or_else(Error::unauthorized)?;
        let scope = visitor_scope::by_token(app, &token).await?;
        position::note(parts, app.hub.position_of_visitor(scope.workspace, scope.contact).await?);
        Ok(Visitor(scope))
    }
}

/// A visitor who writes: the handler asks again inside its write (`visitors::scope::again`), and believes only that.
pub struct WritingVisitor {
    pub scope: VisitorScope,
    pub token: String,
}

impl FromRequestParts<App> for WritingVisitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let token = bearer(&parts.headers).ok_or_else(Error::unauthorized)?;
        let scope = visitor_scope::remembered(app, &token).await?;
        position::note(parts, app.hub.position_of_visitor(scope.workspace, scope.contact).await?);
        Ok(WritingVisitor { scope, token })
    }
}

/// The cookie's name: `__Host-` binds it to this host and to HTTPS wherever the public URL is HTTPS.
pub fn cookie_name(app: &App) -> &'static str {
    if app.config.is_https() { "__Host-yingke" } else { "yingke" }
}

pub fn agent_token(app: &App, headers: &HeaderMap) -> Option<String> {
    bearer(headers).or_else(|| cookie(headers, cookie_name(app)))
}

/// Sets (a token) or clears (`None`) the session cookie: HttpOnly, SameSite=Lax, Secure on HTTPS.
pub fn session_cookie(app: &App, token: Option<&str>, max_age_seconds: i64) -> String {
    let secure = if app.config.is_https() { "; Secure" } else { "" };
    let (value, age) = token.map_or(("", 0), |token| (token, max_age_seconds));
    format!("{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}", cookie_name(app))
}

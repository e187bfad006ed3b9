//! Presence, the team, and handing out what was left while nobody was there.

use super::presence;
use super::team::{self, Colleague};
use crate::App;
use crate::accounts::agents::hand_over::{self, HandOver};
use crate::accounts::store::agents;
use crate::accounts::view::{self, AgentView};
use crate::conversations::leave;
use crate::http::{Agent, Answer, Body, Page};
use axum::Json;
use axum::extract::{Path, State};
use domain::Error;
use domain::id::AgentId;
use domain::permission::{Permission, Reach};
use domain::presence::Presence;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Lists the colleagues
#[utoipa::path(get, path = "/api/v1/team", tag = "workbench", responses((status = 200, body = Page<Colleague>)))]
pub async fn list_team(State(app): State<App>, Agent(scope): Agent) -> Answer<Json<Page<Colleague>>> {
    let now = app.now();
    Ok(Json(Page::whole(app.db.read(move |q| team::team(q, &scope, now)).await?)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PresenceChoice {
    presence: Presence,
    /// What happens to open conversations when `offline` is chosen; kept unless said otherwise.
    hand_over: Option<HandOver>,
}

/// Chooses an agent's presence
///
/// One's own always; another's with `agent.presence_set`. Accepted and remembered, connected or not.
#[utoipa::path(put, path = "/api/v1/agents/{id}/presence", tag = "workbench", params(("id" = String, Path)), request_body = PresenceChoice, responses((status = 200, body = AgentView)))]
pub async fn put_presence(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<AgentId>,
    body: Answer<Body<PresenceChoice>>,
) -> Answer<Json<AgentView>> {
    if id != scope.agent {
        scope.need(Permission::AgentPresenceSet)?;
    }
    let Body(choice) = body?;
    let inner = app.clone();
    let shown = app.db.write(scope.workspace, move |tx| {
        let account = agents::one(tx, scope.workspace, id)?;
        if account.owner && !scope.owner {
            return Err(Error::forbidden().reason("owner_only"));
        }
        let to = choice.hand_over.unwrap_or(HandOver::Keep {});
        hand_over::check(tx, id, &to)?;
        presence::choose(tx, &inner.channels, id, choice.presence, to)?;
        let now = tx.now();
        view::agent(tx, &scope, id, now)
    });
    Ok(Json(shown.await?))
}

#[derive(Serialize, ToSchema)]
pub struct Handed {
    pub handed: i64,
}

/// Hands the owner's offline messages and the pool to those who are online
#[utoipa::path(post, path = "/api/v1/pool/hand-out", tag = "workbench", responses((status = 200, body = Handed)))]
pub async fn hand_out(State(app): State<App>, Agent(scope): Agent) -> Answer<Json<Handed>> {
    scope.need(Permission::ChatAssign)?;
    if scope.reach(Permission::ChatAssign) != Some(Reach::All) {
        return Err(Error::forbidden().reason("reach").into());
    }
    let inner = app.clone();
    let handed = app.db.write(scope.workspace, move |tx| {
        let owner = team::owner(tx, scope.workspace)?;
        leave::hand_out(tx, &inner.channels, &scope, owner)
    });
    Ok(Json(Handed { handed: handed.await? }))
}

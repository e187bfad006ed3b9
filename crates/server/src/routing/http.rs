//! `/settings/routing` and why a conversation went where it went.

use super::settings::{self, Patch, Settings};
use super::store;
use crate::App;
use crate::accounts::scope::Scope;
use crate::conversations::http::READS_CONVERSATIONS;
use crate::conversations::sight;
use crate::http::{Agent, Answer, Body, Page};
use axum::Json;
use axum::extract::{Path, State};
use db::{NewEvent, Query};
use domain::Result;
use domain::Timestamp;
use domain::audience::Audience;
use domain::id::{AgentId, ConversationId};
use domain::permission::Permission;
use domain::routing::{Candidate, Counts, Decision, Outcome, Rule, explain};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

/// Shows the routing rules
#[utoipa::path(get, path = "/api/v1/settings/routing", tag = "settings", responses((status = 200, body = Settings)))]
pub async fn get_settings(State(app): State<App>, Agent(scope): Agent) -> Answer<Json<Settings>> {
    scope.need(Permission::RoutingManage)?;
    Ok(Json(app.db.read(move |q| settings::load(q, scope.workspace)).await?))
}

/// Changes the routing rules that are named
#[utoipa::path(patch, path = "/api/v1/settings/routing", tag = "settings", request_body = Patch, responses((status = 200, body = Settings)))]
pub async fn patch_settings(
    State(app): State<App>,
    Agent(scope): Agent,
    body: Answer<Body<Patch>>,
) -> Answer<Json<Settings>> {
    scope.need(Permission::RoutingManage)?;
    let Body(patch) = body?;
    let changed = app.db.write(scope.workspace, move |tx| {
        let changed = settings::patch(tx, patch.clone())?;
        let audience = json!(Audience::Everybody);
        tx.emit(NewEvent { name: "settings_changed", audience, data: json!({"agent": {"what": "routing"}}) });
        Ok(changed)
    });
    Ok(Json(changed.await?))
}

/// One decision, with its sentence in both languages.
#[derive(Serialize, ToSchema)]
pub struct DecisionView {
    pub at: Timestamp,
    #[schema(value_type = String)]
    pub rule: String,
    /// The agent who got it.
    pub chosen: Option<AgentId>,
    #[schema(value_type = Object)]
    pub counts: Counts,
    #[schema(value_type = Vec<Object>)]
    pub candidates: Vec<NamedCandidate>,
    pub zh: String,
    pub en: String,
}

#[derive(Serialize)]
pub struct NamedCandidate {
    #[serde(flatten)]
    pub candidate: Candidate,
    pub name: String,
    pub zh: &'static str,
    pub en: &'static str,
}

/// Explains why a conversation went where it went
///
/// The decisions, newest first.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/routing", tag = "conversations", params(("id" = String, Path)), responses((status = 200, body = Page<DecisionView>)))]
pub async fn explain_routing(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<ConversationId>,
) -> Answer<Json<Page<DecisionView>>> {
    scope.need_any(READS_CONVERSATIONS)?;
    Ok(Json(app.db.read(move |q| decisions(q, &scope, id)).await?))
}

fn decisions(q: &mut impl Query, scope: &Scope, id: ConversationId) -> Result<Page<DecisionView>> {
    sight::readable(q, scope, id)?;
    let names = store::names(q, scope.workspace)?;
    let name = |agent: AgentId| names.get(&agent).cloned().unwrap_or_default();
    Ok(Page::whole(store::decisions(q, id)?.into_iter().map(|stored| view(stored, &name)).collect()))
}

fn view(stored: store::StoredDecision, name: &impl Fn(AgentId) -> String) -> DecisionView {
    let rule = Rule::parse(&stored.rule).unwrap_or(Rule::Assign);
    let outcome = stored.chosen.map_or(Outcome::Queue, |agent| Outcome::Assign { agent, offline: false });
    let decision = Decision { outcome, rule, because: stored.because, assigned_at: None, credits: Vec::new() };
    let words = explain(&decision, name);
    let candidates = decision.because.candidates.iter().map(|candidate| {
        let (zh, en) = candidate.reason.words();
        NamedCandidate { candidate: *candidate, name: name(candidate.agent), zh, en }
    });
    DecisionView {
        at: stored.at,
        rule: stored.rule,
        chosen: stored.chosen,
        counts: decision.because.counts,
        candidates: candidates.collect(),
        zh: words.zh,
        en: words.en,
    }
}

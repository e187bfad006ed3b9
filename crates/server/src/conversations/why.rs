//! Why a conversation went where it went: the stored decisions, told in sentences.

use super::http::READS_CONVERSATIONS;
use super::sight;
use crate::App;
use crate::accounts::scope::Scope;
use crate::http::{Agent, Answer, Page};
use crate::routing::store;
use axum::Json;
use axum::extract::{Path, State};
use db::Query;
use domain::id::{AgentId, ConversationId};
use domain::routing::{Candidate, Counts, Decision, Outcome, Rule, explain};
use domain::{Result, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

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

//! `/api/v1/visitor`: the form before the chat, and the rating after it.

use super::{entry, fill_in};
use crate::App;
use crate::conversations::rating::{self, Rating};
use crate::conversations::visitor_view::VisitorConversation;
use crate::http::{Answer, Body, Visitor};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormAnswers {
    /// By the fields' keys; `email` may come alone, from whoever leaves a message.
    pub answers: BTreeMap<String, String>,
}

/// Answers the form
///
/// What is wrong with an answer is said with the field `answers.KEY`.
#[utoipa::path(post, path = "/api/v1/visitor/form", tag = "visitor", request_body = FormAnswers, responses((status = 204)))]
pub async fn answer_visitor_form(
    State(app): State<App>,
    Visitor(scope): Visitor,
    Body(body): Body<FormAnswers>,
) -> Answer<StatusCode> {
    app.limits.visitor_messages.take(&scope.contact)?;
    let entry = entry::by_inbox(&app, scope.inbox).await?;
    let given = fill_in::check(&entry.settings, &body.answers)?;
    app.db.write(scope.workspace, move |tx| fill_in::fill_in(tx, &scope, &given)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRating {
    /// 1 to 5.
    pub score: i64,
    pub comment: Option<String>,
}

/// Rates the newest conversation
///
/// Once an agent has answered in it; 409 `not_answered` before. It may be changed until the chat goes on (409 `reopened`).
#[utoipa::path(post, path = "/api/v1/visitor/rating", tag = "visitor", request_body = NewRating, responses((status = 200, body = VisitorConversation)))]
pub async fn rate_as_visitor(
    State(app): State<App>,
    Visitor(scope): Visitor,
    Body(body): Body<NewRating>,
) -> Answer<Json<VisitorConversation>> {
    app.limits.visitor_messages.take(&scope.contact)?;
    let rating = Rating::new(body.score, body.comment)?;
    Ok(Json(app.db.write(scope.workspace, move |tx| rating::rate(tx, &scope, &rating)).await?))
}

//! Ending over HTTP, and what is noted about a conversation then or later: summary and tags.

use super::end::{self, Ending};
use super::ending_summary::{self, NewSummary};
use super::http::change;
use super::tag;
use super::view::ConversationView;
use crate::App;
use crate::accounts::scope::Scope;
use crate::http::{Agent, Answer, Body};
use axum::Json;
use axum::extract::{Path, State};
use domain::id::{ConversationId, TagId};
use domain::permission::Permission;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndOrder {
    /// Must name a category where the settings require a summary.
    summary: Option<NewSummary>,
    /// Instead of those it bears.
    tag_ids: Option<Vec<TagId>>,
    /// Whether the closing text of the settings is sent.
    #[serde(default = "yes")]
    closing: bool,
    /// Whether the contact is asked how it was; absent: as the settings say. Never before an agent has answered.
    invite_rating: Option<bool>,
}

fn yes() -> bool {
    true
}

/// Ends a conversation
///
/// One that has ended already stays as it is.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/end", tag = "conversations", params(("id" = String, Path)), request_body = EndOrder, responses((status = 200, body = ConversationView)))]
pub async fn end_conversation(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<ConversationId>,
    body: Answer<Body<EndOrder>>,
) -> Answer<Json<ConversationView>> {
    scope.need(Permission::ChatEnd)?;
    let Body(order) = body?;
    let ending = Ending {
        summary: order.summary,
        tags: order.tag_ids,
        closing: if order.closing { end::Closing::Said } else { end::Closing::Silent },
        invite: order.invite_rating,
    };
    change(&app, scope, move |tx, app, scope: &Scope| end::end(tx, &app.channels, scope, id, &ending)).await
}

/// Writes the summary of a conversation
///
/// Also after the end; an empty one takes it back.
#[utoipa::path(put, path = "/api/v1/conversations/{id}/summary", tag = "conversations", params(("id" = String, Path)), request_body = NewSummary, responses((status = 200, body = ConversationView)))]
pub async fn put_summary(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<ConversationId>,
    body: Answer<Body<NewSummary>>,
) -> Answer<Json<ConversationView>> {
    scope.need(Permission::ChatEnd)?;
    let Body(new) = body?;
    change(&app, scope, move |tx, _, scope| ending_summary::put_summary(tx, scope, id, &new)).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TagOrder {
    tag_ids: Vec<TagId>,
}

/// Gives a conversation these tags instead of those it bears
#[utoipa::path(put, path = "/api/v1/conversations/{id}/tags", tag = "conversations", params(("id" = String, Path)), request_body = TagOrder, responses((status = 200, body = ConversationView)))]
pub async fn put_conversation_tags(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<ConversationId>,
    body: Answer<Body<TagOrder>>,
) -> Answer<Json<ConversationView>> {
    scope.need(Permission::ChatServe)?;
    let Body(TagOrder { tag_ids }) = body?;
    change(&app, scope, move |tx, _, scope| tag::tag(tx, scope, id, &tag_ids)).await
}

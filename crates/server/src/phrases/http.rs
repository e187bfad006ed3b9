//! `/phrases`.

use super::change::{self, Change, MAKES, checked, right};
use super::import::{self, Imported};
use super::store::{self, Phrase, PhraseScope, Wording};
use crate::App;
use crate::http::address::Address;
use crate::http::json::nullable;
use crate::http::{Agent, Answer, Body, Page};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::Result;
use domain::id::PhraseId;
use serde::Deserialize;
use utoipa::ToSchema;

/// Lists the team's quick replies and one's own, all at once
#[utoipa::path(get, path = "/api/v1/phrases", tag = "phrases", responses((status = 200, body = Page<Phrase>)))]
pub async fn list_phrases(State(app): State<App>, Agent(scope): Agent) -> Answer<Json<Page<Phrase>>> {
    let phrases = app.db.read(move |q| store::list(q, scope.workspace, scope.agent)).await?;
    Ok(Json(Page::whole(phrases)))
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPhrase {
    scope: PhraseScope,
    #[serde(default)]
    folder: String,
    abbreviation: Option<String>,
    /// Without one, the beginning of the text.
    #[serde(default)]
    title: String,
    /// May hold placeholders, which the workbench fills in: {客户} {客服} {店铺}, {customer} {agent} {shop}.
    text: String,
}

impl NewPhrase {
    fn wording(&self) -> Result<Wording> {
        checked(&self.folder, self.abbreviation.as_deref(), &self.title, &self.text)
    }
}

/// Makes a quick reply
#[utoipa::path(post, path = "/api/v1/phrases", tag = "phrases", request_body = NewPhrase, responses((status = 201, body = Phrase)))]
pub async fn create_phrase(
    State(app): State<App>,
    Agent(scope): Agent,
    address: Address,
    body: Answer<Body<NewPhrase>>,
) -> Answer<(StatusCode, Json<Phrase>)> {
    scope.need_any(MAKES)?;
    let Body(new) = body?;
    scope.need(right(new.scope))?;
    let wording = new.wording()?;
    let made = app.db.write(scope.workspace, move |tx| change::create(tx, &scope, new.scope, &wording, address));
    Ok((StatusCode::CREATED, Json(made.await?)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhraseImport {
    items: Vec<NewPhrase>,
}

/// Makes up to 500 quick replies at once
///
/// All or none; `skipped` counts those that were there already with the same title and text.
#[utoipa::path(post, path = "/api/v1/phrases/import", tag = "phrases", request_body = PhraseImport, responses((status = 201, body = Imported)))]
pub async fn import_phrases(
    State(app): State<App>,
    Agent(scope): Agent,
    address: Address,
    body: Answer<Body<PhraseImport>>,
) -> Answer<(StatusCode, Json<Imported>)> {
    scope.need_any(MAKES)?;
    let Body(PhraseImport { items }) = body?;
    let mut wanted = Vec::new();
    for (at, new) in items.iter().enumerate() {
        scope.need(right(new.scope))?;
        let wording = new.wording().map_err(|error| {
            let field = format!("items[{at}].{}", error.field.as_deref().unwrap_or_default());
            error.field(&field)
        })?;
        wanted.push((new.scope, wording));
    }
    let made = app.db.write(scope.workspace, move |tx| import::import(tx, &scope, &wanted, address));
    Ok((StatusCode::CREATED, Json(made.await?)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhraseChange {
    /// To the team's or to one's own; needs both rights.
    scope: Option<PhraseScope>,
    folder: Option<String>,
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    abbreviation: Option<Option<String>>,
    title: Option<String>,
    text: Option<String>,
}

/// Changes a quick reply
#[utoipa::path(patch, path = "/api/v1/phrases/{id}", tag = "phrases", params(("id" = String, Path)), request_body = PhraseChange, responses((status = 200, body = Phrase)))]
pub async fn change_phrase(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<PhraseId>,
    address: Address,
    body: Answer<Body<PhraseChange>>,
) -> Answer<Json<Phrase>> {
    scope.need_any(MAKES)?;
    let Body(PhraseChange { scope: whose, folder, abbreviation, title, text }) = body?;
    let change = Change { whose, folder, abbreviation, title, text };
    Ok(Json(app.db.write(scope.workspace, move |tx| change::change(tx, &scope, id, &change, address)).await?))
}

/// Deletes a quick reply
#[utoipa::path(delete, path = "/api/v1/phrases/{id}", tag = "phrases", params(("id" = String, Path)), responses((status = 204)))]
pub async fn delete_phrase(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<PhraseId>,
    address: Address,
) -> Answer<StatusCode> {
    scope.need_any(MAKES)?;
    app.db.write(scope.workspace, move |tx| change::delete(tx, &scope, id, address)).await?;
    Ok(StatusCode::NO_CONTENT)
}

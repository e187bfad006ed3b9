//! The chat log's address.

use super::chatlog::{self, Entry, Stretch};
use super::find::Filter;
use super::index;
use super::reach::LogReach;
use super::words::Words;
use crate::App;
use crate::http::{Agent, Answer, Cursor, Page, Params, page};
use axum::Json;
use axum::extract::State;
use domain::Timestamp;
use domain::id::{AgentId, ContactId, TagId};
use domain::permission::Permission;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    contact: Option<ContactId>,
    /// Conversations in which this agent took part.
    agent: Option<AgentId>,
    channel: Option<String>,
    /// Those that bear this tag.
    tag: Option<TagId>,
    /// Words that occur in one message; Chinese ones of any length.
    q: Option<String>,
    from: Option<Timestamp>,
    /// Exclusive.
    to: Option<Timestamp>,
    limit: Option<i64>,
    cursor: Option<String>,
}

/// The chat log: conversations as far as `chatlog.view` reaches, newest first; with `q`, those in which the words occur.
#[utoipa::path(get, path = "/api/v1/chatlog", tag = "chatlog", params(Asked), responses((status = 200, body = Page<Entry>)))]
pub async fn search_chatlog(
    State(app): State<App>,
    Agent(scope): Agent,
    Params(asked): Params<Asked>,
) -> Answer<Json<Page<Entry>>> {
    scope.need(Permission::ChatlogView)?;
    let reach = LogReach::of(&scope);
    let at = Stretch { cursor: Cursor::decode(asked.cursor.as_deref())?, limit: page::limit(asked.limit)? };
    let filter = Filter {
        contact: asked.contact,
        agent: asked.agent,
        channel: asked.channel,
        from: asked.from,
        until: asked.to,
        tag: asked.tag,
    };
    let text = asked.q.filter(|text| !text.trim().is_empty());
    if text.is_some() {
        index::complete(&app).await;
    }
    let found = app.db.read(move |q| match text.map(|text| Words::parse(&text)) {
        None => chatlog::newest(q, &reach, &filter, at),
        Some(None) => Ok(Page::whole(Vec::new())),
        Some(Some(words)) => chatlog::with_words(q, &reach, &filter, &words, at),
    });
    Ok(Json(found.await?))
}

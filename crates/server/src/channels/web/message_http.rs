//! `/api/v1/visitor`: messages, the conversation's state, how far the visitor has read.

use super::session;
use crate::App;
use crate::conversations::http as conversations;
use crate::conversations::message::Message;
use crate::conversations::page as conversation_page;
use crate::conversations::read;
use crate::conversations::receive::{Incoming, receive};
use crate::conversations::visitor_view::{self, VisitorConversation};
use crate::files::link::FileViewer;
use crate::http::page::Cursor;
use crate::http::{Answer, Body, Page, Params, Visitor, WritingVisitor};
use crate::visitors::browser::Browser;
use crate::visitors::page::{self, VisitedPage};
use crate::visitors::scope::{self, VisitorScope};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use domain::Result;
use domain::id::{FileId, MessageId};
use serde::Deserialize;
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewVisitorMessage {
    /// Made by the sender: the same id again gives the first result and sends nothing.
    pub client_id: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub attachment_ids: Vec<FileId>,
    /// A message of this chat that this one answers.
    pub reply_to: Option<MessageId>,
    /// Without it, the page last told with a session or a message.
    pub page: Option<VisitedPage>,
    /// Questions of the inbox whose answers he has read by himself since his last message.
    #[serde(default)]
    pub seen_faq: Vec<String>,
}

/// Sends a message
#[utoipa::path(post, path = "/api/v1/visitor/messages", tag = "visitor", request_body = NewVisitorMessage, responses((status = 201, body = Message)))]
pub async fn send_visitor_message(
    State(app): State<App>,
    WritingVisitor { scope, token }: WritingVisitor,
    headers: HeaderMap,
    Body(new): Body<NewVisitorMessage>,
) -> Answer<(StatusCode, Json<Box<RawValue>>)> {
    app.limits.visitor_messages.take(&scope.contact)?;
    let incoming = Incoming {
        inbox: scope.inbox,
        link: scope.link,
        contact: scope.contact,
        client_id: Some(new.client_id),
        text: new.text,
        files: new.attachment_ids,
        page: new.page.map(|page| page::describe(&app, scope.workspace, page, &Browser::of(&headers))),
        reply_to: new.reply_to,
        seen_faq: new.seen_faq,
    };
    let app_in = app.clone();
    let writing = app.db.write(scope.workspace, move |tx| {
        let (scope, last_told) = scope::again(tx, &token)?;
        let page = match &incoming.page {
            Some(page) => conversation_page::page_now(tx, &scope, &token, Some(page))?,
            None => last_told,
        };
        let VisitorScope { inbox, link, contact, .. } = scope;
        let received = receive(tx, &app_in.channels, &Incoming { inbox, link, contact, page, ..incoming.clone() })?;
        Ok((scope, received))
    });
    let (scope, received) = writing.await?;
    Ok((StatusCode::CREATED, Json(signed(&app, &scope, &received.message)?)))
}

/// File addresses are signed for this visitor.
fn signed(app: &App, scope: &VisitorScope, message: &Message) -> Result<Box<RawValue>> {
    conversations::signed(app, message, FileViewer::Contact(scope.contact))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HistoryParams {
    /// A stream position: only what came after it.
    since: Option<i64>,
    /// The `next` of the page before; it goes on after that one.
    cursor: Option<String>,
}

/// The visitor's messages in this inbox
///
/// Without `since` the newest 500, with it all that came later, in pages of 500. Oldest first; the header `Yingke-Seq` says from where the stream goes on.
#[utoipa::path(get, path = "/api/v1/visitor/messages", tag = "visitor", params(HistoryParams), responses((status = 200, body = Page<Message>)))]
pub async fn list_visitor_messages(
    State(app): State<App>,
    Visitor(scope): Visitor,
    Params(params): Params<HistoryParams>,
) -> Answer<Json<Page<Box<RawValue>>>> {
    let since = match params.cursor.as_deref() {
        Some(cursor) => Some(Cursor::decode(Some(cursor))?.0),
        None => params.since,
    };
    let (messages, next) = app
        .db
        .read(move |q| match since {
            Some(since) => visitor_view::since(q, scope.contact, scope.inbox, since),
            None => Ok((visitor_view::history(q, scope.contact, scope.inbox)?, None)),
        })
        .await?;
    let items: Result<Vec<Box<RawValue>>> = messages.iter().map(|message| signed(&app, &scope, message)).collect();
    Ok(Json(Page { items: items?, next: next.map(|position| Cursor(position, 0).encode()) }))
}

/// The visitor's conversation, or null before the first message
#[utoipa::path(get, path = "/api/v1/visitor/conversation", tag = "visitor", responses((status = 200, body = Option<VisitorConversation>)))]
pub async fn get_visitor_conversation(
    State(app): State<App>,
    Visitor(scope): Visitor,
) -> Answer<Json<Option<VisitorConversation>>> {
    let found = app.db.read(move |q| session::conversation_of(q, scope.contact, scope.inbox)).await?;
    Ok(Json(found))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadUpTo {
    /// Number of the last message read, in the present conversation.
    pub seq: i64,
}

/// Tells how far the visitor has read
#[utoipa::path(post, path = "/api/v1/visitor/read", tag = "visitor", request_body = ReadUpTo, responses((status = 204)))]
pub async fn read_as_visitor(
    State(app): State<App>,
    Visitor(scope): Visitor,
    Body(body): Body<ReadUpTo>,
) -> Answer<StatusCode> {
    app.db.write(scope.workspace, move |tx| read::by_contact(tx, &scope, body.seq)).await?;
    Ok(StatusCode::NO_CONTENT)
}

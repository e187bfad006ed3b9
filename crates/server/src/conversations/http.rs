//! `/api/v1/conversations`: parse, call the use case, answer.

use super::counts::{self, Counts};
use super::forbidden_words::Warned as WordsWarned;
use super::hands::{self, To, Transfer, Warned};
use super::list::{Assignee, Filter, View};
use super::message::Message;
use super::reply::{self, Reply};
use super::view::{self, ConversationView, Part};
use super::{draft, end, find, read};
use crate::App;
use crate::accounts::scope::Scope;
use crate::conversations::row::Summary;
use crate::files::link::{FileViewer, sign_attachments};
use crate::http::{Agent, Answer, Body, Cursor, Page, Params, page};
use crate::realtime::told;
use crate::search::index;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::conversation::Kind;
use domain::id::{AgentId, ContactId, ConversationId, FileId, GroupId, MessageId, TagId};
use domain::permission::Permission;
use domain::{Error, Result, Timestamp};
use serde::Deserialize;
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

/// Without any of these no conversation is ever in sight.
const SEES_CONVERSATIONS: &[Permission] = &[Permission::ChatView, Permission::QueuePick, Permission::PoolPick];

/// The same, and what the chat log shows.
pub const READS_CONVERSATIONS: &[Permission] =
    &[Permission::ChatView, Permission::QueuePick, Permission::PoolPick, Permission::ChatlogView];

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListParams {
    status: Option<String>,
    channel: Option<String>,
    /// An agent's id, `me` or `none`.
    assignee: Option<String>,
    contact: Option<ContactId>,
    /// Those that bear this tag.
    tag: Option<TagId>,
    /// Words in messages, or a part of the contact's name. Each page is in order by itself; one may hold fewer than asked
    /// for, or none, and still have a next one.
    q: Option<String>,
    /// `mine`, `queue`, `pool`, `colleagues`, `mentioned`, `ended` or `all`.
    view: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
}

impl ListParams {
    fn filter(self, scope: &Scope) -> Result<Filter> {
        let unknown = |field: &str| Error::invalid(field, "不认识的筛选条件。", "This filter is not known.");
        let some = |text: Option<String>| text.filter(|text| !text.is_empty());
        Ok(Filter {
            status: match some(self.status) {
                Some(status) if domain::conversation::Status::parse(&status).is_none() => {
                    return Err(unknown("status"));
                }
                status => status,
            },
            channel: some(self.channel),
            assignee: match some(self.assignee).as_deref() {
                None => Assignee::Anybody,
                Some("none") => Assignee::Nobody,
                Some("me") => Assignee::Is(scope.agent),
                Some(id) => Assignee::Is(AgentId(domain::id::decode(id).unwrap_or(0))),
            },
            contact: self.contact,
            tag: self.tag,
            view: some(self.view).map(|view| View::parse(&view).ok_or_else(|| unknown("view"))).transpose()?,
            words: some(self.q),
        })
    }
}

/// Lists conversations
///
/// What the caller may see, newest activity first.
#[utoipa::path(get, path = "/api/v1/conversations", tag = "conversations", params(ListParams), responses((status = 200, body = Page<Summary>)))]
pub async fn list_conversations(
    State(app): State<App>,
    Agent(scope): Agent,
    Params(params): Params<ListParams>,
) -> Answer<Json<Page<Summary>>> {
    scope.need_any(SEES_CONVERSATIONS)?;
    let (limit, after) = (page::limit(params.limit)?, Cursor::decode(params.cursor.as_deref())?);
    let filter = params.filter(&scope)?;
    if filter.words.is_some() {
        index::complete(&app).await;
    }
    Ok(Json(app.db.read(move |q| find::list_or_find(q, &scope, &filter, after, limit)).await?))
}

/// Counts the views of the workbench
#[utoipa::path(get, path = "/api/v1/conversations/counts", tag = "conversations", responses((status = 200, body = Counts)))]
pub async fn count_conversations(State(app): State<App>, Agent(scope): Agent) -> Answer<Json<Counts>> {
    Ok(Json(app.db.read(move |q| counts::counts(q, &scope)).await?))
}

/// Shows one conversation
#[utoipa::path(get, path = "/api/v1/conversations/{id}", tag = "conversations", params(("id" = String, Path)), responses((status = 200, body = ConversationView)))]
pub async fn get_conversation(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<ConversationId>,
) -> Answer<Json<ConversationView>> {
    scope.need_any(READS_CONVERSATIONS)?;
    let inner = app.clone();
    Ok(Json(app.db.read(move |q| view::view(q, &inner.channels, &scope, id)).await?))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MessageParams {
    limit: Option<i64>,
    /// Older than this number.
    before: Option<i64>,
    /// Newer than this number.
    after: Option<i64>,
    /// The message with this number and what stands around it.
    around: Option<i64>,
    cursor: Option<String>,
}

/// Lists the messages of a conversation
///
/// Oldest first; without `before`, `after` and `around` the newest. `next` leads to older ones, after `after` to newer ones.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/messages", tag = "conversations", params(("id" = String, Path), MessageParams), responses((status = 200, body = Page<Message>)))]
pub async fn list_messages(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<ConversationId>,
    Params(params): Params<MessageParams>,
) -> Answer<Json<Page<Box<RawValue>>>> {
    scope.need_any(READS_CONVERSATIONS)?;
    let limit = page::limit(params.limit)?;
    let part = match (params.after, params.before) {
        (None, None) if params.around.is_some() && params.cursor.is_none() => Part::Around(params.around.unwrap_or(0)),
        (Some(seq), _) => Part::After(
            Cursor::decode(params.cursor.as_deref()).map(|c| if params.cursor.is_some() { c.0 } else { seq })?,
        ),
        (None, Some(seq)) if params.cursor.is_none() => Part::Before(seq),
        (None, _) => Part::Before(Cursor::decode(params.cursor.as_deref())?.0),
    };
    let viewer = FileViewer::Agent(scope.agent);
    let found = app.db.read(move |q| view::messages(q, &scope, id, part, limit)).await?;
    let items = found.items.iter().map(|message| signed(&app, message, viewer)).collect::<Result<Vec<_>>>()?;
    Ok(Json(Page { items, next: found.next }))
}

/// A message with file addresses for this viewer.
pub fn signed(app: &App, message: &Message, viewer: FileViewer) -> Result<Box<RawValue>> {
    if message.attachments.is_empty() {
        return told::part(message);
    }
    let mut value = serde_json::to_value(message).map_err(|error| Error::internal_error(error.to_string()))?;
    sign_attachments(app, &mut value["attachments"], viewer);
    told::part(&value)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReply {
    /// Made by the client; the same id again gives the first result.
    client_id: String,
    /// `text`, `note` or `file`.
    #[serde(default = "text_kind")]
    kind: Kind,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    attachment_ids: Vec<FileId>,
    /// The last message seen; a send is held (409, `overtaken`) when a colleague answered since.
    seen_seq: Option<i64>,
    /// The message of the same conversation that this one answers; one to the contact cannot quote a note.
    reply_to: Option<MessageId>,
    /// Colleagues whom a note calls in.
    #[serde(default)]
    mentions: Vec<AgentId>,
    /// Sends in spite of words that the shop warns of (409, `warn_words`).
    #[serde(default)]
    confirm_words: bool,
}

fn text_kind() -> Kind {
    Kind::Text
}

/// Sends a message or writes a note
#[utoipa::path(post, path = "/api/v1/conversations/{id}/messages", tag = "conversations", params(("id" = String, Path)), request_body = NewReply, responses((status = 201, body = Message)))]
pub async fn send_message(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<ConversationId>,
    body: Answer<Body<NewReply>>,
) -> Answer<(StatusCode, Json<Box<RawValue>>)> {
    scope.need(Permission::ChatServe)?;
    let Body(body) = body?;
    let kind = match body.kind {
        Kind::Text | Kind::File if !body.attachment_ids.is_empty() => Kind::File,
        Kind::Text | Kind::File => Kind::Text,
        Kind::Note => Kind::Note,
        Kind::Mail | Kind::Event => {
            return Err(Error::invalid(
                "kind",
                "这个渠道不支持这种消息。",
                "This channel does not take messages of this kind.",
            )
            .into());
        }
    };
    let reply = Reply {
        client_id: body.client_id,
        kind,
        text: body.text.unwrap_or_default(),
        files: body.attachment_ids,
        seen_seq: body.seen_seq,
        reply_to: body.reply_to,
        mentions: body.mentions,
        warned: if body.confirm_words { WordsWarned::Confirmed } else { WordsWarned::NotYet },
    };
    let (inner, viewer) = (app.clone(), FileViewer::Agent(scope.agent));
    let message =
        app.db.write(scope.workspace, move |tx| reply::reply(tx, &inner.channels, &scope, id, &reply)).await?;
    Ok((StatusCode::CREATED, Json(signed(&app, &message, viewer)?)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferOrder {
    agent_id: Option<AgentId>,
    group_id: Option<GroupId>,
    reason: Option<String>,
    /// `false` asks first: a receiver who is busy or full is answered with 409 `confirm` and the warnings. Without it, or with
    /// `true`, it is handed over all the same.
    confirm: Option<bool>,
}

/// Hands a conversation to another agent or group
#[utoipa::path(post, path = "/api/v1/conversations/{id}/transfer", tag = "conversations", params(("id" = String, Path)), request_body = TransferOrder, responses((status = 200, body = ConversationView)))]
pub async fn transfer_conversation(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<ConversationId>,
    body: Answer<Body<TransferOrder>>,
) -> Answer<Json<ConversationView>> {
    scope.need(Permission::ChatTransfer)?;
    let Body(body) = body?;
    let order = To::one_of(body.agent_id, body.group_id).map(|to| Transfer {
        to,
        reason: body.reason.filter(|reason| !reason.trim().is_empty()),
        warned: if body.confirm == Some(false) { Warned::NotYet } else { Warned::Confirmed },
    });
    change(&app, scope, move |tx, app, scope| {
        super::sight::visible(tx, scope, id)?;
        hands::transfer(tx, &app.channels, scope, id, &order.clone()?)
    })
    .await
}

/// Runs a use case that changes a conversation and answers with it as it is then.
pub async fn change<F>(app: &App, scope: Scope, mut act: F) -> Answer<Json<ConversationView>>
where
    F: FnMut(&mut db::Tx, &App, &Scope) -> Result<super::row::Conversation> + Send + 'static,
{
    let inner = app.clone();
    let view = app.db.write(scope.workspace, move |tx| {
        let c = act(tx, &inner, &scope)?;
        view::of(tx, &inner.channels, &scope, &c)
    });
    Ok(Json(view.await?))
}

/// Takes a waiting conversation for oneself
#[utoipa::path(post, path = "/api/v1/conversations/{id}/pick", tag = "conversations", params(("id" = String, Path)), request_body = Nothing, responses((status = 200, body = ConversationView)))]
pub async fn pick_conversation(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<ConversationId>,
    body: Answer<Body<Nothing>>,
) -> Answer<Json<ConversationView>> {
    scope.need_any(&[Permission::QueuePick, Permission::PoolPick])?;
    let Body(Nothing {}) = body?;
    change(&app, scope, move |tx, app, scope| hands::pick(tx, &app.channels, scope, id)).await
}

/// A body without fields.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignOrder {
    agent_id: Option<AgentId>,
    group_id: Option<GroupId>,
}

/// Gives a conversation to an agent or a group
#[utoipa::path(post, path = "/api/v1/conversations/{id}/assign", tag = "conversations", params(("id" = String, Path)), request_body = AssignOrder, responses((status = 200, body = ConversationView)))]
pub async fn assign_conversation(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<ConversationId>,
    body: Answer<Body<AssignOrder>>,
) -> Answer<Json<ConversationView>> {
    scope.need(Permission::ChatAssign)?;
    let Body(body) = body?;
    let to = To::one_of(body.agent_id, body.group_id);
    change(&app, scope, move |tx, app, scope| {
        super::sight::visible(tx, scope, id)?;
        hands::assign(tx, &app.channels, scope, id, to.clone()?)
    })
    .await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SnoozeOrder {
    until: Timestamp,
}

/// Puts a conversation off
#[utoipa::path(post, path = "/api/v1/conversations/{id}/snooze", tag = "conversations", params(("id" = String, Path)), request_body = SnoozeOrder, responses((status = 200, body = ConversationView)))]
pub async fn snooze_conversation(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<ConversationId>,
    body: Answer<Body<SnoozeOrder>>,
) -> Answer<Json<ConversationView>> {
    scope.need(Permission::ChatServe)?;
    let Body(body) = body?;
    change(&app, scope, move |tx, _, scope| end::snooze(tx, scope, id, body.until)).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadUpTo {
    seq: i64,
}

/// Notes how far the agent has read
#[utoipa::path(post, path = "/api/v1/conversations/{id}/read", tag = "conversations", params(("id" = String, Path)), request_body = ReadUpTo, responses((status = 204)))]
pub async fn read_conversation(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<ConversationId>,
    body: Answer<Body<ReadUpTo>>,
) -> Answer<StatusCode> {
    scope.need_any(SEES_CONVERSATIONS)?;
    let Body(body) = body?;
    app.db.write(scope.workspace, move |tx| read::by_agent(tx, &scope, id, body.seq)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftText {
    text: String,
}

/// Keeps the agent's draft
#[utoipa::path(put, path = "/api/v1/conversations/{id}/draft", tag = "conversations", params(("id" = String, Path)), request_body = DraftText, responses((status = 204)))]
pub async fn put_draft(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<ConversationId>,
    body: Answer<Body<DraftText>>,
) -> Answer<StatusCode> {
    scope.need(Permission::ChatServe)?;
    let Body(body) = body?;
    app.db.write(scope.workspace, move |tx| draft::put(tx, &scope, id, &body.text)).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! Recall 撤回: an agent takes back what he has just written. Nothing of it stays: not in its row, in quotes of it, the word
//! index, the files, the list of conversations, or the events that are kept for those who were away.

use super::announce::{self, Change};
use super::http::{Nothing, signed};
use super::message::{self, Message, RECALLED, select_message, with_files};
use super::row::{self, Conversation};
use super::{assignment, erase, mention, sight, waiting};
use crate::App;
use crate::accounts::scope::Scope;
use crate::files::forget;
use crate::files::link::FileViewer;
use crate::http::{Agent, Answer, Body};
use crate::search::index;
use axum::Json;
use axum::extract::{Path, State};
use db::{Query, Row, Tx, args};
use domain::conversation::{Kind, Sender};
use domain::id::{ConversationId, MessageId};
use domain::permission::Permission;
use domain::{Error, Result, Timestamp};
use serde_json::value::RawValue;

const WITHIN_SECONDS: i64 = 120;

/// Takes a message back
///
/// One's own messages and notes, within two minutes. It stays in its place, without words and files.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/messages/{message_id}/recall", tag = "conversations",
    params(("id" = String, Path), ("message_id" = String, Path)), request_body = Nothing, responses((status = 200, body = Message)))]
pub async fn recall_message(
    State(app): State<App>,
    Agent(scope): Agent,
    Path((id, message)): Path<(ConversationId, MessageId)>,
    body: Answer<Body<Nothing>>,
) -> Answer<Json<Box<RawValue>>> {
    scope.need(Permission::ChatRecall)?;
    let Body(Nothing {}) = body?;
    let viewer = FileViewer::Agent(scope.agent);
    let recalled = app.db.write(scope.workspace, move |tx| recall(tx, &scope, id, message)).await?;
    Ok(Json(signed(&app, &recalled, viewer)?))
}

/// A message with what only its row knows.
struct Stored {
    message: Message,
    to_contact: bool,
}

fn stored(row: &Row) -> Result<Stored> {
    Ok(Stored { message: message::read(row)?, to_contact: row.get("to_contact")? })
}

const ONE: &str = select_message!("where m.id = $1 and m.conversation_id = $2");

pub fn recall(tx: &mut Tx, scope: &Scope, id: ConversationId, message: MessageId) -> Result<Message> {
    let mut c = sight::visible(tx, scope, id)?;
    scope.need(Permission::ChatRecall)?;
    let was = tx.one(ONE, &args![message, id], stored)?;
    is_own(scope, &was.message)?;
    if was.message.is_recalled() {
        return Ok(was.message);
    }
    in_time(&was.message, tx.now())?;
    let before = assignment::before(tx, &c)?;
    erase(tx, scope, &c, &was.message)?;
    let recalled = Stored { message: emptied(was.message), ..was };
    if c.last_message.as_ref().is_some_and(|last| last["id"] == message.to_string()) {
        c.last_message = Some(recalled.message.preview());
    }
    if c.waiting_since.is_none() && recalled.to_contact {
        // What he asked stands unanswered again.
        c.waiting_since = waiting::since(tx, &c)?;
    }
    row::save(tx, &mut c)?;
    rewritten(tx, &c, before, &recalled)?;
    for quoting in tx.all(QUOTING, &args![id, recalled.message.seq, message], stored)? {
        let message = with_files(tx, vec![quoting.message])?.swap_remove(0);
        rewritten(tx, &c, None, &Stored { message, ..quoting })?;
    }
    Ok(recalled.message)
}

fn is_own(scope: &Scope, message: &Message) -> Result<()> {
    let written = matches!(message.kind, Kind::Text | Kind::File | Kind::Note) && !message.automatic;
    let mine = message.sender.kind == Sender::Agent && message.sender.id == Some(scope.agent.to_string());
    if written && mine {
        return Ok(());
    }
    Err(Error::new(domain::Code::Forbidden, "只能撤回自己发的消息。", "Only your own messages can be recalled.")
        .reason("not_own"))
}

fn in_time(message: &Message, now: Timestamp) -> Result<()> {
    if now <= message.created_at.plus_seconds(WITHIN_SECONDS) {
        return Ok(());
    }
    Err(Error::conflict("超过两分钟，不能撤回了。", "Messages can be recalled within two minutes.").reason("too_late"))
}

// A short text can be guessed from its hash, so that goes too.
const ERASE: &str = "
update messages set text = '', state = $2, reply_to = null, mentions = null, body_hash = null where id = $1";

fn erase(tx: &mut Tx, scope: &Scope, c: &Conversation, was: &Message) -> Result<()> {
    tx.exec(ERASE, &args![was.id, RECALLED])?;
    index::forget_message(tx, was.id)?;
    forget::forget_files_of(tx, was.id)?;
    mention::withdraw(tx, c, was)?;
    erase::from_events(tx, was)?;
    erase::from_drafts(tx, scope, was)
}

fn emptied(message: Message) -> Message {
    Message {
        text: String::new(),
        attachments: Vec::new(),
        reply_to: None,
        mentions: Vec::new(),
        state: RECALLED.to_owned(),
        ..message
    }
}

/// Answers to it, which repeat its beginning. They came after it, so only the newest messages are looked at.
const QUOTING: &str = select_message!("where m.conversation_id = $1 and m.seq > $2 and m.reply_to = $3 order by m.seq");

const MOVE: &str = "update messages set position = $2 where id = $1";

/// Announced, and put where a client finds it that asks only for what came since.
fn rewritten(tx: &mut Tx, c: &Conversation, before: Option<domain::audience::Standing>, now: &Stored) -> Result<()> {
    let change = Change::Rewritten { message: &now.message, to_contact: now.to_contact };
    let position = announce::announce(tx, c, before, &change)?;
    tx.exec(MOVE, &args![now.message.id, position]).map(drop)
}

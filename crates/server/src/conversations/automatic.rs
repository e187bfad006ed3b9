//! Texts that a channel says by itself: in greeting, outside the hours, when nobody answers (WEB-7, WEB-8).
//!
//! They are messages marked automatic and count as nobody's answer. What they say is set at the inbox; which setting is
//! which, the channel knows.

use super::append::append;
use super::lines::{Line, say};
use super::message::{Message, NewMessage, SenderBrief};
use super::row::{self, Conversation};
use crate::channels::Channels;
use crate::routing::settings::Settings;
use db::{NewJob, Query, Tx, args};
use domain::audience::Standing;
use domain::conversation::{Kind, Status};
use domain::id::{ConversationId, InboxId};
use domain::{Result, Timestamp};
use serde_json::{Value, json};

/// What an inbox says by itself.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    /// Before the first words of a new conversation.
    pub welcome: Option<String>,
    /// To whoever begins, or begins again, outside the shop's hours.
    pub off_hours: Option<String>,
    /// After so many seconds without an answer.
    pub no_answer: Option<(i64, String)>,
    /// Questions that are answered by themselves.
    pub questions: Vec<String>,
}

const SETTINGS: &str = "select kind, settings from inboxes where id = $1 and deleted_at is null";

/// Nothing for an inbox that was deleted.
pub fn texts(q: &mut impl Query, channels: &Channels, inbox: InboxId) -> Result<Texts> {
    let row =
        q.maybe(SETTINGS, &args![inbox], |row| Ok((row.get::<String>("kind")?, row.get::<Value>("settings")?)))?;
    match row {
        Some((kind, settings)) => channels.get(&kind)?.automatic(&settings),
        None => Ok(Texts::default()),
    }
}

/// A text of nobody, to the contact.
pub fn say_text(tx: &mut Tx, c: &mut Conversation, text: &str, before: Option<Standing>) -> Result<Message> {
    let new = NewMessage {
        kind: Kind::Text,
        sender: SenderBrief::system(),
        text: text.to_owned(),
        event: None,
        to_contact: true,
        automatic: true,
        reply_to: None,
        mentions: Vec::new(),
        dedup: None,
    };
    append(tx, c, new, None, before)
}

/// How the conversation was found that a message goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    Begun,
    Reopened,
    GoesOn,
}

const BEFORE: &str = "
select 1 as found from conversations where contact_id = $1 and inbox_id = $2 and id <> $3
  and (status <> 'ended' or ended_at > $4) limit 1";

/// Before the contact's words: the welcome, and the questions whose answers he has read by himself.
pub fn in_front(
    tx: &mut Tx,
    settings: &Settings,
    (texts, read): (&Texts, &[String]),
    c: &mut Conversation,
    (opening, before): (Opening, &Option<Standing>),
    load: domain::routing::Load,
) -> Result<()> {
    if let (Opening::Begun, Some(welcome)) = (opening, &texts.welcome) {
        // Blocked or marked private meanwhile, his words begin a conversation of which he must not know that it is new.
        let goes_on = tx.now().plus_seconds(-settings.reopen_seconds(load));
        if tx.maybe(BEFORE, &args![c.contact, c.inbox, c.id, goes_on], |_| Ok(()))?.is_none() {
            say_text(tx, c, welcome, before.clone())?;
        }
    }
    let read: Vec<&String> = texts.questions.iter().filter(|question| read.contains(question)).collect();
    if !read.is_empty() {
        say(tx, c, Line::Faq { questions: &read }, before.clone())?;
    }
    Ok(())
}

// Blocked or marked private meanwhile, he was told already, as far as he knows in this very chat.
const UNDER_WAY: &str = "select 1 as found from conversations where contact_id = $1 and inbox_id = $2 and id <> $3 and status <> 'ended' limit 1";

/// After them: that the shop is closed, and the job that looks whether anybody has answered.
pub fn behind(
    tx: &mut Tx,
    texts: &Texts,
    c: &mut Conversation,
    opening: Opening,
    waited_before: Option<Timestamp>,
) -> Result<()> {
    if let (Opening::Begun | Opening::Reopened, Some(text)) = (opening, &texts.off_hours)
        && !super::hours::open_now(tx, c.workspace, tx.now())?
        && tx.maybe(UNDER_WAY, &args![c.contact, c.inbox, c.id], |_| Ok(()))?.is_none()
    {
        say_text(tx, c, text, None)?;
    }
    if let (Some((seconds, _)), None, Some(since)) = (&texts.no_answer, waited_before, c.waiting_since) {
        tx.enqueue(NewJob {
            kind: NO_ANSWER,
            key: c.id.to_string(),
            payload: json!({ "conversation_id": c.id, "since": since }),
            due_at: since.plus_seconds(*seconds),
        });
    }
    Ok(())
}

pub const NO_ANSWER: &str = "no_answer";

/// The job of [`NO_ANSWER`]: once per wait. Outside the hours nobody is expected to answer, and that was said already.
pub fn nobody_answered(tx: &mut Tx, channels: &Channels, id: ConversationId, since: Timestamp) -> Result<()> {
    let workspace = tx.workspace();
    let mut c = row::load(tx, workspace, id)?;
    if c.status == Status::Ended || c.waiting_since != Some(since) {
        return Ok(());
    }
    let texts = texts(tx, channels, c.inbox)?;
    let Some((_, text)) = &texts.no_answer else { return Ok(()) };
    if texts.off_hours.is_some() && !super::hours::open_now(tx, c.workspace, tx.now())? {
        return Ok(());
    }
    say_text(tx, &mut c, text, None)?;
    Ok(())
}

//! An agent writes: an answer to the contact, or a note 备注 that never reaches him.

use super::append::{Files, append};
use super::forbidden_words::{self, Warned};
use super::lines::{Line, say};
use super::message::{
    By, Message, NewMessage, SenderBrief, body_hash, dedup_key, earlier, read, select_message, with_files,
};
use super::receive::{check_client_id, check_size};
use super::row::Conversation;
use super::{assignment, hands, mention, participants, quote, sight};
use crate::accounts::scope::Scope;
use crate::channels::Channels;
use crate::files::link::FileViewer;
use db::{Query, Tx, args};
use domain::conversation::{Kind, Sender, Status};
use domain::id::{AgentId, ConversationId, FileId, MessageId};
use domain::permission::Permission;
use domain::routing::Rule;
use domain::{Error, Result, Timestamp};
use serde_json::json;

#[derive(Debug, Clone)]
pub struct Reply {
    pub client_id: String,
    pub kind: Kind,
    pub text: String,
    pub files: Vec<FileId>,
    /// The last message the agent had seen; guards against talking past a colleague.
    pub seen_seq: Option<i64>,
    /// The message that this one answers.
    pub reply_to: Option<MessageId>,
    /// Colleagues whom a note calls.
    pub mentions: Vec<AgentId>,
    /// Whether words that the shop warns of were confirmed.
    pub warned: Warned,
}

pub fn reply(tx: &mut Tx, channels: &Channels, scope: &Scope, id: ConversationId, reply: &Reply) -> Result<Message> {
    let mut c = sight::visible(tx, scope, id)?;
    scope.need(Permission::ChatServe)?;
    check(reply)?;
    let key = dedup_key(&reply.client_id, &By::Agent(id, scope.agent));
    let hash = body_hash(reply.kind, &reply.text, &reply.files, reply.reply_to, &reply.mentions);
    if let Some(message) = earlier(tx, &key, &hash)? {
        return Ok(message);
    }
    let to_contact = reply.kind != Kind::Note;
    if to_contact {
        may_answer(tx, scope, &c)?;
        forbidden_words::check(tx, scope.workspace, &reply.text, reply.warned)?;
    }
    let reply_to = match reply.reply_to {
        Some(id) => Some(quote::by_agent(tx, &c, id, reply.kind)?),
        None => None,
    };
    let mentions = mention::called(tx, scope, &c, reply.kind, &reply.mentions)?;
    hold_if_overtaken(tx, scope, &c, reply)?;
    let before = assignment::before(tx, &c)?;
    if to_contact {
        wake_or_reopen(tx, channels, &mut c, scope)?;
        participants::sent(tx, &c, scope.agent)?;
        seen_by_assignee(&mut c, scope);
    } else {
        participants::join(tx, &c, scope.agent)?;
        participants::invite(tx, &c, &mentions)?;
    }
    let new = NewMessage {
        kind: reply.kind,
        sender: SenderBrief::agent(scope.agent, &scope.name, &scope.nickname),
        text: reply.text.clone(),
        event: None,
        to_contact,
        automatic: false,
        reply_to,
        mentions,
        dedup: Some((key, hash, reply.client_id.clone())),
    };
    let files = Files { owner: FileViewer::Agent(scope.agent), ids: &reply.files };
    let message = append(tx, &mut c, new, Some(files), before)?;
    mention::call(tx, &c, &message)?;
    Ok(message)
}

fn check(reply: &Reply) -> Result<()> {
    check_client_id(Some(&reply.client_id))?;
    if reply.text.trim().is_empty() && reply.files.is_empty() {
        return Err(Error::invalid("text", "请输入内容。", "Please write something."));
    }
    check_size(&reply.text, &reply.files)
}

/// Waiting ones are picked first, so that it is clear who answers; others' conversations are answered by who may take over.
fn may_answer(tx: &mut Tx, scope: &Scope, c: &Conversation) -> Result<()> {
    if c.status.is_waiting() {
        let error = Error::conflict("请先接入这个会话。", "Please pick this conversation first.");
        return Err(error.reason("not_picked"));
    }
    if c.assignee == Some(scope.agent) || sight::reaches(tx, scope, c, Permission::ChatTakeOver)? {
        return Ok(());
    }
    Err(Error::conflict("这个会话现在由同事接待。", "A colleague serves this conversation now.").reason("not_assignee"))
}

fn wake_or_reopen(tx: &mut Tx, channels: &Channels, c: &mut Conversation, scope: &Scope) -> Result<()> {
    match c.status {
        Status::Snoozed => {
            (c.status, c.snoozed_until) = (Status::Open, None);
        }
        Status::Ended => reopen(tx, channels, c, scope)?,
        _ => {}
    }
    // Whoever answers an offline message has taken it up.
    c.offline = false;
    Ok(())
}

const LIVE_SIBLING: &str = "
select 1 as found from conversations
where contact_id = $1 and inbox_id = $2 and private = $3 and blocked = false and status <> 'ended' limit 1";

/// Writing into an ended conversation opens it again with the writer, as if he had picked it, unless the contact has begun a newer one.
fn reopen(tx: &mut Tx, channels: &Channels, c: &mut Conversation, scope: &Scope) -> Result<()> {
    if tx.maybe(LIVE_SIBLING, &args![c.contact, c.inbox, c.private], |_| Ok(()))?.is_some() {
        let error = Error::conflict(
            "客户已开始新的会话，请在新会话中回复。",
            "The contact has a newer conversation; answer there.",
        );
        return Err(error.reason("newer_conversation"));
    }
    let load = channels.get(&c.channel)?.abilities().load;
    let before = assignment::before(tx, c)?;
    hands::put_by_hand(tx, c, scope.agent, load, Rule::Pick)?;
    say(tx, c, Line::Reopened, before)?;
    Ok(())
}

/// Answering means having read; only the serving side's reading counts.
fn seen_by_assignee(c: &mut Conversation, scope: &Scope) {
    if c.assignee == Some(scope.agent) {
        c.unread = 0;
        c.agent_read_seq = c.seq + 1;
        (c.return_to, c.return_at) = (None, None);
    }
}

const SINCE: &str = select_message!("where m.conversation_id = $1 and m.seq > $2 order by m.seq limit 50");
const SEEN_AT: &str = "select created_at from messages where conversation_id = $1 and seq = $2";

/// CNV-5: a colleague answered, or it went to somebody else, after what the sender had seen.
fn hold_if_overtaken(tx: &mut Tx, scope: &Scope, c: &Conversation, reply: &Reply) -> Result<()> {
    let Some(seen) = reply.seen_seq.filter(|_| reply.kind != Kind::Note) else { return Ok(()) };
    let between = tx.all(SINCE, &args![c.id, seen], read)?;
    let me = scope.agent.to_string();
    let colleague_wrote = between.iter().any(|message| {
        let by_colleague = message.sender.kind == Sender::Agent && message.sender.id.as_ref() != Some(&me);
        by_colleague && !matches!(message.kind, Kind::Note | Kind::Event)
    });
    let seen_at: Option<Timestamp> = tx.maybe(SEEN_AT, &args![c.id, seen], |row| row.get("created_at"))?;
    let changed_hands = c.assignee != Some(scope.agent) && c.assigned_at > seen_at;
    if !colleague_wrote && !changed_hands {
        return Ok(());
    }
    let between = with_files(tx, between)?;
    let zh = "在您写的时候，同事已经回复或会话已转手，请确认后再发送。";
    let error =
        Error::conflict(zh, "While you wrote, a colleague answered or it changed hands. Check, then send again.");
    Err(error.reason("overtaken").detail("messages", json!(between)).detail("seq", c.seq.into()))
}

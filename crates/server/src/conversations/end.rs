//! Ending 会话结束, by an agent's hand or by silence, and putting off (snooze).

use super::automatic::say_text;
use super::drain::{drain, left_the_line};
use super::ending_summary::NewSummary;
use super::lines::{Line, say};
use super::row::Conversation;
use super::{assignment, ending_summary, rating, sight, tag};
use crate::accounts::scope::Scope;
use crate::channels::Channels;
use crate::settings::service;
use db::{NewJob, Tx};
use domain::conversation::Status;
use domain::id::{ConversationId, TagId};
use domain::permission::Permission;
use domain::routing::{Effect, Ender, Event, State, on};
use domain::{Error, Result, Timestamp};
use serde_json::json;

/// What goes with an end by an agent's hand.
#[derive(Debug, Clone)]
pub struct Ending {
    pub summary: Option<NewSummary>,
    /// Instead of those it bears.
    pub tags: Option<Vec<TagId>>,
    pub closing: Closing,
    /// Whether the contact is asked how it was; `None`: as the settings say.
    pub invite: Option<bool>,
}

/// Whether the closing text of the settings is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    Said,
    Silent,
}

pub fn end(
    tx: &mut Tx,
    channels: &Channels,
    scope: &Scope,
    id: ConversationId,
    ending: &Ending,
) -> Result<Conversation> {
    let mut c = sight::visible(tx, scope, id)?;
    scope.need(Permission::ChatEnd)?;
    match on(Event::Ends(ender(tx, scope, &c)?), &state(&c)) {
        Effect::Stays => return Ok(c),
        Effect::NotYours => return Err(Error::forbidden().reason("supervisor")),
        _ => {}
    }
    let load = channels.get(&c.channel)?.abilities().load;
    let before = assignment::before(tx, &c)?;
    let was = c.status;
    let service = service::load(tx, c.workspace)?;
    ending_summary::on_ending(tx, scope, &mut c, ending.summary.as_ref(), &service)?;
    if let Some(tags) = &ending.tags {
        tag::put(tx, &mut c, tags)?;
    }
    if let (Closing::Said, Some(text)) = (ending.closing, &service.closing_text) {
        say_text(tx, &mut c, text, None)?;
    }
    c.rating_invited = ending.invite.unwrap_or(service.rating_invite) && rating::answered(tx, c.id)?;
    assignment::put_ended(tx, &mut c, "agent", load)?;
    say(tx, &mut c, Line::Ended { by: Some(scope), reason: "agent" }, before)?;
    left_the_line(tx, was);
    drain(tx, channels, scope.workspace)?;
    Ok(c)
}

fn state(c: &Conversation) -> State {
    State {
        status: c.status,
        assignee_offline: false,
        contact_waits: c.waiting_since.is_some(),
        may_reopen: false,
        ends_by_silence: true,
    }
}

/// The assignee ends his own; others' and waiting ones are ended by whoever may assign.
fn ender(tx: &mut Tx, scope: &Scope, c: &Conversation) -> Result<Ender> {
    if sight::reaches(tx, scope, c, Permission::ChatAssign)? {
        return Ok(Ender::Supervisor);
    }
    if c.status.is_assigned() && c.assignee != Some(scope.agent) {
        return Err(Error::conflict("这个会话现在由同事接待。", "A colleague serves this conversation now.")
            .reason("not_assignee"));
    }
    Ok(Ender::Agent)
}

/// Ends what silence ends (CNV-12); the reason is stored.
pub fn end_by_itself(tx: &mut Tx, channels: &Channels, c: &mut Conversation, reason: &str) -> Result<()> {
    let load = channels.get(&c.channel)?.abilities().load;
    let before = assignment::before(tx, c)?;
    let invites = service::load(tx, c.workspace)?.rating_invite;
    c.rating_invited = invites && rating::answered(tx, c.id)?;
    assignment::put_ended(tx, c, reason, load)?;
    say(tx, c, Line::Ended { by: None, reason }, before)?;
    drain(tx, channels, c.workspace)
}

pub const SNOOZE_DUE: &str = "snooze_due";

/// Puts it off; it opens again at that time or when the contact writes.
pub fn snooze(tx: &mut Tx, scope: &Scope, id: ConversationId, until: Timestamp) -> Result<Conversation> {
    let mut c = sight::visible(tx, scope, id)?;
    scope.need(Permission::ChatServe)?;
    if until <= tx.now() {
        return Err(Error::invalid("until", "请选择将来的时间。", "Choose a time in the future."));
    }
    if !c.status.is_assigned() || c.assignee != Some(scope.agent) {
        return Err(Error::conflict("只有正在接待的客服可以稍后处理。", "Only the agent who serves it can snooze it.")
            .reason("not_assignee"));
    }
    let before = assignment::before(tx, &c)?;
    (c.status, c.snoozed_until) = (Status::Snoozed, Some(until));
    tx.enqueue(NewJob {
        kind: SNOOZE_DUE,
        key: id.to_string(),
        payload: json!({ "conversation_id": id }),
        due_at: until,
    });
    say(tx, &mut c, Line::Snoozed { by: scope, until }, before)?;
    Ok(c)
}

/// The job of [`SNOOZE_DUE`]: open again with the assignee it has.
pub fn snooze_due(tx: &mut Tx, id: ConversationId) -> Result<()> {
    let workspace = tx.workspace();
    let mut c = super::row::load(tx, workspace, id)?;
    let due = c.snoozed_until.is_some_and(|until| until <= tx.now());
    if c.status != Status::Snoozed || !due {
        return Ok(());
    }
    let before = assignment::before(tx, &c)?;
    (c.status, c.snoozed_until) = (Status::Open, None);
    say(tx, &mut c, Line::Woke, before)?;
    Ok(())
}

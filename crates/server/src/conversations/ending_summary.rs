//! What an agent notes on ending 会话小结: which kind of matter, solved or not, a remark. Required, offered or off, as the
//! service settings say.

use super::announce::{self, Change};
use super::row::{self, Conversation};
use super::sight;
use crate::accounts::scope::Scope;
use crate::settings::service::{self, Asked, Service};
use db::Tx;
use domain::id::{AgentId, ConversationId};
use domain::permission::Permission;
use domain::{Error, Result, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EndingSummary {
    pub category: Option<String>,
    pub solved: Option<bool>,
    pub note: String,
    /// Who wrote it.
    pub agent_id: AgentId,
    pub agent_name: String,
    pub at: Timestamp,
}

/// As an agent gives it, in whole.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NewSummary {
    /// One of the settings' categories.
    category: Option<String>,
    solved: Option<bool>,
    note: Option<String>,
}

const MAX_NOTE: usize = 1_000;

/// The stored one.
pub fn of(c: &Conversation) -> Result<Option<EndingSummary>> {
    let stored = c.summary.clone().map(serde_json::from_value).transpose();
    stored.map_err(|error| Error::internal_error(format!("stored summary: {error}")))
}

/// Writes it anew, also after the end. An empty one takes it back.
pub fn put_summary(tx: &mut Tx, scope: &Scope, id: ConversationId, new: &NewSummary) -> Result<Conversation> {
    let mut c = sight::visible(tx, scope, id)?;
    scope.need(Permission::ChatEnd)?;
    let service = service::load(tx, scope.workspace)?;
    write(tx, scope, &mut c, new, &service).map_err(|error| within(error, ""))?;
    if service.summary == Asked::Required && missing(&c)? {
        return Err(required().field("category"));
    }
    row::save(tx, &mut c)?;
    announce::announce(tx, &c, None, &Change::Updated)?;
    Ok(c)
}

/// The same while ending: the caller saves.
pub fn on_ending(
    tx: &mut Tx,
    scope: &Scope,
    c: &mut Conversation,
    new: Option<&NewSummary>,
    service: &Service,
) -> Result<()> {
    if let Some(new) = new {
        write(tx, scope, c, new, service).map_err(|error| within(error, "summary."))?;
    }
    if service.summary == Asked::Required && missing(c)? { Err(required()) } else { Ok(()) }
}

fn missing(c: &Conversation) -> Result<bool> {
    Ok(of(c)?.is_none_or(|summary| summary.category.is_none()))
}

fn required() -> Error {
    Error::invalid("summary", "结束会话前请选择小结分类。", "Choose the summary's category before ending.")
        .reason("required")
}

fn write(tx: &Tx, scope: &Scope, c: &mut Conversation, new: &NewSummary, service: &Service) -> Result<()> {
    let category = new.category.as_deref().map(str::trim).filter(|category| !category.is_empty());
    let before = of(c)?.and_then(|summary| summary.category);
    // One that was taken off the list since may stay where it is.
    let known = |category: &str| {
        service.summary_categories.iter().any(|known| known == category) || before.as_deref() == Some(category)
    };
    if category.is_some_and(|category| !known(category)) {
        return Err(Error::invalid("category", "没有这个小结分类。", "There is no such category."));
    }
    let note = new.note.as_deref().unwrap_or_default().trim();
    if note.chars().count() > MAX_NOTE {
        return Err(Error::invalid("note", "小结备注最多 1,000 个字。", "The remark has at most 1,000 characters."));
    }
    if category.is_none() && new.solved.is_none() && note.is_empty() {
        c.summary = None;
        return Ok(());
    }
    let summary = EndingSummary {
        category: category.map(str::to_owned),
        solved: new.solved,
        note: note.to_owned(),
        agent_id: scope.agent,
        agent_name: scope.name.clone(),
        at: tx.now(),
    };
    let stored = serde_json::to_value(summary).map_err(|error| Error::internal_error(error.to_string()))?;
    c.summary = Some(stored);
    Ok(())
}

/// The field as the body names it.
fn within(error: Error, part: &str) -> Error {
    match error.field.clone() {
        Some(field) => error.field(&format!("{part}{field}")),
        None => error,
    }
}

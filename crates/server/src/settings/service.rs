//! How the service behaves beside routing: what is said at the end, what agents note then, when a silent visitor is
//! reminded, which words are not sent.

use super::{json, note, optional, stored, too_long};
use crate::accounts::announce;
use crate::accounts::scope::{self, Scope};
use crate::http::address::Address;
use crate::http::json::nullable;
use crate::routing::settings as routing;
use db::{Query, Tx, args};
use domain::id::WorkspaceId;
use domain::permission::Permission;
use domain::shown::{is_blank, is_one_line};
use domain::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether ending asks for a summary 会话小结.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    Off,
    Optional,
    Required,
}

/// What happens to an answer with such a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WordAction {
    /// It is refused.
    Block,
    /// It is sent once the agent has confirmed it.
    Warn,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ForbiddenWord {
    pub word: String,
    pub action: WordAction,
}

/// `GET/PATCH /settings/service`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Service {
    /// Sent to the visitor when an agent ends the conversation.
    pub closing_text: Option<String>,
    /// Whether ending invites the visitor to rate, unless the agent says otherwise.
    pub rating_invite: bool,
    pub summary: Asked,
    pub summary_categories: Vec<String>,
    /// So long after our last answer a silent visitor is reminded, once; null: never.
    pub idle_reminder_seconds: Option<i64>,
    pub idle_reminder_text: Option<String>,
    pub forbidden_words: Vec<ForbiddenWord>,
}

impl Default for Service {
    fn default() -> Self {
        let categories = ["售前咨询", "订单物流", "售后退换", "投诉建议", "其他"];
        Service {
            closing_text: None,
            rating_invite: true,
            summary: Asked::Optional,
            summary_categories: categories.map(str::to_owned).to_vec(),
            idle_reminder_seconds: None,
            idle_reminder_text: None,
            forbidden_words: Vec::new(),
        }
    }
}

const LOAD: &str = "select service from workspaces where id = $1";

pub fn load(q: &mut impl Query, workspace: WorkspaceId) -> Result<Service> {
    let text: String = q.one(LOAD, &args![workspace], |row| row.get("service"))?;
    stored(&text)
}

/// What is absent stays as it is, null clears what may be empty.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ServicePatch {
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    closing_text: Option<Option<String>>,
    rating_invite: Option<bool>,
    summary: Option<Asked>,
    summary_categories: Option<Vec<String>>,
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<i64>)]
    idle_reminder_seconds: Option<Option<i64>>,
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    idle_reminder_text: Option<Option<String>>,
    forbidden_words: Option<Vec<ForbiddenWord>>,
}

/// Characters of a text that is sent by itself.
const MAX_TEXT: usize = 1_000;
const MAX_CATEGORIES: usize = 30;
const MAX_CATEGORY: usize = 20;
const MAX_WORDS: usize = 1_000;
const MAX_WORD: usize = 50;

impl ServicePatch {
    fn apply(&self, s: &mut Service) -> Result<()> {
        if let Some(text) = self.closing_text.clone() {
            s.closing_text = optional("closing_text", text, MAX_TEXT)?;
        }
        if let Some(text) = self.idle_reminder_text.clone() {
            s.idle_reminder_text = optional("idle_reminder_text", text, MAX_TEXT)?;
        }
        s.rating_invite = self.rating_invite.unwrap_or(s.rating_invite);
        s.summary = self.summary.unwrap_or(s.summary);
        s.idle_reminder_seconds = self.idle_reminder_seconds.unwrap_or(s.idle_reminder_seconds);
        if let Some(categories) = &self.summary_categories {
            s.summary_categories = checked_categories(categories)?;
        }
        if let Some(words) = &self.forbidden_words {
            s.forbidden_words = checked_words(words)?;
        }
        if s.summary == Asked::Required && s.summary_categories.is_empty() {
            let (zh, en) = ("小结为必填时，至少要有一个分类。", "A required summary needs at least one category.");
            return Err(Error::invalid("summary_categories", zh, en));
        }
        Ok(())
    }
}

fn checked_categories(given: &[String]) -> Result<Vec<String>> {
    if given.len() > MAX_CATEGORIES {
        return Err(Error::invalid("summary_categories", "最多 30 个分类。", "At most 30 categories."));
    }
    let mut categories: Vec<String> = Vec::new();
    for (i, category) in given.iter().enumerate() {
        let (field, category) = (format!("summary_categories[{i}]"), category.trim());
        if is_blank(category) || !is_one_line(category) {
            return Err(Error::invalid(&field, "请填写分类名称。", "Please name the category."));
        }
        if category.chars().count() > MAX_CATEGORY {
            return Err(too_long(&field, MAX_CATEGORY));
        }
        if categories.iter().any(|other| other == category) {
            return Err(Error::invalid(&field, "这个分类已经有了。", "There is such a category already."));
        }
        categories.push(category.to_owned());
    }
    Ok(categories)
}

fn checked_words(given: &[ForbiddenWord]) -> Result<Vec<ForbiddenWord>> {
    if given.len() > MAX_WORDS {
        return Err(Error::invalid("forbidden_words", "最多 1,000 个词。", "At most 1,000 words."));
    }
    let mut words: Vec<ForbiddenWord> = Vec::new();
    for (i, given) in given.iter().enumerate() {
        let (field, word) = (format!("forbidden_words[{i}].word"), given.word.trim());
        if is_blank(word) {
            return Err(Error::invalid(&field, "请填写词语。", "Please write the word."));
        }
        if word.chars().count() > MAX_WORD {
            return Err(too_long(&field, MAX_WORD));
        }
        if words.iter().any(|other| other.word.to_lowercase() == word.to_lowercase()) {
            return Err(Error::invalid(&field, "这个词已经有了。", "The word is there already."));
        }
        words.push(ForbiddenWord { word: word.to_owned(), action: given.action });
    }
    Ok(words)
}

/// A reminder that comes after the end, or says nothing, would be a setting without effect.
fn check_reminder(s: &Service, chat_ends_after: i64) -> Result<()> {
    let Some(seconds) = s.idle_reminder_seconds else { return Ok(()) };
    if seconds < 1 || seconds >= chat_ends_after {
        let minutes = chat_ends_after / 60;
        return Err(Error::invalid(
            "idle_reminder_seconds",
            format!("提醒时间要早于会话自动结束的时间（{minutes} 分钟）。"),
            format!("The reminder must come before the chat ends by itself ({minutes} minutes)."),
        ));
    }
    if s.idle_reminder_text.is_none() {
        return Err(Error::invalid("idle_reminder_text", "请填写提醒内容。", "Please write what the reminder says."));
    }
    Ok(())
}

const STORE: &str = "update workspaces set service = $2 where id = $1";

/// Changes what the patch names. The whole result is checked before anything is stored.
pub fn patch(tx: &mut Tx, scope: &Scope, patch: &ServicePatch, address: Address) -> Result<Service> {
    let scope = scope::again(tx, scope)?;
    scope.need(Permission::RoutingManage)?;
    let before = load(tx, scope.workspace)?;
    let mut after = before.clone();
    patch.apply(&mut after)?;
    check_reminder(&after, routing::load(tx, scope.workspace)?.chat_idle_end_seconds)?;
    if after != before {
        let (from, to) = (json(&before)?, json(&after)?);
        tx.exec(STORE, &args![scope.workspace, to.clone()])?;
        note(tx, (&scope, address), "settings.service", "service", serde_json::json!({"from": from, "to": to}))?;
    }
    announce::settings_changed(tx, "service")?;
    Ok(after)
}

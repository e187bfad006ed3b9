//! What a web inbox can be set to: how the chat looks, what it says, and which pages may carry it.

use super::form::{self, Form};
use crate::conversations::automatic::Texts;
use crate::http::json;
use crate::inboxes::domains;
use domain::shown::is_blank;
use domain::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WebSettings {
    /// Shown at the head of the chat; the inbox's name stays inside the shop.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub welcome_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offline_text: Option<String>,
    /// `#rrggbb`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<WebLocale>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Sites whose pages may carry the chat; empty: every site.
    pub allowed_domains: Vec<String>,
    /// Asked before the first message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<Form>,
    /// Questions that visitors get an answer to by themselves.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faq: Vec<Faq>,
    /// Said by itself when nobody has answered for so long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_answer: Option<NoAnswer>,
    /// Said by itself to whoever begins outside the shop's hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub off_hours_text: Option<String>,
    /// Whether whoever leaves a message gives an e-mail address: `off`, `optional` (the default) or `required`.
    #[serde(skip_serializing_if = "OfflineEmail::is_default")]
    pub offline_email: OfflineEmail,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Faq {
    pub question: String,
    pub answer: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoAnswer {
    /// 10 to 3,600.
    pub seconds: i64,
    pub text: String,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfflineEmail {
    Off,
    #[default]
    Optional,
    Required,
}

impl OfflineEmail {
    fn is_default(&self) -> bool {
        *self == OfflineEmail::default()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum WebLocale {
    /// The visitor's own language.
    #[serde(rename = "auto")]
    Auto,
    #[serde(rename = "zh-CN")]
    Chinese,
    #[serde(rename = "en")]
    English,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    Right,
    Left,
}

const TITLE_CHARS: usize = 50;
const TEXT_CHARS: usize = 1_000;
const QUESTION_CHARS: usize = 60;
const ANSWER_CHARS: usize = 2_000;
const MOST_QUESTIONS: usize = 12;
const WAITS: std::ops::RangeInclusive<i64> = 10..=3_600;

pub fn stored(settings: Value) -> Result<WebSettings> {
    serde_json::from_value(settings).map_err(|error| Error::internal_error(format!("stored web settings: {error}")))
}

impl WebSettings {
    pub fn texts(self) -> Texts {
        Texts {
            welcome: self.welcome_text,
            off_hours: self.off_hours_text,
            no_answer: self.no_answer.map(|set| (set.seconds, set.text)),
            questions: self.faq.into_iter().map(|one| one.question).collect(),
        }
    }
}

pub fn check(given: Map<String, Value>) -> Result<Value> {
    let parsed: Result<WebSettings> = json::parse(Value::Object(given).to_string().as_bytes());
    let mut settings = parsed.map_err(|error| {
        let field = error.field.as_deref().map_or("settings".to_owned(), |field| format!("settings.{field}"));
        error.field(&field)
    })?;
    text("settings.title", &mut settings.title, TITLE_CHARS)?;
    text("settings.welcome_text", &mut settings.welcome_text, TEXT_CHARS)?;
    text("settings.offline_text", &mut settings.offline_text, TEXT_CHARS)?;
    text("settings.off_hours_text", &mut settings.off_hours_text, TEXT_CHARS)?;
    settings.form = settings.form.map(form::check).transpose()?.flatten();
    settings.faq = questions(settings.faq)?;
    settings.no_answer = settings.no_answer.map(no_answer).transpose()?;
    settings.color = settings.color.as_deref().map(color).transpose()?;
    settings.allowed_domains = domains::check("settings.allowed_domains", &settings.allowed_domains)?;
    serde_json::to_value(settings).map_err(|error| Error::internal_error(format!("web settings: {error}")))
}

/// A text of blanks is none.
fn text(field: &str, text: &mut Option<String>, most: usize) -> Result<()> {
    let tidied = text.take().map(|text| tidy(field, text, most)).transpose()?;
    *text = tidied.filter(|text| !is_blank(text));
    Ok(())
}

pub(super) fn tidy(field: &str, text: String, most: usize) -> Result<String> {
    let text = text.trim();
    if text.chars().count() > most {
        return Err(Error::invalid(field, format!("最多 {most} 个字。"), format!("At most {most} characters.")));
    }
    Ok(text.to_owned())
}

pub(super) fn needed(field: &str, text: String, most: usize) -> Result<String> {
    let text = tidy(field, text, most)?;
    if is_blank(&text) { Err(Error::invalid(field, "请填写这一项。", "Please fill this in.")) } else { Ok(text) }
}

fn questions(faq: Vec<Faq>) -> Result<Vec<Faq>> {
    if faq.len() > MOST_QUESTIONS {
        let (zh, en) = (format!("最多 {MOST_QUESTIONS} 个问题。"), format!("At most {MOST_QUESTIONS} questions."));
        return Err(Error::invalid("settings.faq", zh, en));
    }
    let mut kept: Vec<Faq> = Vec::new();
    for (at, one) in faq.into_iter().enumerate() {
        let question = needed(&format!("settings.faq[{at}].question"), one.question, QUESTION_CHARS)?;
        let answer = needed(&format!("settings.faq[{at}].answer"), one.answer, ANSWER_CHARS)?;
        if kept.iter().any(|other| other.question == question) {
            let place = format!("settings.faq[{at}].question");
            return Err(Error::invalid(&place, "这个问题重复了。", "This question is there twice."));
        }
        kept.push(Faq { question, answer });
    }
    Ok(kept)
}

fn no_answer(set: NoAnswer) -> Result<NoAnswer> {
    if !WAITS.contains(&set.seconds) {
        let (zh, en) = ("时间应为 10 到 3600 秒。", "Between 10 and 3,600 seconds.");
        return Err(Error::invalid("settings.no_answer.seconds", zh, en));
    }
    Ok(NoAnswer { text: needed("settings.no_answer.text", set.text, TEXT_CHARS)?, ..set })
}

fn color(text: &str) -> Result<String> {
    let digits =
        text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.bytes().all(|c| c.is_ascii_hexdigit()));
    digits.map(|digits| format!("#{}", digits.to_ascii_lowercase())).ok_or_else(|| {
        Error::invalid(
            "settings.color",
            "颜色的写法是 #rrggbb，例如 #1677ff。",
            "A colour is written #rrggbb, such as #1677ff.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn checked(settings: Value) -> Result<Value> {
        check(settings.as_object().unwrap().clone())
    }

    #[test]
    fn settings_are_kept_in_one_form() {
        let kept = checked(json!({
            "title": "  迎客小店 ", "welcome_text": " ", "color": "#1677FF", "locale": "zh-CN",
            "allowed_domains": ["https://Shop.example/", "shop.example", "*.shop.example"],
        }));
        let form = json!({
            "title": "迎客小店", "color": "#1677ff", "locale": "zh-CN", "allowed_domains": ["shop.example", "*.shop.example"],
        });
        assert_eq!(kept.unwrap(), form);
    }

    #[test]
    fn what_is_wrong_is_refused_with_its_field() {
        let wrong = [
            (json!({ "color": "blue" }), "settings.color"),
            (json!({ "color": "#12345é" }), "settings.color"),
            (json!({ "locale": "fr" }), "settings.locale"),
            (json!({ "position": "top" }), "settings.position"),
            (json!({ "title": "长".repeat(51) }), "settings.title"),
            (json!({ "allowed_domains": ["a b"] }), "settings.allowed_domains"),
            (json!({ "faq": [{ "question": "多久发货", "answer": " " }] }), "settings.faq[0].answer"),
            (json!({ "faq": [{ "question": "问", "answer": "答", "link": 1 }] }), "settings.link"),
            (json!({ "no_answer": { "seconds": 9, "text": "稍等" } }), "settings.no_answer.seconds"),
            (json!({ "no_answer": { "seconds": 60, "text": "" } }), "settings.no_answer.text"),
            (json!({ "off_hours_text": "长".repeat(1_001) }), "settings.off_hours_text"),
            (json!({ "offline_email": "maybe" }), "settings.offline_email"),
        ];
        for (settings, field) in wrong {
            assert_eq!(checked(settings).unwrap_err().field.as_deref(), Some(field));
        }
    }
}

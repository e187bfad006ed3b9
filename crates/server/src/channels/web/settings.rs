//! What a web inbox can be set to: how the chat looks, what it says, and which pages may carry it.

use crate::http::json;
use crate::inboxes::domains;
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

pub fn check(given: Map<String, Value>) -> Result<Value> {
    let parsed: Result<WebSettings> = json::parse(Value::Object(given).to_string().as_bytes());
    let mut settings = parsed.map_err(|error| {
        let field = error.field.as_deref().map_or("settings".to_owned(), |field| format!("settings.{field}"));
        error.field(&field)
    })?;
    text("settings.title", &mut settings.title, TITLE_CHARS)?;
    text("settings.welcome_text", &mut settings.welcome_text, TEXT_CHARS)?;
    text("settings.offline_text", &mut settings.offline_text, TEXT_CHARS)?;
    settings.color = settings.color.as_deref().map(color).transpose()?;
    settings.allowed_domains = domains::check("settings.allowed_domains", &settings.allowed_domains)?;
    serde_json::to_value(settings).map_err(|error| Error::internal_error(format!("web settings: {error}")))
}

/// A text of blanks is none.
fn text(field: &str, text: &mut Option<String>, most: usize) -> Result<()> {
    *text = text.take().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    match text {
        Some(text) if text.chars().count() > most => {
            Err(Error::invalid(field, format!("最多 {most} 个字。"), format!("At most {most} characters.")))
        }
        _ => Ok(()),
    }
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
        ];
        for (settings, field) in wrong {
            assert_eq!(checked(settings).unwrap_err().field.as_deref(), Some(field));
        }
    }
}

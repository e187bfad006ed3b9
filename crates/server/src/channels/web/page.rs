//! The page a visitor is on, as his browser tells it: shown beside the chat, so only what can be shown safely is kept.

use crate::http::error::Language;
use axum::http::{HeaderMap, header};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct VisitedPage {
    pub url: Option<String>,
    pub title: Option<String>,
    pub referrer: Option<String>,
}

const LONGEST_URL: usize = 2_000;
const LONGEST_TEXT: usize = 300;

/// The page together with what the browser says of itself. Too much is cut, not refused: it must not cost a message.
pub fn describe(page: VisitedPage, headers: &HeaderMap) -> Value {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    json!({
        "url": web_address(page.url),
        "title": short(page.title, LONGEST_TEXT),
        "referrer": web_address(page.referrer),
        "language": locale(headers),
        "user_agent": short(agent.map(str::to_owned), LONGEST_TEXT),
    })
}

pub fn locale(headers: &HeaderMap) -> &'static str {
    match Language::of(headers) {
        Language::Chinese => "zh-CN",
        Language::English => "en",
    }
}

fn short(text: Option<String>, most: usize) -> Option<String> {
    text.map(|text| text.trim().chars().take(most).collect::<String>()).filter(|text| !text.is_empty())
}

/// Agents click on it, so it is an address of the web or nothing.
fn web_address(text: Option<String>) -> Option<String> {
    short(text, LONGEST_URL).filter(|text| text.starts_with("https://") || text.starts_with("http://"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_runs_something_is_not_kept() {
        let page = VisitedPage {
            url: Some("javascript:alert(1)".into()),
            title: Some(" 红茶 ".into()),
            referrer: Some(String::new()),
        };
        let told = describe(page, &HeaderMap::new());
        assert_eq!(
            (told["url"].as_str(), told["title"].as_str(), told["referrer"].as_str()),
            (None, Some("红茶"), None)
        );
    }

    #[test]
    fn what_is_too_long_is_cut() {
        let page =
            VisitedPage { url: Some(format!("https://shop.example/{}", "x".repeat(9_000))), ..VisitedPage::default() };
        assert_eq!(describe(page, &HeaderMap::new())["url"].as_str().unwrap().len(), LONGEST_URL);
    }
}

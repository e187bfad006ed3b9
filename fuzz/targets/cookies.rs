//! The headers that say who asks: cookies, bearer tokens, origins, languages, the browser's name.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use server::app::token_hash;
use server::http::error::Language;
use server::http::tokens::{bearer, cookie};
use server::visitors::browser::Browser;

const NAMES: &[HeaderName] =
    &[header::COOKIE, header::AUTHORIZATION, header::USER_AGENT, header::ACCEPT_LANGUAGE, header::ORIGIN];

/// Each line is a header; the first byte says which.
pub fn eat(data: &[u8]) {
    let mut headers = HeaderMap::new();
    for line in data.split(|byte| *byte == b'\n').take(16) {
        let Some((which, value)) = line.split_first() else { continue };
        if let Ok(value) = HeaderValue::from_bytes(value) {
            headers.append(&NAMES[usize::from(*which) % NAMES.len()], value);
        }
    }
    for token in [bearer(&headers), cookie(&headers, "yingke"), cookie(&headers, "__Host-yingke")].into_iter().flatten()
    {
        assert!(!token.contains(';') || headers.contains_key(header::AUTHORIZATION));
        assert_eq!(token_hash(&token).len(), 64);
    }
    let browser = Browser::of(&headers);
    assert_eq!(browser.language == "en", Language::of(&headers) == Language::English);
    drop(browser.device());
}

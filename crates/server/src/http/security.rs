//! What browsers are told about every answer: load from here only, run nothing inline, frame nothing, guess nothing.

use crate::app::Config;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;

/// Sites that may show a page in a frame; a page puts it into its response, [`Stamp`] writes it into the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FramedBy {
    Nobody,
    Anybody,
    /// Sources in the policy's own words.
    Sources(String),
}

const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");
const PERMISSIONS: HeaderValue =
    HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()");

/// What the API answers is one person's and of this moment: no browser or proxy keeps it, unless the answer says so itself.
const KEEP_NOTHING: HeaderValue = HeaderValue::from_static("no-store");

/// What is the same for all answers of this desk, written once.
pub struct Stamp {
    public_url: String,
    is_https: bool,
    /// The policy of a page that nobody may frame, which is nearly every answer.
    usual: Option<HeaderValue>,
}

impl Stamp {
    pub fn new(config: &Config) -> Stamp {
        let usual = HeaderValue::from_str(&policy(&config.public_url, &FramedBy::Nobody)).ok();
        Stamp { public_url: config.public_url.clone(), is_https: config.is_https(), usual }
    }

    /// Adds what the answer does not say itself.
    pub fn apply(&self, response: &mut Response) {
        let framed_by = response.extensions_mut().remove::<FramedBy>().unwrap_or(FramedBy::Nobody);
        let headers = response.headers_mut();
        let policy = match framed_by {
            FramedBy::Nobody => {
                // For browsers that don't know the policy's word for it.
                add(headers, header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
                self.usual.clone()
            }
            framed_by => HeaderValue::from_str(&policy(&self.public_url, &framed_by)).ok(),
        };
        if let Some(policy) = policy {
            add(headers, header::CONTENT_SECURITY_POLICY, policy);
        }
        add(headers, header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        add(headers, header::REFERRER_POLICY, SAME_ORIGIN);
        add(headers, HeaderName::from_static("permissions-policy"), PERMISSIONS);
        add(headers, HeaderName::from_static("cross-origin-opener-policy"), SAME_ORIGIN);
        add(headers, HeaderName::from_static("cross-origin-resource-policy"), SAME_ORIGIN);
        if self.is_https {
            add(headers, header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
        }
    }
}

/// Unless the answer says itself how long it is kept.
pub fn keep_nothing(response: &mut Response) {
    add(response.headers_mut(), header::CACHE_CONTROL, KEEP_NOTHING);
}

fn add(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}

/// The socket's address stands there by name because older Safari does not count `ws:` as `'self'`.
fn policy(public_url: &str, framed_by: &FramedBy) -> String {
    let socket = public_url.replacen("http", "ws", 1);
    let ancestors = match framed_by {
        FramedBy::Nobody => "'none'",
        FramedBy::Anybody => "*",
        FramedBy::Sources(sources) => sources,
    };
    format!(
        "default-src 'self'; connect-src 'self' {socket}; object-src 'none'; base-uri 'none'; \
         form-action 'self'; frame-ancestors {ancestors}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_allows_nothing_inline_and_names_who_may_frame_the_page() {
        let policy = policy("https://desk.example", &FramedBy::Sources("'self' shop.example".into()));
        assert!(policy.contains("connect-src 'self' wss://desk.example;"));
        assert!(policy.ends_with("frame-ancestors 'self' shop.example"));
        assert!(!policy.contains("unsafe") && !policy.contains("data:"));
    }
}

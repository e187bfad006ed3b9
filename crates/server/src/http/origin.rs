//! A browser's writes and sockets must come from our own pages (CSRF). Programs send no Origin and are not concerned.

use crate::App;
use axum::http::{HeaderMap, header};
use domain::{Code, Error, Result};

/// Refuses when a browser says that another site's page sent this.
pub fn check(app: &App, headers: &HeaderMap) -> Result<()> {
    let text = |name| headers.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
    match text(header::ORIGIN) {
        Some(origin) if is_ours(app, origin, text(header::HOST)) => Ok(()),
        Some(_) => Err(foreign()),
        None => match text(header::HeaderName::from_static("sec-fetch-site")) {
            Some("cross-site" | "same-site") => Err(foreign()),
            _ => Ok(()),
        },
    }
}

fn is_ours(app: &App, origin: &str, host: Option<&str>) -> bool {
    let authority = origin.split_once("://").map(|(_, rest)| rest);
    origin.eq_ignore_ascii_case(&app.config.public_url)
        || matches!((authority, host), (Some(authority), Some(host)) if authority.eq_ignore_ascii_case(host))
}

fn foreign() -> Error {
    Error::new(
        Code::Forbidden,
        "请求来自别的网站，已拒绝。",
        "The request comes from another site's page and was refused.",
    )
    .reason("origin")
}

//! A browser's writes and sockets must come from our own pages (CSRF). Programs send no Origin and are not concerned.

use crate::App;
use axum::http::{HeaderMap, HeaderValue, header};
use domain::{Code, Error, Result};

/// Refuses when a browser says that another site's page sent this.
pub fn check(app: &App, headers: &HeaderMap) -> Result<()> {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (None, _) => match text(headers.get(header::HeaderName::from_static("sec-fetch-site"))) {
            Some("cross-site" | "same-site") => Err(foreign()),
            _ => Ok(()),
        },
        // No browser sends two, or one that is no text: whatever made them hopes that somebody believes the wrong one.
        (Some(origin), None) if text(Some(origin)).is_some_and(|origin| is_ours(app, origin, headers)) => Ok(()),
        _ => Err(foreign()),
    }
}

fn text(value: Option<&HeaderValue>) -> Option<&str> {
    value.and_then(|value| value.to_str().ok())
}

/// The public URL, or the address that this very request was sent to (a machine's own name, an address in the house).
fn is_ours(app: &App, origin: &str, headers: &HeaderMap) -> bool {
    if origin.eq_ignore_ascii_case(&app.config.public_url) {
        return true;
    }
    let origin = origin.to_ascii_lowercase();
    let authority = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    let asked = text(headers.get(header::HOST)).map(str::to_ascii_lowercase);
    // Where the desk is served with TLS, whoever stands on the line writes pages of its name without: they are nobody's.
    let is_safe = !app.config.is_https() || is_safe(&origin);
    authority.is_some_and(|name| !name.is_empty()) && authority == asked.as_deref() && is_safe
}

/// Browsers treat it as safe: HTTPS, or this machine.
pub fn is_safe(url: &str) -> bool {
    let Some(host) = url.strip_prefix("http://") else { return true };
    let name = host.strip_prefix('[').and_then(|v6| v6.split(']').next()).or_else(|| host.split(':').next());
    let name = name.unwrap_or_default();
    name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn foreign() -> Error {
    Error::new(
        Code::Forbidden,
        "请求来自别的网站，已拒绝。",
        "The request comes from another site's page and was refused.",
    )
    .reason("origin")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_safe_on_this_machine_only() {
        for url in ["https://desk.example", "http://localhost:8080", "http://127.0.0.1", "http://[::1]:8080"] {
            assert!(is_safe(url), "{url}");
        }
        for url in ["http://desk.example", "http://192.168.1.4:8080", "http://localhost.example"] {
            assert!(!is_safe(url), "{url}");
        }
    }
}

//! The built web pages inside the program: which files there are, their types, how long browsers keep them.
//!
//! Development builds read them from the disk at each request, so that a rebuilt page shows without a rebuilt program.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::borrow::Cow;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Web {
    /// The workbench.
    Agent,
    /// The chat, its loader and the demo shop.
    Widget,
}

#[cfg(not(debug_assertions))]
mod embedded {
    #[derive(rust_embed::RustEmbed)]
    #[folder = "../../web/agent/dist"]
    #[allow_missing = true]
    pub struct Agent;

    #[derive(rust_embed::RustEmbed)]
    #[folder = "../../web/widget/dist"]
    #[allow_missing = true]
    pub struct Widget;
}

#[cfg(not(debug_assertions))]
fn bytes(web: Web, path: &str) -> Option<Cow<'static, [u8]>> {
    let file = match web {
        Web::Agent => embedded::Agent::get(path),
        Web::Widget => embedded::Widget::get(path),
    };
    file.map(|file| file.data)
}

#[cfg(debug_assertions)]
fn bytes(web: Web, path: &str) -> Option<Cow<'static, [u8]>> {
    let folder = match web {
        Web::Agent => concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/agent/dist"),
        Web::Widget => concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/widget/dist"),
    };
    std::fs::read(std::path::Path::new(folder).join(path)).ok().map(Cow::Owned)
}

/// A file of a build. `None` also for paths that would leave its folder.
pub fn find(web: Web, path: &str) -> Option<Asset> {
    let inside = !path.is_empty()
        && path.split('/').all(|part| !part.is_empty() && !part.starts_with('.'))
        && !path.contains(['\\', '\0']);
    if !inside {
        return None;
    }
    Some(Asset {
        kind: kind_of(path),
        keep: if is_hashed(path) { Keep::Forever } else { Keep::AskEachTime },
        bytes: bytes(web, path)?,
    })
}

enum Keep {
    /// The name holds a hash of the content.
    Forever,
    AskEachTime,
}

pub struct Asset {
    bytes: Cow<'static, [u8]>,
    kind: &'static str,
    keep: Keep,
}

impl Asset {
    pub fn is_page(&self) -> bool {
        self.kind == HTML
    }

    /// A page has no ETag: a browser that answers itself from a 304 might keep an older policy of who may frame it.
    pub fn page(self) -> Response {
        ([(header::CONTENT_TYPE, HTML), (header::CACHE_CONTROL, "no-cache")], into_body(self.bytes)).into_response()
    }

    pub fn file(self, asked: &HeaderMap) -> Response {
        let keep = match self.keep {
            Keep::Forever => "public, max-age=31536000, immutable",
            Keep::AskEachTime => "no-cache",
        };
        let tag = tag_of(&self.bytes);
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(self.kind)),
            (header::CACHE_CONTROL, HeaderValue::from_static(keep)),
        ];
        let known = asked
            .get(header::IF_NONE_MATCH)
            .is_some_and(|held| held.as_bytes().windows(tag.len()).any(|part| part == tag.as_bytes()));
        let mut response = if known {
            (StatusCode::NOT_MODIFIED, headers).into_response()
        } else {
            (headers, into_body(self.bytes)).into_response()
        };
        if let Ok(tag) = tag.parse() {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}

/// A text of the program itself, such as the style sheet of the API's page.
pub fn own(path: &'static str, text: &'static str) -> Asset {
    Asset { bytes: Cow::Borrowed(text.as_bytes()), kind: kind_of(path), keep: Keep::AskEachTime }
}

fn into_body(bytes: Cow<'static, [u8]>) -> Body {
    match bytes {
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    }
}

/// Weak, because the answer may be compressed on its way out.
fn tag_of(bytes: &[u8]) -> String {
    use sha2::Digest;
    format!("W/\"{}\"", crate::app::hex(&sha2::Sha256::digest(bytes)[..12]))
}

/// `name-B6hjhmrq.js`: what the bundler calls a file after its content. A word of eight letters is no hash.
fn is_hashed(path: &str) -> bool {
    let Some((_, name)) = path.rsplit_once("assets/") else { return false };
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    let Some((_, hash)) = stem.len().checked_sub(9).and_then(|at| stem.split_at_checked(at)) else { return false };
    hash.strip_prefix('-').is_some_and(|hash| hash.bytes().any(|c| c.is_ascii_uppercase() || c.is_ascii_digit()))
}

const HTML: &str = "text/html; charset=utf-8";

fn kind_of(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => HTML,
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_hold_a_hash_are_kept_for_ever() {
        for path in ["assets/chat-B6hjhmrq.js", "assets/demo-Bull-NQc.css", "assets/icon-C7H8okLp.svg"] {
            assert!(is_hashed(path), "{path}");
        }
        for path in [
            "index.html",
            "assets/mark.svg",
            "assets/my-settings.js",
            "chat-B6hjhmrq.js",
            "assets/-",
            "assets/标志-标志.svg",
        ] {
            assert!(!is_hashed(path), "{path}");
        }
    }

    #[test]
    fn no_path_leaves_the_folder() {
        for path in ["", "/etc/passwd", "../Cargo.toml", "assets/../../Cargo.toml", ".vite/manifest.json", "a\\..\\b"] {
            assert!(find(Web::Agent, path).is_none(), "{path}");
        }
    }
}

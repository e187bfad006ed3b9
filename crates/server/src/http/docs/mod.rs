//! `/api/docs`: the OpenAPI document as a page for people. Three small files of our own, nothing from other hosts.

use super::assets;
use crate::App;
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use axum::routing::get;
use utoipa::openapi::OpenApi;

const PAGE: &str = include_str!("docs.html");
const STYLE: &str = include_str!("docs.css");
const SCRIPT: &str = include_str!("docs.js");

pub fn routes(document: &OpenApi) -> Router<App> {
    let json = Bytes::from(document.to_json().unwrap_or_default());
    let describe = move || {
        let json = json.clone();
        async move { ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], json) }
    };
    Router::new()
        .route("/api/v1/openapi.json", get(describe))
        .route("/api/docs", get(|| async { assets::own("docs.html", PAGE).page() }))
        .route(
            "/api/docs/docs.css",
            get(|headers: HeaderMap| async move { assets::own("docs.css", STYLE).file(&headers) }),
        )
        .route(
            "/api/docs/docs.js",
            get(|headers: HeaderMap| async move { assets::own("docs.js", SCRIPT).file(&headers) }),
        )
}

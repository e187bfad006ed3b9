//! The pages the program serves: workbench, chat, loader, demo shop, API description, health. No page holds data.

use super::assets::{self, Web};
use super::security::FramedBy;
use super::{Answer, Failure, docs, health, metrics};
use crate::App;
use crate::channels::Door;
use crate::inboxes;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::id::InboxId;
use domain::{Code, Error};
use utoipa::openapi::OpenApi;

/// Everything beside the API's own table, and the answer to what no route has.
pub fn pages(document: &OpenApi) -> Router<App> {
    Router::new()
        .route("/chat/{inbox_id}", get(chat_of_inbox))
        .route("/c/i/{inbox_id}", get(chat_of_inbox))
        .route("/c/{link_key}", get(chat_of_link))
        .route("/widget.js", get(loader))
        .route("/widget/{*path}", get(widget_asset))
        .route("/demo/{inbox_id}", get(demo))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::show))
        .merge(docs::routes(document))
        .fallback(workbench)
}

/// Addresses of the workbench are known to its own router only: whatever is no file and no API is its page.
async fn workbench(method: Method, uri: Uri, headers: HeaderMap) -> Answer<Response> {
    let path = uri.path().trim_start_matches('/');
    let for_programs = path == "api" || path.starts_with("api/");
    if for_programs || !matches!(method, Method::GET | Method::HEAD) {
        return Err(Error::not_found().into());
    }
    match assets::find(Web::Agent, path) {
        Some(asset) if !asset.is_page() => Ok(asset.file(&headers)),
        None if path.starts_with("assets/") => Err(Error::not_found().into()),
        _ => page(Web::Agent, "index.html"),
    }
}

fn page(web: Web, name: &str) -> Answer<Response> {
    assets::find(web, name).map(assets::Asset::page).ok_or_else(not_built)
}

fn not_built() -> Failure {
    let error = Error::new(
        Code::Unavailable,
        "网页还没有构建：请运行 bin/run。",
        "The web pages were not built yet: run bin/run.",
    );
    error.internal("the web pages are missing in this build").into()
}

async fn chat_of_inbox(State(app): State<App>, Path(inbox): Path<InboxId>) -> Answer<Response> {
    chat(&app, Door::Inbox(inbox)).await
}

async fn chat_of_link(State(app): State<App>, Path(key): Path<String>) -> Answer<Response> {
    chat(&app, Door::Link(&key)).await
}

/// An entry that does not exist gets the same page, which says so in the visitor's language, but no site may frame it.
async fn chat(app: &App, door: Door<'_>) -> Answer<Response> {
    let mut response = page(Web::Widget, "chat.html")?;
    match framed_by(app, door).await? {
        Some(framed_by) => {
            response.extensions_mut().insert(framed_by);
        }
        None => *response.status_mut() = StatusCode::NOT_FOUND,
    }
    Ok(response)
}

async fn framed_by(app: &App, door: Door<'_>) -> Answer<Option<FramedBy>> {
    match inboxes::frame_ancestors(app, door).await {
        Ok(Some(sources)) => Ok(Some(FramedBy::Sources(sources))),
        Ok(None) => Ok(Some(FramedBy::Anybody)),
        Err(error) if error.code == Code::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Shops load it from their own pages, also under `crossorigin` and under a policy that isolates them.
async fn loader(headers: HeaderMap) -> Answer<Response> {
    let mut response = assets::find(Web::Widget, "loader.js").ok_or_else(not_built)?.file(&headers);
    let shared = response.headers_mut();
    shared.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    shared.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    Ok(response)
}

async fn widget_asset(Path(path): Path<String>, headers: HeaderMap) -> Answer<Response> {
    let found = assets::find(Web::Widget, &path).filter(|asset| !asset.is_page());
    Ok(found.ok_or_else(Error::not_found)?.file(&headers))
}

async fn demo() -> Answer<impl IntoResponse> {
    page(Web::Widget, "demo.html")
}

//! What is wrapped around every route: request id, log, numbers, security headers, compression, limits, the last net for panics.

use super::error::{self, Asked, Failure};
use super::metrics::Timed;
use super::position;
use super::security::{self, Stamp};
use crate::App;
use crate::app::hex;
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use domain::{Code, Error};
use std::any::Any;
use std::sync::Arc;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate, SizeAbove};
use tracing::{Instrument, Span};

/// Bytes of a request's body. Uploads set their own limit.
pub const BODY_LIMIT: usize = 1 << 20;

/// Bytes. What is smaller fits into one packet either way, and each message that a browser sends is answered with less.
const WORTH_COMPRESSING: u16 = 1_024;

/// The layers, outermost first, as one. Each layer costs every request a box or two and a copy of all that lies inside it, so
/// what is our own is [`wrap`] alone.
pub fn around(routes: Router<App>, app: &App) -> Router<App> {
    // A file is sent as it is stored: most are compressed already, and its length lets browsers show progress.
    let worth_it = DefaultPredicate::new()
        .and(SizeAbove::new(WORTH_COMPRESSING))
        .and(|_, _, headers: &HeaderMap, _: &_| !headers.contains_key(header::CONTENT_DISPOSITION));
    let layers = ServiceBuilder::new()
        .layer(CompressionLayer::new().compress_when(worth_it))
        .layer(middleware::from_fn_with_state((app.clone(), Arc::new(Stamp::new(&app.config))), wrap))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(DefaultBodyLimit::max(BODY_LIMIT));
    routes.method_not_allowed_fallback(wrong_method).layer(layers)
}

/// Answers and log lines of one request carry the same number; error bodies carry nothing that varies.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Middleware: what every request gets and every answer carries.
async fn wrap(State((app, stamp)): State<(App, Arc<Stamp>)>, mut request: Request, next: Next) -> Response {
    let id = hex(&app.random::<8>());
    let span = span(&request, &id);
    let for_programs = request.uri().path().starts_with("/api/");
    let (timed, asked, slot) = (Timed::begin(&request), Asked::of(&request), position::Slot::default());
    request.extensions_mut().insert(slot.clone());
    let answered = async {
        let mut response = next.run(request).await;
        slot.stamp(&mut response);
        if for_programs {
            response = in_json(response);
            security::keep_nothing(&mut response);
        }
        let mut response = error::render(asked, response);
        stamp.apply(&mut response);
        let took = timed.end(&response);
        tracing::debug!(
            http.status = response.status().as_u16(),
            http.ms = took.as_millis(),
            "A request was answered."
        );
        response
    };
    let mut response = answered.instrument(span).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

fn span(request: &Request, id: &str) -> Span {
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str);
    tracing::info_span!("request", http.request_id = id, http.method = %request.method(), http.route = route)
}

async fn wrong_method() -> impl IntoResponse {
    (
        StatusCode::METHOD_NOT_ALLOWED,
        Failure(Error::new(Code::NotFound, "这个地址没有这种操作。", "There is no such operation at this address.")),
    )
}

/// A bug in one request is that request's end only.
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let said = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Failure(Error::internal_error(format!("panic: {}", said.unwrap_or("without words")))).into_response()
}

/// Refusals that the framework words itself (a socket asked for without an upgrade, a broken path) become our errors, so that
/// programs meet one shape only.
fn in_json(response: Response) -> Response {
    let ours = response.extensions().get::<Arc<Error>>().is_some();
    let refused = response.status().is_client_error() || response.status().is_server_error();
    if ours || !refused {
        return response;
    }
    let (parts, _) = response.into_parts();
    let mut response = Response::from_parts(parts, Body::empty());
    let error = match response.status() {
        StatusCode::NOT_FOUND => Error::not_found(),
        StatusCode::PAYLOAD_TOO_LARGE => Error::new(Code::TooLarge, "请求内容太大。", "The request is too large."),
        status if status.is_client_error() => Error::new(Code::Invalid, "请求不正确。", "The request is not right."),
        _ => Error::internal_error("an answer without words"),
    };
    response.extensions_mut().insert(Arc::new(error));
    response
}

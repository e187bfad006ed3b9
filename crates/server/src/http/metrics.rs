//! `/metrics` for Prometheus. Numbers of the process only, nothing of a tenant: whoever reaches the port may read them,
//! and the sample proxies in `deploy/` keep them from the public.

use crate::App;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const REQUESTS: &str = "yingke_http_requests_total";
const SECONDS: &str = "yingke_http_request_seconds";
const SOCKETS: &str = "yingke_open_sockets";
const EVENTS: &str = "yingke_events_published_total";
const JOBS: &str = "yingke_jobs_total";

const BUCKETS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// Latencies wait in memory until they are folded into the histogram; at most this many do.
const FOLD_EVERY: u64 = 1024;

/// The process has one recorder, because the macros that count have one.
fn recorder() -> Option<&'static PrometheusHandle> {
    static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    let install = || {
        let builder =
            PrometheusBuilder::new().set_buckets_for_metric(Matcher::Full(SECONDS.to_owned()), &BUCKETS).ok()?;
        let handle = builder.install_recorder().ok()?;
        metrics::describe_counter!(REQUESTS, "HTTP requests answered, by method, route and status.");
        metrics::describe_histogram!(SECONDS, "Time until the answer's head was ready.");
        metrics::describe_gauge!(SOCKETS, "WebSockets of agents and visitors that are open in this process.");
        metrics::describe_counter!(EVENTS, "Events that this process passed on to its sockets.");
        metrics::describe_counter!(JOBS, "Jobs that ended, by kind and outcome.");
        Some(handle)
    };
    RECORDER.get_or_init(install).as_ref()
}

pub async fn show(State(app): State<App>) -> Response {
    let Some(recorder) = recorder() else { return "".into_response() };
    metrics::gauge!(SOCKETS).set(app.hub.open_sockets() as f64);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], recorder.render()).into_response()
}

/// A request under way. It is counted and timed by its route, never by its path, which would hold ids.
pub struct Timed {
    method: &'static str,
    route: String,
    began: Instant,
}

impl Timed {
    pub fn begin(request: &Request) -> Timed {
        // The recorder must be there before anything is counted.
        recorder();
        let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
        Timed { method: method_of(request), route, began: instant() }
    }

    /// Counts it as answered, and says how long that took.
    pub fn end(self, response: &Response) -> Duration {
        static SINCE_FOLD: AtomicU64 = AtomicU64::new(0);
        let took = instant().duration_since(self.began);
        let status = response.status().as_str().to_owned();
        metrics::counter!(REQUESTS, "method" => self.method, "route" => self.route.clone(), "status" => status)
            .increment(1);
        metrics::histogram!(SECONDS, "route" => self.route).record(took);
        if SINCE_FOLD.fetch_add(1, Ordering::Relaxed) % FOLD_EVERY == FOLD_EVERY - 1
            && let Some(recorder) = recorder()
        {
            recorder.run_upkeep();
        }
        took
    }
}

pub fn event_published() {
    metrics::counter!(EVENTS).increment(1);
}

pub fn job_ended(kind: &str, outcome: &'static str) {
    metrics::counter!(JOBS, "kind" => kind.to_owned(), "outcome" => outcome).increment(1);
}

/// A client may invent methods; labels must stay few.
fn method_of(request: &Request) -> &'static str {
    match *request.method() {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "OTHER",
    }
}

#[expect(clippy::disallowed_methods, reason = "it measures how long an answer took and decides nothing")]
fn instant() -> Instant {
    Instant::now()
}

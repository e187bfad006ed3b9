//! `Yingke-Seq`: the stream position of the snapshot that a GET shows.
//!
//! The position is taken *before* the snapshot is read (by the extractor that finds out who asks), so every event up
//! to it is in the answer; later ones are replayed, which clients apply idempotently.

use axum::extract::Request;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use std::sync::{Arc, OnceLock};

pub const HEADER: &str = "yingke-seq";

#[derive(Clone, Default)]
pub struct Slot(Arc<OnceLock<i64>>);

/// Called by the extractors of agents and visitors.
pub fn note(parts: &Parts, position: i64) {
    if let Some(slot) = parts.extensions.get::<Slot>() {
        slot.0.get_or_init(|| position);
    }
}

/// Middleware: gives the request a slot and writes what was put there into the answer.
pub async fn stamp(mut request: Request, next: Next) -> Response {
    let slot = Slot::default();
    request.extensions_mut().insert(slot.clone());
    let mut response = next.run(request).await;
    if let Some(position) = slot.0.get()
        && let Ok(value) = position.to_string().parse()
    {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

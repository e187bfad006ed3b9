//! `Yingke-Seq`: the stream position of the snapshot that a GET shows.
//!
//! The position is taken *before* the snapshot is read (by the extractor that finds out who asks), so every event up
//! to it is in the answer; later ones are replayed, which clients apply idempotently.

use axum::http::HeaderValue;
use axum::http::request::Parts;
use axum::response::Response;
use std::sync::{Arc, OnceLock};

pub const HEADER: &str = "yingke-seq";

/// Each request carries one.
#[derive(Clone, Default)]
pub struct Slot(Arc<OnceLock<i64>>);

/// Called by the extractors of agents and visitors.
pub fn note(parts: &Parts, position: i64) {
    if let Some(slot) = parts.extensions.get::<Slot>() {
        slot.0.get_or_init(|| position);
    }
}

impl Slot {
    /// Writes what was put there into the answer.
    pub fn stamp(&self, response: &mut Response) {
        if let Some(position) = self.0.get() {
            response.headers_mut().insert(HEADER, HeaderValue::from(*position));
        }
    }
}

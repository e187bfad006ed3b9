//! Lists: `{"items", "next"}` with `limit` and an opaque `cursor`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub const DEFAULT_LIMIT: i64 = 50;
pub const MAX_LIMIT: i64 = 200;

#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Pass it as `cursor` for the next page; null at the end.
    pub next: Option<String>,
}

impl<T> Page<T> {
    pub fn whole(items: Vec<T>) -> Self {
        Page { items, next: None }
    }

    /// From `limit + 1` fetched rows: the surplus row says that there is more, the last shown one makes the cursor.
    pub fn cut(mut items: Vec<T>, limit: i64, cursor_of: impl Fn(&T) -> Cursor) -> Self {
        let more = items.len() as i64 > limit;
        items.truncate(limit as usize);
        let next = if more { items.last().map(|item| cursor_of(item).encode()) } else { None };
        Page { items, next }
    }
}

/// A place in a list: the sort keys of the last row shown. Its text is opaque to clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor(pub i64, pub i64);

impl Cursor {
    /// Before everything in a list that goes downwards.
    pub const START: Cursor = Cursor(i64::MAX, i64::MAX);

    pub fn encode(self) -> String {
        let mut bytes = self.0.to_be_bytes().to_vec();
        bytes.extend(self.1.to_be_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    pub fn decode(text: Option<&str>) -> Result<Cursor> {
        let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(Cursor::START) };
        let bytes = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
        let bytes =
            bytes.ok_or_else(|| Error::invalid("cursor", "翻页位置不正确。", "The cursor is not one of ours."))?;
        let half = |range: std::ops::Range<usize>| bytes[range].iter().fold(0i64, |n, b| n << 8 | i64::from(*b));
        Ok(Cursor(half(0..8), half(8..16)))
    }
}

pub fn limit(asked: Option<i64>) -> Result<i64> {
    match asked.unwrap_or(DEFAULT_LIMIT) {
        limit @ 1..=MAX_LIMIT => Ok(limit),
        _ => Err(Error::invalid(
            "limit",
            format!("limit 应在 1 到 {MAX_LIMIT} 之间。"),
            format!("limit must be between 1 and {MAX_LIMIT}."),
        )),
    }
}

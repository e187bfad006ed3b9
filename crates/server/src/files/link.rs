//! Signed addresses of files: over file, viewer and expiry. They spare the pages a token in each address; the viewer's
//! rights are still asked at every GET (`read`).

use crate::App;
use crate::key::Key;
use domain::id::{AgentId, ContactId, FileId};
use domain::{Error, Result, Timestamp};
use serde_json::Value;

const PURPOSE: &str = "file";
const HOUR_MS: i64 = 3_600_000;
const LIFE_SECONDS: i64 = 24 * 3600;

/// Whose rights count. As text: `a` or `c` and the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileViewer {
    Agent(AgentId),
    Contact(ContactId),
}

impl std::fmt::Display for FileViewer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            FileViewer::Agent(id) => write!(f, "a{id}"),
            FileViewer::Contact(id) => write!(f, "c{id}"),
        }
    }
}

impl std::str::FromStr for FileViewer {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        match text.split_at_checked(1) {
            Some(("a", id)) => Ok(FileViewer::Agent(id.parse()?)),
            Some(("c", id)) => Ok(FileViewer::Contact(id.parse()?)),
            _ => Err(Error::not_found()),
        }
    }
}

/// Puts a fresh `url` into each attachment of a message's JSON list.
pub fn sign_attachments(app: &App, attachments: &mut Value, viewer: FileViewer) {
    for attachment in attachments.as_array_mut().into_iter().flatten() {
        let Some(file) = attachment["id"].as_str().and_then(|id| id.parse().ok()) else { continue };
        attachment["url"] = url(app, file, viewer).into();
    }
}

/// Relative, and the same within an hour, so that browsers keep pictures they have loaded.
pub fn url(app: &App, file: FileId, viewer: FileViewer) -> String {
    let hour = app.now().0.div_euclid(HOUR_MS) * HOUR_MS;
    let expiry = Timestamp(hour).plus_seconds(LIFE_SECONDS).0 / 1000;
    let signature = app.key.sign(PURPOSE, &signed_text(file, viewer, expiry));
    format!("/api/v1/files/{file}?exp={expiry}&viewer={viewer}&sig={signature}")
}

/// Absent, expired and forged look alike.
pub fn check(key: &Key, file: FileId, viewer: FileViewer, expiry: i64, signature: &str, now: Timestamp) -> Result<()> {
    let fresh = expiry.saturating_mul(1000) > now.0;
    let genuine = key.verifies(PURPOSE, &signed_text(file, viewer, expiry), signature);
    if fresh && genuine { Ok(()) } else { Err(Error::not_found()) }
}

fn signed_text(file: FileId, viewer: FileViewer, expiry: i64) -> String {
    format!("{file}\n{viewer}\n{expiry}")
}

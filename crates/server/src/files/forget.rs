//! What was uploaded and never sent goes after a day: the row first, then the bytes.

use crate::App;
use db::{Query, args};
use domain::id::{FileId, WorkspaceId};
use domain::{Error, Result, Timestamp};
use serde::Deserialize;
use serde_json::Value;

pub const KIND: &str = "forget_unused_file";

#[derive(Deserialize)]
struct Payload {
    file: FileId,
    storage_key: String,
}

const DELETE_UNUSED: &str = "delete from files where id = $1 and message_id is null";
const EXISTS: &str = "select id from files where id = $1";

/// The job of one upload. Repeating it does no harm, so a crash between row and bytes leaves nothing behind.
pub async fn forget_unused_file(app: &App, workspace: WorkspaceId, payload: &Value, due_at: Timestamp) -> Result<()> {
    let payload = Payload::deserialize(payload).map_err(|error| Error::internal_error(error.to_string()))?;
    let file = payload.file;
    let deleting = app.db.write(workspace, move |tx| {
        tx.exec(DELETE_UNUSED, &args![file])?;
        Ok(tx.maybe(EXISTS, &args![file], |row| row.get::<FileId>("id"))?.is_some())
    });
    let in_use = deleting.await?;
    app.storage.sweep(due_at.plus_seconds(-3600))?;
    if in_use { Ok(()) } else { app.storage.remove(&payload.storage_key).await }
}

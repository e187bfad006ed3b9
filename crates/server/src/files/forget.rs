//! What was uploaded and never sent goes after a day, what was sent and taken back at once: the row first, then the bytes.

use crate::App;
use db::{NewJob, Query, Tx, args};
use domain::id::{FileId, MessageId, WorkspaceId};
use domain::{Error, Result, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

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
    db::fail_point("file.forgotten");
    app.storage.sweep(due_at.plus_seconds(-3600))?;
    if in_use { Ok(()) } else { app.storage.remove(&payload.storage_key).await }
}

const OF_MESSAGE: &str = "select id, storage_key from files where message_id = $1";
const NOBODYS: &str = "
update files set message_id = null, conversation_id = null, agent_id = null, contact_id = null where message_id = $1";

/// The files of a message that was taken back: nobody's from this commit on, and then removed like what was never sent.
pub fn forget_files_of(tx: &mut Tx, message: MessageId) -> Result<()> {
    let files =
        tx.all(OF_MESSAGE, &args![message], |row| Ok((row.get::<FileId>("id")?, row.get::<String>("storage_key")?)))?;
    if files.is_empty() {
        return Ok(());
    }
    tx.exec(NOBODYS, &args![message])?;
    let due_at = tx.now();
    for (file, key) in files {
        let payload = json!({ "file": file, "storage_key": key });
        tx.enqueue(NewJob { kind: KIND, key: file.to_string(), payload, due_at });
    }
    Ok(())
}

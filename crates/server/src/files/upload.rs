//! An upload: streamed to disk, typed by its first bytes, recorded, and forgotten again when no message takes it.

use super::attach::Attachment;
use super::link::FileViewer;
use super::storage::Incoming;
use super::{name, typed};
use crate::App;
use crate::http::address::Address;
use crate::http::slow::{self, PIECE_WITHIN, UPLOAD_WITHIN};
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use axum::http::StatusCode;
use db::{NewJob, Query, Tx, args};
use domain::id::{FileId, WorkspaceId};
use domain::{Code, Error, Result};
use serde_json::json;

pub const LARGEST_MB: u64 = 20;
pub const LARGEST: u64 = LARGEST_MB << 20;
/// What the form around the file may take.
pub const ENVELOPE: usize = 64 << 10;
/// What one person may have lying about without sending it; it bounds what a stranger can fill the disk with.
const MOST_UNUSED: i64 = 30;
const UNUSED_SECONDS: i64 = 24 * 3600;
/// When to try again with too many of them: by then some were sent, or the oldest is forgotten.
const RETRY_SECONDS: u64 = 3600;

#[derive(Debug, Clone, Copy)]
pub struct Uploader {
    pub workspace: WorkspaceId,
    pub who: FileViewer,
    /// Whose disk space is counted: a visitor's, since anybody may be one.
    pub from: Option<Address>,
}

/// Takes the form's field `file`.
pub async fn upload(app: &App, uploader: Uploader, mut form: Multipart) -> Result<Attachment> {
    app.db.read(move |q| refuse_hoarding(q, uploader)).await?;
    let field =
        slow::bounded(PIECE_WITHIN, async { form.next_field().await.map_err(refusal) }).await?.ok_or_else(missing)?;
    if field.name() != Some("file") {
        return Err(missing());
    }
    let name = name::clean(field.file_name().unwrap_or(""));
    let mut incoming = app.storage.begin().await?;
    let head = match slow::bounded(UPLOAD_WITHIN, receive(app, uploader, field, &mut incoming)).await {
        Ok(head) => head,
        Err(error) => {
            incoming.discard().await;
            return Err(error);
        }
    };
    let size = i64::try_from(incoming.size).unwrap_or(i64::MAX);
    let key = app.storage.finish(incoming).await?;
    let r#type = typed::of(&head).to_owned();
    db::fail_point("file.before_reference");
    app.db
        .write(uploader.workspace, move |tx| {
            record(tx, uploader, &key, Attachment { id: FileId(0), name: name.clone(), r#type: r#type.clone(), size })
        })
        .await
}

/// Writes what comes; the answer is its beginning.
async fn receive(app: &App, uploader: Uploader, mut field: Field<'_>, incoming: &mut Incoming) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    while let Some(chunk) = slow::bounded(PIECE_WITHIN, async { field.chunk().await.map_err(refusal) }).await? {
        if incoming.size + chunk.len() as u64 > LARGEST {
            return Err(too_large());
        }
        if let Some(from) = &uploader.from {
            let before = incoming.size.div_ceil(1024);
            let more = (incoming.size + chunk.len() as u64).div_ceil(1024) - before;
            app.limits.visitor_uploads.take_many(from, u32::try_from(more).unwrap_or(u32::MAX))?;
        }
        head.extend(chunk.iter().take(typed::HEAD - head.len()));
        incoming.write(&chunk).await?;
    }
    if incoming.size == 0 {
        return Err(Error::invalid("file", "这个文件是空的。", "This file is empty."));
    }
    Ok(head)
}

const INSERT: &str = "
insert into files (id, workspace_id, name, type, size, storage_key, agent_id, contact_id, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

fn record(tx: &mut Tx, uploader: Uploader, key: &str, file: Attachment) -> Result<Attachment> {
    let (id, now, workspace) = (FileId(tx.new_id()), tx.now(), tx.workspace());
    let (agent, contact) = match uploader.who {
        FileViewer::Agent(agent) => (Some(agent), None),
        FileViewer::Contact(contact) => (None, Some(contact)),
    };
    tx.exec(INSERT, &args![id, workspace, &file.name, &file.r#type, file.size, key, agent, contact, now])?;
    tx.enqueue(NewJob {
        kind: super::forget::KIND,
        key: id.to_string(),
        payload: json!({ "file": id, "storage_key": key }),
        due_at: now.plus_seconds(UNUSED_SECONDS),
    });
    Ok(Attachment { id, ..file })
}

const UNUSED_OF_AGENT: &str = "select count(*) as unused from files where message_id is null and agent_id = $1";
const UNUSED_OF_CONTACT: &str = "select count(*) as unused from files where message_id is null and contact_id = $1";

fn refuse_hoarding(q: &mut impl Query, uploader: Uploader) -> Result<()> {
    let (sql, id) = match uploader.who {
        FileViewer::Agent(agent) => (UNUSED_OF_AGENT, db::Value::from(agent)),
        FileViewer::Contact(contact) => (UNUSED_OF_CONTACT, db::Value::from(contact)),
    };
    let unused: i64 = q.one(sql, &[id], |row| row.get("unused"))?;
    if unused < MOST_UNUSED {
        return Ok(());
    }
    Err(Error::new(
        Code::TooMany,
        "有太多文件上传后没有发送，请先发送或稍后再试。",
        "Too many uploaded files wait to be sent; send them or try later.",
    )
    .retry_after(RETRY_SECONDS))
}

pub fn missing() -> Error {
    Error::invalid("file", "请选择要上传的文件（字段 file）。", "A form with the file in the field “file” is expected.")
}

fn too_large() -> Error {
    Error::new(
        Code::TooLarge,
        format!("文件不能超过 {LARGEST_MB} MB。"),
        format!("A file may have at most {LARGEST_MB} MB."),
    )
    .field("file")
}

fn refusal(error: MultipartError) -> Error {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { too_large() } else { missing().internal(error.body_text()) }
}

//! Uploaded files become part of a message: once, and by nobody but their uploader.

use super::link::FileViewer;
use db::{Query, Row, Tx, args};
use domain::conversation::MAX_ATTACHMENTS;
use domain::id::{ConversationId, FileId, MessageId};
use domain::{Error, Result};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// A file of a message, without its address, which is signed for each viewer anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Attachment {
    pub id: FileId,
    pub name: String,
    pub r#type: String,
    pub size: i64,
}

fn attachment(row: &Row) -> Result<Attachment> {
    Ok(Attachment { id: row.get("id")?, name: row.get("name")?, r#type: row.get("type")?, size: row.get("size")? })
}

const UPLOADED: &str = "
select id, name, type, size, agent_id, contact_id, message_id from files where id = $1 and workspace_id = $2";

const TAKE: &str =
    "update files set message_id = $1, conversation_id = $2, place = $4 where id = $3 and message_id is null";

/// In the order given. A file of another uploader is not found; one that was used before is a conflict.
pub fn attach(
    tx: &mut Tx,
    uploader: FileViewer,
    files: &[FileId],
    message: MessageId,
    conversation: ConversationId,
) -> Result<Vec<Attachment>> {
    if files.len() > MAX_ATTACHMENTS {
        return Err(too_many());
    }
    let mut attached = Vec::new();
    for (place, file) in files.iter().enumerate() {
        let (uploaded, by) =
            tx.one(UPLOADED, &args![*file, tx.workspace()], |row| Ok((attachment(row)?, uploader_of(row)?)))?;
        if by != Some(uploader) {
            return Err(Error::not_found().field("attachment_ids"));
        }
        if tx.exec(TAKE, &args![message, conversation, *file, place])? == 0 {
            return Err(used());
        }
        attached.push(uploaded);
    }
    Ok(attached)
}

pub fn uploader_of(row: &Row) -> Result<Option<FileViewer>> {
    let agent = row.get::<Option<_>>("agent_id")?.map(FileViewer::Agent);
    Ok(agent.or(row.get::<Option<_>>("contact_id")?.map(FileViewer::Contact)))
}

fn too_many() -> Error {
    Error::invalid(
        "attachment_ids",
        format!("一条消息最多带 {MAX_ATTACHMENTS} 个文件。"),
        format!("A message carries at most {MAX_ATTACHMENTS} files."),
    )
}

fn used() -> Error {
    Error::conflict("这个文件已经发送过了，请重新上传。", "This file has been sent already; please upload it again.")
        .field("attachment_ids")
        .reason("used")
}

/// One text for any number: ten messages are asked for at a time, the last one repeated to fill up.
const OF_TEN: &str = "
select message_id, id, name, type, size from files
where message_id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) order by message_id, place";

/// The files of several messages, as they were attached. Messages without files have no entry.
pub fn of_messages(q: &mut impl Query, messages: &[MessageId]) -> Result<HashMap<MessageId, Vec<Attachment>>> {
    let mut found: HashMap<MessageId, Vec<Attachment>> = HashMap::new();
    for ten in messages.chunks(10) {
        let filled = (0..10).filter_map(|i| ten.get(i).or(ten.last()));
        let ids: Vec<db::Value> = filled.map(|id| db::Value::from(*id)).collect();
        for (message, file) in q.all(OF_TEN, &ids, |row| Ok((row.get("message_id")?, attachment(row)?)))? {
            found.entry(message).or_default().push(file);
        }
    }
    Ok(found)
}

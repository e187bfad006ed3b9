//! The tags a conversation bears: rows to be found by, and the list in the conversation itself for everybody who shows it.

use super::announce::{self, Change};
use super::row::{self, Conversation};
use super::sight;
use crate::accounts::scope::Scope;
use crate::tags::store;
use db::{Tx, args};
use domain::id::{ConversationId, TagId};
use domain::permission::Permission;
use domain::{Error, Result};

/// Tags of one conversation.
const MAX: usize = 20;

/// Instead of those it bore.
pub fn tag(tx: &mut Tx, scope: &Scope, id: ConversationId, tags: &[TagId]) -> Result<Conversation> {
    let mut c = sight::visible(tx, scope, id)?;
    scope.need(Permission::ChatServe)?;
    if put(tx, &mut c, tags)? {
        row::save(tx, &c)?;
        announce::announce(tx, &c, None, &Change::Updated)?;
    }
    Ok(c)
}

const TAKE_OFF: &str = "delete from conversation_tags where conversation_id = $1";
const PUT_ON: &str = "insert into conversation_tags (conversation_id, tag_id, workspace_id) values ($1, $2, $3)";

/// Whether anything changed; the caller saves and announces.
pub fn put(tx: &mut Tx, c: &mut Conversation, tags: &[TagId]) -> Result<bool> {
    let mut wanted: Vec<TagId> = Vec::new();
    for tag in tags {
        store::one(tx, c.workspace, *tag).map_err(|error| error.field("tag_ids"))?;
        if !wanted.contains(tag) {
            wanted.push(*tag);
        }
    }
    if wanted.len() > MAX {
        return Err(Error::invalid("tag_ids", "一个会话最多 20 个标签。", "A conversation bears at most 20 tags."));
    }
    if wanted == c.tags {
        return Ok(false);
    }
    tx.exec(TAKE_OFF, &args![c.id])?;
    for tag in &wanted {
        tx.exec(PUT_ON, &args![c.id, *tag, c.workspace])?;
    }
    c.tags = wanted;
    Ok(true)
}

//! The tags a conversation bears: rows to be found by, and the list in the conversation itself for everybody who shows it.

use super::announce::{self, Change};
use super::participants::active;
use super::row::{self, Conversation};
use super::sight;
use crate::accounts::scope::Scope;
use crate::tags::store;
use db::{Query, Tx, args};
use domain::conversation::Status;
use domain::id::{ConversationId, TagId};
use domain::permission::Permission;
use domain::{Error, Result};
use std::collections::HashSet;

/// Tags of one conversation.
const MAX: usize = 20;

/// Instead of those it bore.
pub fn tag(tx: &mut Tx, scope: &Scope, id: ConversationId, tags: &[TagId]) -> Result<Conversation> {
    let mut c = sight::visible(tx, scope, id)?;
    scope.need(Permission::ChatServe)?;
    if put(tx, &mut c, tags)? {
        row::save(tx, &mut c)?;
        announce::announce(tx, &c, None, &Change::Updated)?;
    }
    Ok(c)
}

const TAKE_OFF: &str = "delete from conversation_tags where conversation_id = $1";
const PUT_ON: &str =
    "insert into conversation_tags (conversation_id, tag_id, workspace_id, active) values ($1, $2, $3, $4)";

/// Whether anything changed; the caller saves and announces. A tag that is no longer there is left out: a window may not
/// have heard of it yet, and must not be kept from tagging by that.
pub fn put(tx: &mut Tx, c: &mut Conversation, tags: &[TagId]) -> Result<bool> {
    let mut known: HashSet<TagId> = store::list(tx, c.workspace)?.into_iter().map(|tag| tag.id).collect();
    let wanted: Vec<TagId> = tags.iter().copied().filter(|tag| known.remove(tag)).collect();
    if wanted.len() > MAX {
        return Err(Error::invalid("tag_ids", "一个会话最多 20 个标签。", "A conversation bears at most 20 tags."));
    }
    if wanted == c.tags {
        return Ok(false);
    }
    tx.exec(TAKE_OFF, &args![c.id])?;
    for tag in &wanted {
        tx.exec(PUT_ON, &args![c.id, *tag, c.workspace, active(c.last_at)])?;
    }
    c.tags = wanted;
    Ok(true)
}

const BEARERS: &str = "
select c.id, c.status from conversation_tags t join conversations c on c.id = t.conversation_id
where t.tag_id = $1 order by t.active, t.conversation_id limit $2";
// The list beside the conversation is text; an id has its own length and never stands within another.
const LOSE: &str = r#"
update conversations set tags = replace(replace(replace(tags, $3, ''), $4, ''), $5, '')
where id in (select conversation_id from conversation_tags where tag_id = $1 order by active, conversation_id limit $2)"#;
const FORGET: &str = "
delete from conversation_tags where tag_id = $1
  and conversation_id in (select conversation_id from conversation_tags where tag_id = $1 order by active, conversation_id limit $2)";

/// Takes a tag off so many conversations at most; whether none bears it any more. Windows are told of those that go on.
pub fn take_off(tx: &mut Tx, tag: TagId, most: i64) -> Result<bool> {
    let bearers = tx.all(BEARERS, &args![tag, most], |row| {
        Ok((row.get::<ConversationId>("id")?, row.get::<String>("status")? != Status::Ended.as_str()))
    })?;
    tx.exec(LOSE, &args![tag, most, format!("\"{tag}\","), format!(",\"{tag}\""), format!("\"{tag}\"")])?;
    tx.exec(FORGET, &args![tag, most])?;
    for (id, _) in bearers.iter().filter(|(_, goes_on)| *goes_on) {
        let c = row::load(tx, tx.workspace(), *id)?;
        announce::announce(tx, &c, None, &Change::Updated)?;
    }
    Ok((bearers.len() as i64) < most)
}

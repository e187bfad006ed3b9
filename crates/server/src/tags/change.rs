//! Making, changing and deleting tags. Whoever serves may make one while he needs it; tidying up is the team's.

use super::store::{self, Tag, TagColor};
use crate::accounts::announce;
use crate::accounts::scope::{self, Scope};
use crate::audit::{self, Actor, Object};
use crate::conversations::tag::take_off;
use crate::http::address::Address;
use db::Tx;
use domain::id::TagId;
use domain::permission::Permission;
use domain::shown::{is_blank, is_one_line};
use domain::{Error, Result};
use serde_json::json;

/// Any of these makes tags.
pub const MAKES: &[Permission] = &[Permission::ChatServe, Permission::PhraseTeam];
pub const MAX_NAME: usize = 20;
/// Tags of a shop.
const MAX_TAGS: usize = 200;

pub fn create(tx: &mut Tx, scope: &Scope, name: &str, color: TagColor, address: Address) -> Result<Tag> {
    let scope = &scope::again(tx, scope)?;
    scope.need_any(MAKES)?;
    let tag = Tag { id: TagId(tx.new_id()), name: checked(name)?, color, conversations: None };
    if store::list(tx, scope.workspace)?.len() >= MAX_TAGS {
        return Err(Error::conflict("最多 200 个标签。", "At most 200 tags.").reason("too_many"));
    }
    store::insert(tx, &tag)?;
    follow(tx, scope, address, "tag.create", &tag)?;
    Ok(tag)
}

pub fn change(
    tx: &mut Tx,
    scope: &Scope,
    id: TagId,
    (name, color): (Option<&str>, Option<TagColor>),
    address: Address,
) -> Result<Tag> {
    let scope = &scope::again(tx, scope)?;
    scope.need(Permission::PhraseTeam)?;
    let mut tag = store::one(tx, scope.workspace, id)?;
    tag.name = name.map(checked).transpose()?.unwrap_or(tag.name);
    tag.color = color.unwrap_or(tag.color);
    store::update(tx, &tag)?;
    follow(tx, scope, address, "tag.change", &tag)?;
    Ok(tag)
}

/// Conversations that lose a tag in one transaction: years of chats would keep the whole shop waiting.
const AT_ONCE: i64 = 500;

/// One step of deleting: some conversations lose it, and once none bears it, it is gone. Whether that is so.
pub fn delete(tx: &mut Tx, scope: &Scope, id: TagId, address: Address) -> Result<bool> {
    let scope = &scope::again(tx, scope)?;
    scope.need(Permission::PhraseTeam)?;
    let tag = store::one(tx, scope.workspace, id)?;
    if !take_off(tx, id, AT_ONCE)? {
        return Ok(false);
    }
    store::delete(tx, id)?;
    follow(tx, scope, address, "tag.delete", &tag)?;
    Ok(true)
}

fn follow(tx: &mut Tx, scope: &Scope, address: Address, action: &'static str, tag: &Tag) -> Result<()> {
    let object = Object { kind: "tag", id: Some(tag.id.0), name: &tag.name };
    audit::note(tx, &Actor::of(scope, address), action, &object, json!({"color": tag.color}))?;
    announce::settings_changed(tx, "tags")
}

fn checked(name: &str) -> Result<String> {
    let name = name.trim();
    if !is_one_line(name) {
        return Err(Error::invalid("name", "标签名称不能分行。", "A tag's name stands in one line."));
    }
    match name.chars().count() {
        _ if is_blank(name) => Err(Error::invalid("name", "请填写标签名称。", "Please name the tag.")),
        ..=MAX_NAME => Ok(name.to_owned()),
        _ => Err(Error::invalid("name", "标签名称最多 20 个字。", "A tag's name has at most 20 characters.")),
    }
}

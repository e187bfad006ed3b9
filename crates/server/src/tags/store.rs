//! Tags as they are stored.

use db::{Query, Row, Tx, args};
use domain::id::{TagId, WorkspaceId};
use domain::{Error, Result};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TagColor {
    Grey,
    Red,
    Amber,
    Green,
    Blue,
    Violet,
}

impl TagColor {
    const fn as_str(self) -> &'static str {
        match self {
            TagColor::Grey => "grey",
            TagColor::Red => "red",
            TagColor::Amber => "amber",
            TagColor::Green => "green",
            TagColor::Blue => "blue",
            TagColor::Violet => "violet",
        }
    }

    /// A colour of a newer version is shown without one.
    fn parse(text: &str) -> TagColor {
        use TagColor::{Amber, Blue, Green, Grey, Red, Violet};
        [Red, Amber, Green, Blue, Violet].into_iter().find(|color| color.as_str() == text).unwrap_or(Grey)
    }
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Tag {
    pub id: TagId,
    pub name: String,
    pub color: TagColor,
    /// How many bear it, when that was asked for by whoever keeps the tags.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversations: Option<i64>,
}

fn read(row: &Row) -> Result<Tag> {
    let color: String = row.get("color")?;
    Ok(Tag { id: row.get("id")?, name: row.get("name")?, color: TagColor::parse(&color), conversations: None })
}

const LIST: &str = "select id, name, color from tags where workspace_id = $1 order by name_key";

pub fn list(q: &mut impl Query, workspace: WorkspaceId) -> Result<Vec<Tag>> {
    q.all(LIST, &args![workspace], read)
}

// Private conversations count for nobody: a number would tell of them.
const COUNTS: &str = "
select t.tag_id, count(*) as n from conversation_tags t join conversations c on c.id = t.conversation_id
where t.workspace_id = $1 and c.private = false and c.blocked = false group by t.tag_id";

pub fn list_counted(q: &mut impl Query, workspace: WorkspaceId) -> Result<Vec<Tag>> {
    let counts = q.all(COUNTS, &args![workspace], |row| Ok((row.get::<TagId>("tag_id")?, row.get::<i64>("n")?)))?;
    let mut tags = list(q, workspace)?;
    for tag in &mut tags {
        let counted = counts.iter().find(|(id, _)| *id == tag.id);
        tag.conversations = Some(counted.map_or(0, |(_, n)| *n));
    }
    Ok(tags)
}

const ONE: &str = "select id, name, color from tags where workspace_id = $1 and id = $2";

pub fn one(q: &mut impl Query, workspace: WorkspaceId, id: TagId) -> Result<Tag> {
    q.one(ONE, &args![workspace, id], read)
}

const INSERT: &str = "
insert into tags (id, workspace_id, name, name_key, color, created_at) values ($1, $2, $3, $4, $5, $6)
on conflict do nothing";

pub fn insert(tx: &mut Tx, tag: &Tag) -> Result<()> {
    let (workspace, now) = (tx.workspace(), tx.now());
    let (name, color) = (tag.name.as_str(), tag.color.as_str());
    match tx.exec(INSERT, &args![tag.id, workspace, name, key(name), color, now])? {
        0 => Err(taken(name)),
        _ => Ok(()),
    }
}

const NAMED: &str = "select 1 as one from tags where workspace_id = $1 and name_key = $2 and id <> $3";
const UPDATE: &str = "update tags set name = $3, name_key = $4, color = $5 where workspace_id = $1 and id = $2";

pub fn update(tx: &mut Tx, tag: &Tag) -> Result<()> {
    let (workspace, name) = (tx.workspace(), tag.name.as_str());
    if tx.maybe(NAMED, &args![workspace, key(name), tag.id], |_| Ok(()))?.is_some() {
        return Err(taken(name));
    }
    tx.exec(UPDATE, &args![workspace, tag.id, name, key(name), tag.color.as_str()]).map(drop)
}

const DELETE: &str = "delete from tags where workspace_id = $1 and id = $2";

/// Once no conversation bears it.
pub fn delete(tx: &mut Tx, id: TagId) -> Result<()> {
    tx.exec(DELETE, &args![tx.workspace(), id]).map(drop)
}

fn key(name: &str) -> String {
    name.nfkc().collect::<String>().to_lowercase()
}

fn taken(name: &str) -> Error {
    Error::conflict(format!("已经有叫“{name}”的标签。"), format!("There is a tag named “{name}” already."))
        .field("name")
        .reason("taken")
}

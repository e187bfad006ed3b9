//! Afterwards, in the store: every acknowledged message is there exactly once, as the owner reads it through the API. Not
//! through the database: what cannot be read is as lost as what is not there. The floor has no such API; its one table is
//! read.

use crate::Result;
use crate::house::House;
use crate::shop::Shop;
use futures_util::{StreamExt, TryStreamExt, stream};
use rusqlite::{Connection, OpenFlags};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Checked {
    pub acknowledged: usize,
    /// Acknowledged, and not there under that id with that text.
    pub lost: usize,
    /// Texts that are there more than once.
    pub doubled: usize,
}

pub async fn check(house: &House) -> Result<Checked> {
    let stored = match &house.shop {
        Some(shop) => through_the_api(shop).await?,
        None => in_the_table(&house.database())?,
    };
    Ok(compare(&stored, &house.acknowledged))
}

/// Number → every id under which it is stored.
type Stored = HashMap<usize, Vec<String>>;

fn compare(stored: &Stored, acknowledged: &[(usize, String)]) -> Checked {
    let there = |(number, id): &&(usize, String)| stored.get(number).is_some_and(|ids| ids.contains(id));
    Checked {
        acknowledged: acknowledged.len(),
        lost: acknowledged.iter().filter(|pair| !there(pair)).count(),
        doubled: stored.values().filter(|ids| ids.len() > 1).count(),
    }
}

#[derive(Deserialize)]
struct Message {
    id: String,
    seq: i64,
    text: String,
}

/// So many conversations are read at once.
const READERS: usize = 4;

async fn through_the_api(shop: &Shop) -> Result<Stored> {
    let all = conversations(shop).await?;
    let read: Vec<Vec<Message>> =
        stream::iter(all).map(|id| messages(shop, id)).buffer_unordered(READERS).try_collect().await?;
    let mut found = Stored::new();
    for message in read.into_iter().flatten() {
        if let Some(number) = number(&message.text) {
            found.entry(number).or_default().push(message.id);
        }
    }
    Ok(found)
}

async fn conversations(shop: &Shop) -> Result<Vec<String>> {
    let (mut all, mut page) = (Vec::new(), String::from("/conversations?limit=200"));
    loop {
        let list = shop.get(&page).await?;
        for conversation in list["items"].as_array().ok_or("no conversations")? {
            all.push(crate::shop::word(conversation, "id")?);
        }
        let Some(next) = list["next"].as_str() else { return Ok(all) };
        page = format!("/conversations?limit=200&cursor={next}");
    }
}

async fn messages(shop: &Shop, conversation: String) -> Result<Vec<Message>> {
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let page = shop.get(&format!("/conversations/{conversation}/messages?limit=200&after={after}")).await?;
        let page: Vec<Message> = serde_json::from_value(page["items"].clone())?;
        let Some(last) = page.last() else { return Ok(all) };
        after = last.seq;
        all.extend(page);
    }
}

fn in_the_table(path: &std::path::Path) -> Result<Stored> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut found = Stored::new();
    let mut all = db.prepare("select id, text from messages")?;
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(number) = number(&row.get::<_, String>(1)?) {
            found.entry(number).or_default().push(format!("{:013}", row.get::<_, i64>(0)?));
        }
    }
    Ok(found)
}

/// Every text of a measurement begins with its number.
fn number(text: &str) -> Option<usize> {
    text.split_once(' ')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_under_another_id_or_there_twice_is_found() {
        let stored = [(1, vec!["a"]), (2, vec!["x"]), (3, vec!["c", "y"]), (9, vec!["z"])];
        let stored = stored.map(|(number, ids)| (number, ids.into_iter().map(str::to_owned).collect()));
        let acknowledged = [(1, "a"), (2, "b"), (3, "c"), (4, "d")].map(|(number, id)| (number, id.to_owned()));
        let found = compare(&Stored::from(stored), &acknowledged);
        assert_eq!(found, Checked { acknowledged: 4, lost: 2, doubled: 1 });
    }

    #[test]
    fn a_text_carries_its_number() {
        assert_eq!(number("1207 在吗？"), Some(1_207));
        assert_eq!(number("已转交给同事"), None);
    }
}

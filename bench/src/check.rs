//! Afterwards, in the store: every acknowledged message is there exactly once, as the owner reads it through the API. Not
//! through the database: what cannot be read is as lost as what is not there.

use crate::Result;
use crate::shop::Shop;
use serde::Serialize;
use std::collections::HashMap;

/// What was acknowledged: number in the text → id in the answer.
pub type Acknowledged = HashMap<usize, String>;

#[derive(Serialize)]
pub struct Checked {
    pub acknowledged: usize,
    /// Acknowledged, and not there under that id with that text.
    pub lost: usize,
    /// Texts that are there more than once.
    pub doubled: usize,
}

pub async fn check(shop: &Shop, acknowledged: &Acknowledged) -> Result<Checked> {
    Ok(compare(&stored(shop).await?, acknowledged))
}

fn compare(stored: &Stored, acknowledged: &Acknowledged) -> Checked {
    let there = |(number, id): &(&usize, &String)| stored.get(number).is_some_and(|ids| ids.contains(id));
    Checked {
        acknowledged: acknowledged.len(),
        lost: acknowledged.iter().filter(|pair| !there(pair)).count(),
        doubled: stored.values().filter(|ids| ids.len() > 1).count(),
    }
}

/// Number → every id under which it is stored.
type Stored = HashMap<usize, Vec<String>>;

async fn stored(shop: &Shop) -> Result<Stored> {
    let mut found = Stored::new();
    let mut page = String::from("/conversations?limit=200");
    loop {
        let list = shop.get(&page).await?;
        for conversation in list["items"].as_array().ok_or("no conversations")? {
            let id = conversation["id"].as_str().ok_or("a conversation without id")?;
            let mut after = 0;
            loop {
                let messages = shop.get(&format!("/conversations/{id}/messages?limit=200&after={after}")).await?;
                let messages = messages["items"].as_array().ok_or("no messages")?;
                for message in messages {
                    if let (Some(number), Some(id)) =
                        (message["text"].as_str().and_then(number), message["id"].as_str())
                    {
                        found.entry(number).or_default().push(id.to_owned());
                    }
                }
                match messages.last() {
                    Some(last) => after = last["seq"].as_i64().ok_or("a message without seq")?,
                    None => break,
                }
            }
        }
        match list["next"].as_str() {
            Some(next) => page = format!("/conversations?limit=200&cursor={next}"),
            None => return Ok(found),
        }
    }
}

/// A text that carries its number, in words a customer would use.
pub fn text(number: usize) -> String {
    format!("{number} 在吗？这个还有货吗，今天能发吗")
}

pub fn number(text: &str) -> Option<usize> {
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
        let Checked { acknowledged, lost, doubled } = compare(&Stored::from(stored), &Acknowledged::from(acknowledged));
        assert_eq!((acknowledged, lost, doubled), (4, 2, 1));
    }

    #[test]
    fn a_text_carries_its_number() {
        assert_eq!(number(&text(1_207)), Some(1_207));
        assert_eq!(number("已转交给同事"), None);
    }
}

//! Words that a shop does not want said to its customers: some are refused, of others the agent is warned. Notes may say them.

use crate::search::words::normalise;
use db::{Query, args};
use domain::id::WorkspaceId;
use domain::{Error, Result};
use serde_json::{Value, json};

/// Whether the agent has read the warning and wants to send all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warned {
    NotYet,
    Confirmed,
}

const SERVICE: &str = "select service from workspaces where id = $1";

/// Refuses a text to the contact in which such words stand, also in the middle of others, in whatever case and width.
pub fn check(q: &mut impl Query, workspace: WorkspaceId, text: &str, warned: Warned) -> Result<()> {
    let service: Value = q.one(SERVICE, &args![workspace], |row| row.get("service"))?;
    let said = normalise(text);
    let words = |action: &str| -> Vec<String> {
        let listed = service["forbidden_words"].as_array().into_iter().flatten();
        let meant = listed.filter(|entry| entry["action"] == action).filter_map(|entry| entry["word"].as_str());
        let found = meant.filter(|word| !word.trim().is_empty() && said.contains(normalise(word.trim()).as_str()));
        found.map(str::to_owned).collect()
    };
    let blocked = words("block");
    if !blocked.is_empty() {
        let (zh, en) = told(&blocked, "含有店铺不允许发送的词", "The shop does not allow these words to be sent");
        return Err(Error::invalid("text", zh, en).reason("forbidden_words").detail("words", json!(blocked)));
    }
    let doubtful = words("warn");
    if doubtful.is_empty() || warned == Warned::Confirmed {
        return Ok(());
    }
    let (zh, en) = told(&doubtful, "含有需要留意的词，确认发送吗", "The shop asks to be careful with these words");
    Err(Error::conflict(zh, en).field("text").reason("warn_words").detail("words", json!(doubtful)))
}

fn told(words: &[String], zh: &str, en: &str) -> (String, String) {
    (format!("{zh}：{}", words.join("、")), format!("{en}: {}", words.join(", ")))
}

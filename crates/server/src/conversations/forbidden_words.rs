//! Words that a shop does not want said to its customers: some are refused, of others the agent is warned. Notes may say them.

use crate::search::words::normalise;
use crate::settings::service::{self, WordAction};
use db::Query;
use domain::id::WorkspaceId;
use domain::{Error, Result};
use serde_json::json;

/// Whether the agent has read the warning and wants to send all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warned {
    NotYet,
    Confirmed,
}

/// Refuses a text to the contact in which such words stand, also in the middle of others, in whatever case and width.
pub fn check(q: &mut impl Query, workspace: WorkspaceId, text: &str, warned: Warned) -> Result<()> {
    let listed = service::load(q, workspace)?.forbidden_words;
    let said = normalise(text);
    let words = |action: WordAction| -> Vec<&str> {
        let meant = listed.iter().filter(|listed| listed.action == action).map(|listed| listed.word.as_str());
        meant.filter(|word| said.contains(normalise(word).as_str())).collect()
    };
    let blocked = words(WordAction::Block);
    if !blocked.is_empty() {
        let (zh, en) = told(&blocked, "含有店铺不允许发送的词", "The shop does not allow these words to be sent");
        return Err(Error::invalid("text", zh, en).reason("forbidden_words").detail("words", json!(blocked)));
    }
    let doubtful = words(WordAction::Warn);
    if doubtful.is_empty() || warned == Warned::Confirmed {
        return Ok(());
    }
    let (zh, en) = told(&doubtful, "含有需要留意的词，确认发送吗", "The shop asks to be careful with these words");
    Err(Error::conflict(zh, en).field("text").reason("warn_words").detail("words", json!(doubtful)))
}

fn told(words: &[&str], zh: &str, en: &str) -> (String, String) {
    (format!("{zh}：{}", words.join("、")), format!("{en}: {}", words.join(", ")))
}

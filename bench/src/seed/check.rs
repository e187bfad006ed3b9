//! Whether the program reads what was written past it: counts, and the words that were planted.

use super::people::People;
use super::texts::{ABSENT, COMMON, RARE, RARE_TIMES};
use crate::Result;
use crate::desk::Desk;

pub async fn check(host: &str, people: &People, messages: u64) -> Result<()> {
    let desk = Desk::at(host)?;
    let owner = &people.owner_token;
    let rare = hits(&desk, owner, RARE).await?;
    expect("messages with the rare word", rare, RARE_TIMES as usize)?;
    expect("messages with the absent word", hits(&desk, owner, ABSENT).await?, 0)?;
    expect(
        "of the rare word, with the agent of few",
        hits(&desk, &people.few_token, RARE).await?,
        RARE_TIMES as usize / 2,
    )?;
    let common = desk.get(owner, &format!("/chatlog?q={}", quoted(COMMON))).await?;
    expect("conversations on a full page", common["items"].as_array().map_or(0, Vec::len), 50)?;
    let counts = desk.get(owner, "/conversations/counts").await?;
    let waiting = counts["queued"].as_i64().unwrap_or(0) + counts["pooled"].as_i64().unwrap_or(0);
    let served = counts["colleagues"].as_i64().unwrap_or(0);
    expect("conversations that are not over", (waiting + served) as usize, 1_000.min(messages as usize / 10))
}

fn expect(what: &str, found: usize, wanted: usize) -> Result<()> {
    if found == wanted { Ok(()) } else { Err(format!("{what}: {found} instead of {wanted}").into()) }
}

/// All hits of a word that occurs rarely, page by page.
async fn hits(desk: &Desk, token: &str, word: &str) -> Result<usize> {
    let (mut count, mut cursor) = (0, String::new());
    loop {
        let page = desk.get(token, &format!("/chatlog?q={}{cursor}", quoted(word))).await?;
        let items = page["items"].as_array().ok_or("no items")?;
        count += items.iter().map(|item| item["hits"].as_array().map_or(0, Vec::len)).sum::<usize>();
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return Ok(count),
        }
    }
}

pub fn quoted(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

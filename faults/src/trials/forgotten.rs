//! A file that was taken back goes for good, even when the program ends between the row and the bytes.

use super::clock::Clock;
use super::{Database, PATIENCE, Site, points, steps};
use crate::Result;
use crate::ledger::Report;
use reqwest::Method;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// Longer than the claim of a program that ended keeps others from its work.
const CLAIM_IS_OVER: i64 = 90;

pub async fn run(program: &Path, database: Database) -> Result<Report> {
    let mut site = Site::prepare(program, database).await?;
    let clock = Clock::of(&mut site)?;
    site.node.start().await?;
    let shop = site.shop().await?;
    let conversation = steps::visitor_asks(&shop).await?.conversation;
    let file = steps::owner_uploads(&shop).await?;
    let message = steps::owner_sends(&shop, &conversation, &file).await?;
    let folder = site.node.data.join("files");
    if files_in(&folder)? != 1 {
        return Err("the file was never there".into());
    }
    site.node.kill()?;
    site.node.launch_with(&[(points::VARIABLE, points::FORGOTTEN)])?;
    site.node.ready().await?;
    let recall = format!("/conversations/{conversation}/messages/{message}/recall");
    // The end may come before the answer: then it is not known to be taken back, and is taken back again below.
    drop(shop.request(Method::POST, site.node.port, &recall, &shop.owner).json(&json!({})).send().await);
    site.node.ends(PATIENCE).await.map_err(|error| format!("file.forgotten is never reached: {error}"))?;
    if files_in(&folder)? != 1 {
        return Err("the bytes were gone before the program ended".into());
    }
    clock.runs_ahead(CLAIM_IS_OVER)?;
    site.node.start().await?;
    let gone = async {
        while files_in(&folder)? > 0 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Result::<()>::Ok(())
    };
    let mut report = Report { acknowledged: 1, files: 1, ..Report::default() };
    if tokio::time::timeout(PATIENCE, gone).await.is_err() {
        report.wrong.push("the bytes of a file that was taken back stay".to_owned());
    }
    let messages = shop.get(&format!("/conversations/{conversation}/messages")).await?;
    let is_recalled = |one: &Value| one["id"] == message.as_str() && one["state"] == "recalled";
    if !messages["items"].as_array().into_iter().flatten().any(is_recalled) {
        report.lost.push("that the message was taken back".to_owned());
    }
    Ok(report)
}

fn files_in(folder: &Path) -> Result<usize> {
    let mut found = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        found += if entry.file_type()?.is_dir() { files_in(&entry.path())? } else { 1 };
    }
    Ok(found)
}

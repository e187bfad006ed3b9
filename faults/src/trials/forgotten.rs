//! A file that was taken back goes for good, even when the program ends between the row and the bytes.

use super::{Database, PATIENCE, Site, points};
use crate::Result;
use crate::ledger::Report;
use crate::shop::{Shop, text};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

pub async fn run(program: &Path, database: Database) -> Result<Report> {
    let mut site = Site::open(program, database).await?;
    let shop = site.shop().await?;
    let (conversation, message) = owner_sends_a_file(&shop).await?;
    let folder = site.node.data.join("files");
    if files_in(&folder)? != 1 {
        return Err("the file was never there".into());
    }
    site.node.kill()?;
    site.node.launch_with(&[(points::VARIABLE, "file.forgotten")])?;
    site.node.ready().await?;
    let recall = format!("/conversations/{conversation}/messages/{message}/recall");
    // The end may come before the answer: then it is not known to be taken back, and is taken back again below.
    drop(shop.request(Method::POST, site.node.port, &recall, &shop.owner).json(&json!({})).send().await);
    site.node.ends(PATIENCE).await.map_err(|error| format!("file.forgotten is never reached: {error}"))?;
    if files_in(&folder)? != 1 {
        return Err("the bytes were gone before the program ended".into());
    }
    site.node.start().await?;
    let gone = async {
        while files_in(&folder)? > 0 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Result::<()>::Ok(())
    };
    let mut report = Report { acknowledged: 1, files: 1, ..Report::default() };
    // The claim of the program that ended runs out after a minute.
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

async fn owner_sends_a_file(shop: &Shop) -> Result<(String, String)> {
    let session = shop.must(Method::POST, "/visitor/sessions", "", Some(&json!({"inbox_id": shop.inbox}))).await?;
    let words = json!({"client_id": "1", "text": "发票有吗"});
    let asked = shop.must(Method::POST, "/visitor/messages", &text(&session["token"])?, Some(&words)).await?;
    let conversation = text(&asked["conversation_id"])?;
    let form = Form::new().part("file", Part::bytes(vec![7; 5_000]).file_name("发票.bin"));
    let upload = shop.request(Method::POST, shop.door(0).port(), "/files", &shop.owner).multipart(form).send().await?;
    let file: Value = upload.error_for_status()?.json().await?;
    let body = json!({"client_id": "2", "attachment_ids": [file["id"]]});
    let sent =
        shop.must(Method::POST, &format!("/conversations/{conversation}/messages"), &shop.owner, Some(&body)).await?;
    Ok((conversation, text(&sent["id"])?))
}

fn files_in(folder: &Path) -> Result<usize> {
    let mut found = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        found += if entry.file_type()?.is_dir() { files_in(&entry.path())? } else { 1 };
    }
    Ok(found)
}

//! One thing after the other, for trials that ask what becomes of each. A trial under load has people for it.

use crate::Result;
use crate::shop::{Shop, text};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

/// A customer and what he has been told.
pub struct Asked {
    pub token: String,
    pub conversation: String,
    pub message: String,
}

pub struct Uploaded {
    pub id: String,
    pub url: String,
    pub bytes: Vec<u8>,
}

pub async fn visitor_asks(shop: &Shop) -> Result<Asked> {
    let session = shop.must(Method::POST, "/visitor/sessions", "", Some(&json!({"inbox_id": shop.inbox}))).await?;
    let token = text(&session["token"])?;
    let words = json!({"client_id": "1", "text": "发票有吗"});
    let asked = shop.must(Method::POST, "/visitor/messages", &token, Some(&words)).await?;
    Ok(Asked { token, conversation: text(&asked["conversation_id"])?, message: text(&asked["id"])? })
}

pub async fn owner_uploads(shop: &Shop) -> Result<Uploaded> {
    let bytes = vec![7; 5_000];
    let form = Form::new().part("file", Part::bytes(bytes.clone()).file_name("发票.bin"));
    let upload = shop.request(Method::POST, shop.door(0).port(), "/files", &shop.owner).multipart(form).send().await?;
    let file: Value = upload.error_for_status()?.json().await?;
    Ok(Uploaded { id: text(&file["id"])?, url: text(&file["url"])?, bytes })
}

/// Gives the message's id.
pub async fn owner_sends(shop: &Shop, conversation: &str, file: &Uploaded) -> Result<String> {
    let body = json!({"client_id": "2", "attachment_ids": [file.id]});
    let path = format!("/conversations/{conversation}/messages");
    text(&shop.must(Method::POST, &path, &shop.owner, Some(&body)).await?["id"])
}

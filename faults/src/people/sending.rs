//! Sends until it is acknowledged, always under the same client_id.

use super::{PAUSE, RETRY};
use crate::Result;
use crate::dice::Dice;
use crate::shop::{Door, Shop, text};
use crate::told::{Acknowledged, Told, Uploaded};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// Longer than any fault of a trial lasts.
const GIVE_UP: Duration = Duration::from_secs(300);

pub struct Sender {
    pub shop: Shop,
    pub told: Arc<Told>,
    pub token: String,
    pub door: Door,
    pub dice: Dice,
}

impl Sender {
    pub fn new(shop: &Shop, told: &Arc<Told>, token: &str, number: usize, seed: u64) -> Sender {
        let (shop, told, door) = (shop.clone(), told.clone(), shop.door(number));
        Sender { shop, told, token: token.to_owned(), door, dice: Dice::new(seed) }
    }

    /// `None`: refused for good, so nothing was acknowledged.
    pub async fn insist(&self, path: &str, make: impl Fn(RequestBuilder) -> RequestBuilder) -> Result<Option<Value>> {
        let insisting = async {
            loop {
                let request = make(self.shop.request(Method::POST, self.door.port(), path, &self.token));
                match request.send().await {
                    Ok(answer) if answer.status().is_success() => {
                        // The answer may break off in the middle: then it was not acknowledged.
                        if let Ok(body) = answer.json().await {
                            return Some(body);
                        }
                    }
                    Ok(answer) => {
                        let status = answer.status();
                        let body: Value = answer.json().await.unwrap_or_default();
                        if self.is_final(path, status, &body) {
                            return None;
                        }
                    }
                    Err(_) => self.door.next(),
                }
                tokio::time::sleep(RETRY).await;
            }
        };
        let late = || format!("{path} was neither acknowledged nor refused in {GIVE_UP:?}");
        tokio::time::timeout(GIVE_UP, insisting).await.map_err(|_| late().into())
    }

    fn is_final(&self, path: &str, status: StatusCode, body: &Value) -> bool {
        let reason = body["error"]["details"]["reason"].as_str().or(body["error"]["code"].as_str()).unwrap_or("none");
        match status.as_u16() {
            429 => false,
            // It moves on meanwhile: to a colleague, back into the queue, to its end, out of sight.
            403 | 404 | 409 => true,
            503 => {
                self.told.refuse(reason);
                self.door.next();
                false
            }
            _ => {
                self.told.complain(format!("{path}: {status} {body}"));
                status.is_client_error()
            }
        }
    }

    /// A message in a customer's words, now and then with a file.
    pub async fn says(&mut self, path: &str, client_id: &str, words: &str, file_every: u64) -> Result<()> {
        let words = format!("{words} {client_id}");
        let mut files = Vec::new();
        if file_every > 0 && self.dice.falls(file_every) {
            let length = 1 + self.dice.below(20_000) as usize;
            let bytes = self.dice.bytes(length);
            match self.uploads(bytes).await? {
                Some(file) => files.push(file),
                None => return Ok(()),
            }
        }
        let ids: Vec<&String> = files.iter().map(|file| &file.id).collect();
        let body = json!({"client_id": client_id, "text": words, "attachment_ids": ids});
        if let Some(message) = self.insist(path, |request| request.json(&body)).await? {
            let (id, conversation) = (text(&message["id"])?, text(&message["conversation_id"])?);
            let seq = message["seq"].as_i64().ok_or("a message without number")?;
            self.told.acknowledge(client_id, Acknowledged { id, conversation, seq, text: words, files });
        }
        tokio::time::sleep(PAUSE).await;
        Ok(())
    }

    async fn uploads(&self, bytes: Vec<u8>) -> Result<Option<Uploaded>> {
        let form = || Form::new().part("file", Part::bytes(bytes.clone()).file_name("发票.bin"));
        let file = self.insist("/files", |request| request.multipart(form())).await?;
        file.map(|file| Ok(Uploaded { id: text(&file["id"])?, url: text(&file["url"])?, bytes })).transpose()
    }
}

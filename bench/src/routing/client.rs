//! People of the measured shop: requests, and sockets of which only assignments and messages are kept.

use crate::Result;
use crate::clock::now;
use futures_util::{SinkExt, StreamExt};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedSender;
use tokio_tungstenite::tungstenite::Message;

pub const PASSWORD: &str = "tea-and-clouds-8";
const ANSWER_WITHIN: Duration = Duration::from_secs(60);

/// Something that came over an agent's socket.
#[derive(Debug)]
pub struct Heard {
    pub agent: usize,
    pub at: Instant,
    pub what: What,
}

#[derive(Debug)]
pub enum What {
    /// A conversation is his now, or still.
    Has(String),
    Message(String),
}

#[derive(Clone)]
pub struct Desk {
    pub host: SocketAddr,
    client: Client,
}

impl Desk {
    pub fn new(host: SocketAddr) -> Result<Desk> {
        let client = Client::builder().no_proxy().pool_max_idle_per_host(usize::MAX).timeout(ANSWER_WITHIN).build()?;
        Ok(Desk { host, client })
    }

    pub async fn call(&self, method: Method, token: &str, path: &str, body: Value) -> Result<Value> {
        let request = self.client.request(method, format!("http://{}/api/v1{path}", self.host)).bearer_auth(token);
        let request = if body.is_null() { request } else { request.json(&body) };
        let answer = request.send().await?;
        let status = answer.status();
        let value: Value = answer.json().await.unwrap_or_default();
        if status.is_success() { Ok(value) } else { Err(format!("{path}: {status} {value}").into()) }
    }

    pub async fn signs_in(&self, login: &str) -> Result<(String, String)> {
        let who = json!({"login": login, "password": PASSWORD});
        let session = self.call(Method::POST, "", "/session", who).await?;
        Ok((word(&session["token"])?, word(&session["agent"]["id"])?))
    }

    /// Opens a workbench, which is open once the greeting has come.
    pub async fn opens(&self, (agent, id): (usize, &str), token: &str, heard: UnboundedSender<Heard>) -> Result<()> {
        let (mut socket, _) = tokio_tungstenite::connect_async(format!("ws://{}/api/v1/socket", self.host)).await?;
        socket.send(Message::text(json!({"type": "hello", "token": token}).to_string())).await?;
        let id = id.to_owned();
        while let Message::Text(text) = socket.next().await.ok_or("the socket ended before its welcome")?? {
            if text.contains("\"welcome\"") {
                break;
            }
        }
        tokio::spawn(async move {
            while let Some(Ok(message)) = socket.next().await {
                let at = now();
                if let Message::Text(text) = message
                    && let Some(what) = understood(&text, &id)
                {
                    // Nobody listens any more once the measurement is over.
                    drop(heard.send(Heard { agent, at, what }));
                }
            }
        });
        Ok(())
    }
}

fn understood(text: &str, agent: &str) -> Option<What> {
    let frame: Value = serde_json::from_str(text).ok()?;
    let data = &frame["data"];
    match frame["name"].as_str()? {
        "message_created" if data["message"]["sender"]["type"] == "contact" => {
            Some(What::Message(data["message"]["text"].as_str()?.to_owned()))
        }
        "conversation_updated" if data["conversation"]["assignee_id"] == agent => {
            Some(What::Has(data["conversation"]["id"].as_str()?.to_owned()))
        }
        _ => None,
    }
}

pub fn word(value: &Value) -> Result<String> {
    Ok(value.as_str().ok_or("an answer without what was asked for")?.to_owned())
}

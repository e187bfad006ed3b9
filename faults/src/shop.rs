//! The public API as a browser uses it: calls through one or several doors (nodes), streams, and nothing else of the program.

use crate::Result;
use futures_util::{SinkExt, StreamExt};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

const PASSWORD: &str = "tea-and-clouds-8";
const ANSWER_WITHIN: Duration = Duration::from_secs(20);
const WELCOME_WITHIN: Duration = Duration::from_secs(20);

pub type Socket = WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;

/// One person's way in: goes to the next node when the one at hand does not answer, as a balancer sends people.
#[derive(Clone)]
pub struct Door {
    ports: Arc<Vec<u16>>,
    at: Arc<AtomicUsize>,
}

impl Door {
    pub fn port(&self) -> u16 {
        self.ports[self.at.load(Ordering::Relaxed) % self.ports.len()]
    }

    pub fn next(&self) {
        self.at.fetch_add(1, Ordering::Relaxed);
    }
}

#[derive(Clone)]
pub struct Shop {
    ports: Arc<Vec<u16>>,
    client: Client,
    pub name: String,
    pub owner: String,
    pub inbox: String,
}

impl Shop {
    /// Registers a shop. The first door must answer.
    pub async fn opens(name: &str, ports: Vec<u16>) -> Result<Shop> {
        let client = Client::builder().no_proxy().timeout(ANSWER_WITHIN).build()?;
        let name = name.to_owned();
        let mut shop = Shop { ports: Arc::new(ports), client, name, owner: String::new(), inbox: String::new() };
        let owner: String = shop.name.bytes().map(|byte| format!("{byte:x}")).collect();
        let new = json!({"name": shop.name, "email": format!("{owner}@example.com"), "password": PASSWORD});
        let registered = shop.must(Method::POST, "/workspaces", "", Some(&new)).await?;
        shop.owner = text(&registered["token"])?;
        let inboxes = shop.get("/inboxes").await?;
        shop.inbox = text(&inboxes["items"][0]["id"])?;
        // Short, so that being lost and found again has its consequences many times in a trial.
        let grace = json!({"grace_seconds": 2});
        shop.must(Method::PATCH, "/settings/routing", &shop.owner, Some(&grace)).await?;
        Ok(shop)
    }

    /// A colleague; gives his session's token.
    pub async fn hires(&self, name: &str, capacity: usize) -> Result<String> {
        let new = json!({"name": name, "password": PASSWORD, "capacity": capacity});
        self.must(Method::POST, "/agents", &self.owner, Some(&new)).await?;
        self.signs_in(name).await
    }

    pub async fn signs_in(&self, name: &str) -> Result<String> {
        let login = json!({"login": format!("{}:{name}", self.name), "password": PASSWORD});
        text(&self.must(Method::POST, "/session", "", Some(&login)).await?["token"])
    }

    pub fn door(&self, number: usize) -> Door {
        Door { ports: self.ports.clone(), at: Arc::new(AtomicUsize::new(number)) }
    }

    pub fn request(&self, method: Method, port: u16, path: &str, token: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("http://127.0.0.1:{port}/api/v1{path}"));
        if token.is_empty() { request } else { request.bearer_auth(token) }
    }

    /// As the owner reads it. Tried again for a while: the desk may be busy with coming back.
    pub async fn get(&self, path: &str) -> Result<Value> {
        self.get_as(&self.owner, path).await
    }

    pub async fn get_as(&self, token: &str, path: &str) -> Result<Value> {
        self.must(Method::GET, path, token, None).await
    }

    pub async fn must(&self, method: Method, path: &str, token: &str, body: Option<&Value>) -> Result<Value> {
        let door = self.door(0);
        let mut why = String::new();
        for _ in 0..100 {
            let mut request = self.request(method.clone(), door.port(), path, token);
            if let Some(body) = body {
                request = request.json(body);
            }
            match request.send().await {
                Ok(answer) if answer.status().is_success() => return Ok(answer.json().await?),
                Ok(answer) if answer.status().is_client_error() => {
                    return Err(format!("{path}: {} {}", answer.status(), answer.text().await?).into());
                }
                Ok(answer) => why = answer.status().to_string(),
                Err(error) => why = error.to_string(),
            }
            door.next();
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(format!("{path} was never answered: {why}").into())
    }

    /// What the program says of itself, for operators.
    pub async fn metrics(&self) -> Result<String> {
        let url = format!("http://127.0.0.1:{}/metrics", self.door(0).port());
        Ok(self.client.get(url).send().await?.error_for_status()?.text().await?)
    }

    /// Every page of a list.
    pub async fn all(&self, path: &str) -> Result<Vec<Value>> {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        let mark = if path.contains('?') { '&' } else { '?' };
        loop {
            let page = self.get(&format!("{path}{mark}limit=200{cursor}")).await?;
            found.extend(page["items"].as_array().ok_or("no list")?.iter().cloned());
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return Ok(found),
            }
        }
    }

    /// The bytes of a file, by the address in a message.
    pub async fn file(&self, url: &str) -> Result<Vec<u8>> {
        let path = url.strip_prefix("/api/v1").ok_or("an address of another kind")?;
        let answer = self.request(Method::GET, self.door(0).port(), path, "").send().await?;
        if !answer.status().is_success() {
            return Err(answer.status().to_string().into());
        }
        Ok(answer.bytes().await?.to_vec())
    }

    /// A stream and its welcome; an error when the node does not take it.
    pub async fn stream(&self, port: u16, path: &str, hello: &Value) -> Result<(Socket, Value)> {
        let greeting = async {
            let url = format!("ws://127.0.0.1:{port}/api/v1{path}");
            let (mut socket, _) = tokio_tungstenite::connect_async(url).await?;
            socket.send(Message::text(hello.to_string())).await?;
            while let Some(message) = socket.next().await {
                if let Message::Text(frame) = message? {
                    let frame: Value = serde_json::from_str(&frame)?;
                    if frame["type"] == "welcome" {
                        return Ok((socket, frame));
                    }
                }
            }
            Err("the stream ended before its welcome".into())
        };
        tokio::time::timeout(WELCOME_WITHIN, greeting).await.map_err(|_| "no welcome")?
    }
}

pub fn text(value: &Value) -> Result<String> {
    Ok(value.as_str().ok_or_else(|| format!("a text was expected: {value}"))?.to_owned())
}

//! A shop with people, made through the public API: an owner, agents at their workbench, visitors with the chat open. It
//! knows the API, not what is measured with it.

use crate::Result;
use crate::open_loop::now;
use crate::program::Program;
use futures_util::{SinkExt, StreamExt};
use reqwest::{Client, Method};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedSender;
use tokio_tungstenite::tungstenite::Message;

const PASSWORD: &str = "tea-and-clouds-8";
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

#[derive(Clone)]
pub struct Shop {
    host: String,
    client: Client,
    owner: String,
    inbox: String,
}

/// A message on an agent's screen.
pub struct Shown {
    pub agent: usize,
    pub text: String,
    pub at: Instant,
}

#[derive(Deserialize)]
struct Frame {
    name: Option<String>,
    data: Option<Data>,
}
#[derive(Deserialize)]
struct Data {
    message: Option<Written>,
}
#[derive(Deserialize)]
struct Written {
    text: String,
}

impl Shop {
    pub async fn opens(program: &Program) -> Result<Shop> {
        // Every connection stays: a browser keeps its own, and a measurement of handshakes would be another one.
        let client = Client::builder().no_proxy().pool_max_idle_per_host(usize::MAX).pool_idle_timeout(None);
        let client = client.timeout(ANSWER_WITHIN).build()?;
        let mut shop = Shop { host: program.host.clone(), client, owner: String::new(), inbox: String::new() };
        let new = json!({"name": "青岚茶器", "email": "owner@example.com", "password": PASSWORD});
        let registered = shop.post("", "/workspaces", &new).await;
        shop.owner = word(&registered.map_err(|why| format!("{why}\nA database must be empty."))?, "token")?;
        shop.inbox = word(&shop.get("/inboxes").await?["items"][0], "id")?;
        Ok(shop)
    }

    /// An agent with room for `capacity`, online once this returns; what the screen shows goes to `shown`.
    pub async fn hires(&self, agent: usize, capacity: usize, shown: UnboundedSender<Shown>) -> Result<()> {
        let name = format!("a{agent}");
        let new = json!({"name": name, "password": PASSWORD, "capacity": capacity});
        self.post(&self.owner, "/agents", &new).await?;
        let who = json!({"login": format!("青岚茶器:{name}"), "password": PASSWORD});
        let token = word(&self.post("", "/session", &who).await?, "token")?;
        self.listens("/socket", &token, move |text, at| {
            if let Ok(Frame { name: Some(name), data: Some(Data { message: Some(message) }) }) =
                serde_json::from_str(text)
                && name == "message_created"
            {
                // Nobody listens any more once the measurement is over.
                drop(shown.send(Shown { agent, text: message.text, at }));
            }
        })
        .await
    }

    /// A visitor with the chat open; gives the token to write with.
    pub async fn greets(&self) -> Result<String> {
        let token = word(&self.post("", "/visitor/sessions", &json!({"inbox_id": self.inbox})).await?, "token")?;
        self.listens("/visitor/socket", &token, |_, _| {}).await?;
        Ok(token)
    }

    /// The id of the stored message.
    pub async fn says(&self, visitor: &str, client_id: &str, text: &str) -> Result<String> {
        word(&self.post(visitor, "/visitor/messages", &json!({"client_id": client_id, "text": text})).await?, "id")
    }

    async fn listens(&self, path: &str, token: &str, hear: impl Fn(&str, Instant) + Send + 'static) -> Result<()> {
        let (mut socket, _) = tokio_tungstenite::connect_async(format!("ws://{}/api/v1{path}", self.host)).await?;
        socket.send(Message::text(json!({"type": "hello", "token": token}).to_string())).await?;
        while let Message::Text(text) = socket.next().await.ok_or("the socket ended before its welcome")?? {
            if text.contains("\"welcome\"") {
                break;
            }
        }
        tokio::spawn(async move {
            while let Some(Ok(message)) = socket.next().await {
                if let Message::Text(text) = message {
                    hear(&text, now());
                }
            }
        });
        Ok(())
    }

    pub async fn get(&self, path: &str) -> Result<Value> {
        self.call(Method::GET, &self.owner, path, None).await
    }

    async fn post(&self, token: &str, path: &str, body: &Value) -> Result<Value> {
        self.call(Method::POST, token, path, Some(body)).await
    }

    async fn call(&self, method: Method, token: &str, path: &str, body: Option<&Value>) -> Result<Value> {
        let mut request = self.client.request(method, format!("http://{}/api/v1{path}", self.host)).bearer_auth(token);
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await?;
        let status = answer.status();
        if !status.is_success() {
            let why: Value = answer.json().await.unwrap_or_default();
            return Err(format!("{path}: {status} {}", why["error"]["code"].as_str().unwrap_or_default()).into());
        }
        Ok(answer.json().await?)
    }
}

fn word(value: &Value, field: &str) -> Result<String> {
    Ok(value[field].as_str().ok_or_else(|| format!("an answer without {field}: {value}"))?.to_owned())
}

//! A shop made through the public API: an owner, agents, visitors' sessions. It knows the API, not what is measured with it;
//! the sockets of these people are in `crowd`.

use crate::Result;
use futures_util::{StreamExt, TryStreamExt, stream};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Duration;

const PASSWORD: &str = "tea-and-clouds-8";
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
const NAME: &str = "青岚茶器";

#[derive(Clone)]
pub struct Shop {
    desk: SocketAddr,
    client: Client,
    pub owner: String,
    pub inbox: String,
}

impl Shop {
    pub async fn opens(desk: SocketAddr) -> Result<Shop> {
        let client = Client::builder().no_proxy().timeout(ANSWER_WITHIN).build()?;
        let mut shop = Shop { desk, client, owner: String::new(), inbox: String::new() };
        let new = json!({"name": NAME, "email": "owner@example.com", "password": PASSWORD});
        let registered = shop.post("", "/workspaces", &new).await;
        shop.owner = word(&registered.map_err(|why| format!("{why}\nA database must be empty."))?, "token")?;
        shop.inbox = word(&shop.get("/inboxes").await?["items"][0], "id")?;
        Ok(shop)
    }

    /// An agent with room for `capacity`; gives the token of a session.
    pub async fn hires(&self, agent: usize, capacity: usize) -> Result<String> {
        let name = format!("a{agent}");
        let new = json!({"name": name, "password": PASSWORD, "capacity": capacity});
        self.post(&self.owner, "/agents", &new).await?;
        self.signs_in(agent).await
    }

    pub async fn signs_in(&self, agent: usize) -> Result<String> {
        let who = json!({"login": format!("{NAME}:a{agent}"), "password": PASSWORD});
        word(&self.post("", "/session", &who).await?, "token")
    }

    /// Sessions of as many visitors: tokens to write and to listen with.
    pub async fn greets(&self, visitors: usize) -> Result<Vec<String>> {
        let body = json!({"inbox_id": self.inbox});
        let greet = |_| async { word(&self.post("", "/visitor/sessions", &body).await?, "token") };
        stream::iter(0..visitors).map(greet).buffered(16).try_collect().await
    }

    pub async fn get(&self, path: &str) -> Result<Value> {
        self.call(Method::GET, &self.owner, path, None).await
    }

    pub async fn post(&self, token: &str, path: &str, body: &Value) -> Result<Value> {
        self.call(Method::POST, token, path, Some(body)).await
    }

    pub async fn call(&self, method: Method, token: &str, path: &str, body: Option<&Value>) -> Result<Value> {
        let mut request = self.client.request(method, format!("http://{}/api/v1{path}", self.desk)).bearer_auth(token);
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

pub fn word(value: &Value, field: &str) -> Result<String> {
    Ok(value[field].as_str().ok_or_else(|| format!("an answer without {field}: {value}"))?.to_owned())
}

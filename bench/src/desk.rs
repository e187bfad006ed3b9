//! The program's API as a measurement uses it, with a token per call.

use crate::Result;
use reqwest::{Client, Method};
use serde_json::Value;
use std::time::Duration;

#[derive(Clone)]
pub struct Desk {
    host: String,
    client: Client,
}

impl Desk {
    pub fn at(host: &str) -> Result<Desk> {
        let client = Client::builder().no_proxy().pool_idle_timeout(None).timeout(Duration::from_secs(120));
        Ok(Desk { host: host.to_owned(), client: client.build()? })
    }

    pub async fn get(&self, token: &str, path: &str) -> Result<Value> {
        Ok(serde_json::from_slice(&self.call(Method::GET, token, path, None).await?)?)
    }

    pub async fn post(&self, token: &str, path: &str, body: &Value) -> Result<Value> {
        Ok(serde_json::from_slice(&self.call(Method::POST, token, path, Some(body)).await?)?)
    }

    pub async fn patch(&self, token: &str, path: &str, body: &Value) -> Result<Value> {
        Ok(serde_json::from_slice(&self.call(Method::PATCH, token, path, Some(body)).await?)?)
    }

    /// The body as it came, so that reading it is no part of what is timed.
    pub async fn fetch(&self, token: &str, path: &str) -> Result<Vec<u8>> {
        self.call(Method::GET, token, path, None).await
    }

    async fn call(&self, method: Method, token: &str, path: &str, body: Option<&Value>) -> Result<Vec<u8>> {
        let mut request = self.client.request(method, format!("http://{}/api/v1{path}", self.host));
        if !token.is_empty() {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await?;
        let status = answer.status();
        let body = answer.bytes().await?.to_vec();
        if status.is_success() {
            Ok(body)
        } else {
            Err(format!("{path}: {status} {}", String::from_utf8_lossy(&body)).into())
        }
    }
}

/// The number behind an id of the API.
pub fn id_of(value: &Value) -> Result<i64> {
    Ok(value.as_str().and_then(domain::id::decode).ok_or_else(|| format!("{value} is no id"))?)
}

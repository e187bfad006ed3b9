//! Calls of the API by somebody with a token, and what is said about their answers.

use super::node::{Door, FakeClock};
use reqwest::Method;
use serde_json::{Value, json};

#[derive(Clone)]
pub struct Caller {
    pub http: reqwest::Client,
    pub door: Door,
    pub token: String,
    pub clock: FakeClock,
}

pub struct Answer {
    pub status: u16,
    pub body: Value,
    /// `Yingke-Seq`.
    pub position: Option<i64>,
    asked: String,
}

impl Caller {
    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PUT, path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PATCH, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, None).await
    }

    pub async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        // No two acts of people fall into the same millisecond.
        self.clock.move_on(1);
        let asked = format!("{method} {path} {}", body.as_ref().map(Value::to_string).unwrap_or_default());
        let url = format!("{}/api/v1{path}", self.door.address());
        let mut request = self.http.request(method, url);
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap_or_else(|error| panic!("{asked}: {error}"));
        let status = response.status().as_u16();
        let position = response.headers().get("yingke-seq").and_then(|seq| seq.to_str().ok()?.parse().ok());
        let text = response.text().await.unwrap_or_default();
        let body = serde_json::from_str(&text).unwrap_or(json!(text));
        Answer { status, body, position, asked }
    }
}

impl Answer {
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{} was refused with {}: {}", self.asked, self.status, self.body);
        self.body
    }

    /// The error's inner part: `code`, `message`, `field`, `details`.
    #[track_caller]
    pub fn refused(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{} → {}", self.asked, self.body);
        self.body["error"].clone()
    }

    /// Refused with this status, for this reason.
    #[track_caller]
    pub fn refused_because(self, status: u16, reason: &str) -> Value {
        let error = self.refused(status);
        assert_eq!(error["details"]["reason"], reason, "{error}");
        error
    }

    #[track_caller]
    pub fn items(self) -> Vec<Value> {
        let body = self.ok();
        body["items"].as_array().unwrap_or_else(|| panic!("no list: {body}")).clone()
    }
}

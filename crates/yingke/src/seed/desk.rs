//! The desk without a network: the same router, called in this process, on a clock that is moved by hand.

use crate::world;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, header};
use domain::{Error, Result, Timestamp};
use serde_json::Value;
use server::{App, Config, routes};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tower::ServiceExt;

#[derive(Clone)]
pub struct HandClock(Arc<AtomicI64>);

impl HandClock {
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::Relaxed);
    }
}

pub struct Desk {
    pub app: App,
    pub clock: HandClock,
    router: Router,
}

impl Desk {
    /// Nothing runs beside the calls: what is due by the moved clock waits for the first real start.
    pub async fn open(config: Config, begins: Timestamp) -> Result<Desk> {
        let clock = HandClock(Arc::new(AtomicI64::new(begins.0)));
        let hand = clock.clone();
        let app =
            App::open(config, Arc::new(move || Timestamp(hand.0.load(Ordering::Relaxed))), world::chance()).await?;
        Ok(Desk { router: routes::router(app.clone()), app, clock })
    }

    pub async fn is_empty(&self) -> Result<bool> {
        Ok(self.get("/api/v1/setup", "").await?["empty"] == true)
    }

    pub async fn get(&self, path: &str, token: &str) -> Result<Value> {
        self.call(Method::GET, path, token, Value::Null).await
    }

    pub async fn post(&self, path: &str, token: &str, body: Value) -> Result<Value> {
        self.call(Method::POST, path, token, body).await
    }

    pub async fn call(&self, method: Method, path: &str, token: &str, body: Value) -> Result<Value> {
        let described = format!("{method} {path}");
        let broken = |error: &dyn std::fmt::Display| Error::internal_error(format!("{described}: {error}"));
        let mut request = Request::builder().method(method).uri(path);
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let content = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let request = request.body(content).map_err(|error| broken(&error))?;
        let response = self.router.clone().oneshot(request).await.map_err(|error| broken(&error))?;
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 16 << 20).await.map_err(|error| broken(&error))?;
        if !status.is_success() {
            return Err(broken(&format!("{status} {}", String::from_utf8_lossy(&bytes))));
        }
        if bytes.is_empty() { Ok(Value::Null) } else { serde_json::from_slice(&bytes).map_err(|error| broken(&error)) }
    }
}

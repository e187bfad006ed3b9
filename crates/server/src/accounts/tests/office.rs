//! An installation for tests: a fresh database, a clock that stands still, cheap hashes, and calls as programs make them.

use crate::accounts::hashing::Cost;
use crate::app::{App, Config, Registration};
use crate::routes;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use db::{Db, Options, Url};
use domain::Timestamp;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use tower::ServiceExt;

pub const PASSWORD: &str = "kumquat-tree-9";

pub struct Office {
    pub app: App,
    router: Router,
    now: Arc<AtomicI64>,
    _folder: tempfile::TempDir,
}

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Reply {
    /// `code field reason` of a refusal, in one line.
    pub fn refusal(&self) -> String {
        let error = &self.body["error"];
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        format!(
            "{} {} {} {}",
            self.status.as_u16(),
            text(&error["code"]),
            text(&error["field"]),
            text(&error["details"]["reason"])
        )
    }

    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self.body
    }
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: String,
    pub token: String,
}

impl Office {
    pub async fn start() -> Office {
        Self::with(Registration::Open, "http://localhost:8080").await
    }

    pub async fn with(registration: Registration, public_url: &str) -> Office {
        let folder = tempfile::tempdir().unwrap();
        let now = Arc::new(AtomicI64::new(1_800_000_000_000));
        let (clock, dice) = (now.clone(), AtomicU64::new(1));
        let config = Config {
            listen: ([127, 0, 0, 1], 0).into(),
            public_url: public_url.to_owned(),
            database: database(folder.path()).await,
            files: folder.path().join("files"),
            registration,
            trusted_proxies: Vec::new(),
            allow_hosts: Vec::new(),
            reserved: Default::default(),
            password_cost: Cost { memory_kib: 8, passes: 1 },
            sessions_per_minute: 60,
            upload_mb_per_day: 500,
        };
        let chance = move |bytes: &mut [u8]| {
            for byte in bytes.chunks_mut(8) {
                let draw = dice.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
                byte.copy_from_slice(&draw.to_le_bytes()[..byte.len()]);
            }
        };
        let clock = Arc::new(move || Timestamp(clock.load(Ordering::Relaxed)));
        let app = App::open(config, clock, Arc::new(chance)).await.unwrap();
        Office { router: routes::router(app.clone()), app, now, _folder: folder }
    }

    pub fn days_pass(&self, days: i64) {
        self.now.fetch_add(days * 86_400_000, Ordering::Relaxed);
    }

    pub async fn call(&self, method: &str, path: &str, token: &str, body: Value) -> Reply {
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let response = self.router.clone().oneshot(request.body(Body::from(text)).unwrap()).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        Reply { status, headers, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
    }

    pub async fn get(&self, path: &str, who: &Person) -> Reply {
        self.call("GET", path, &who.token, Value::Null).await
    }

    pub async fn post(&self, path: &str, who: &Person, body: Value) -> Reply {
        self.call("POST", path, &who.token, body).await
    }

    pub async fn patch(&self, path: &str, who: &Person, body: Value) -> Reply {
        self.call("PATCH", path, &who.token, body).await
    }

    pub async fn put(&self, path: &str, who: &Person, body: Value) -> Reply {
        self.call("PUT", path, &who.token, body).await
    }

    pub async fn delete(&self, path: &str, who: &Person) -> Reply {
        self.call("DELETE", path, &who.token, Value::Null).await
    }

    /// Registers a shop and answers its owner.
    pub async fn shop(&self, name: &str) -> Person {
        let contact = format!("{}@example.com", domain::id::encode(self.app.db.new_id()));
        let body = json!({"name": name, "email": contact, "password": PASSWORD});
        person(self.call("POST", "/workspaces", "", body).await.expect(201))
    }

    /// A sub-account with these rights alone, signed in.
    pub async fn sub(&self, owner: &Person, name: &str, permissions: &[&str]) -> Person {
        let new = json!({"name": name, "password": PASSWORD, "permissions": permissions});
        let login = self.post("/agents", owner, new).await.expect(201)["login"].clone();
        self.signed_in(login.as_str().unwrap()).await
    }

    pub async fn signed_in(&self, login: &str) -> Person {
        person(self.sign_in(login, PASSWORD).await.expect(200))
    }

    pub async fn sign_in(&self, login: &str, password: &str) -> Reply {
        self.call("POST", "/session", "", json!({"login": login, "password": password})).await
    }
}

fn person(session: Value) -> Person {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    Person { id: text(&session["agent"]["id"]), token: text(&session["token"]) }
}

async fn database(folder: &std::path::Path) -> Url {
    if std::env::var("YINGKE_TEST_DATABASE").as_deref() != Ok("postgres") {
        return Url::Sqlite(folder.join("desk.db"));
    }
    let url = std::env::var("YINGKE_TEST_POSTGRES").expect("the address of a throw-away PostgreSQL");
    let name = folder.file_name().unwrap().to_string_lossy().to_lowercase();
    let name = format!("a_{}", name.replace(|c: char| !c.is_ascii_alphanumeric(), ""));
    let clock: db::Clock = Arc::new(|| Timestamp(0));
    let base = Db::open(Options { migrations: &[], ..Options::new(Url::Postgres(url.clone()), clock) }).await.unwrap();
    let create: &'static str = Box::leak(format!("create schema {name}").into_boxed_str());
    base.write_any(move |tx| tx.exec(create, &[])).await.unwrap();
    base.close().await;
    let mark = if url.contains('?') { '&' } else { '?' };
    Url::Postgres(format!("{url}{mark}options=-c%20search_path%3D{name}"))
}

//! Two shops, everybody who calls, and two colleagues who are online and full, so that what comes waits in the queue.

use crate::callers::{COLUMNS, Column, Kind};
use crate::server_under_test::{Running, start};
use crate::sockets::Socket;
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

pub const PASSWORD: &str = "tea-and-biscuits-7";

#[derive(Clone, Default)]
pub struct Person {
    pub id: String,
    pub token: String,
    pub login: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub text: String,
    pub body: Value,
}

pub struct House {
    pub running: Running,
    http: reqwest::Client,
    numbers: AtomicU64,
    pub people: HashMap<&'static str, Person>,
    /// Roles of our shop by template.
    pub roles: HashMap<String, String>,
    /// Our first inbox and the other shop's.
    pub inboxes: [String; 2],
    /// Of our shop: `lead`, and whoever is to be in reach of it.
    pub group: String,
    /// Reads what comes to those who sit at their workbenches: a socket that nobody reads is closed after a while.
    _online: tokio::task::JoinSet<()>,
}

impl Answer {
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "refused with {}: {}", self.status, self.text);
        self.body
    }

    pub fn id(self) -> String {
        text(&self.ok()["id"])
    }

    pub fn reason(&self) -> &str {
        self.body["error"]["details"]["reason"].as_str().unwrap_or("")
    }
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

impl House {
    pub async fn build() -> House {
        let running = start().await;
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let mut house = House {
            running,
            http,
            numbers: AtomicU64::new(100),
            people: HashMap::new(),
            roles: HashMap::new(),
            inboxes: Default::default(),
            group: String::new(),
            _online: tokio::task::JoinSet::new(),
        };
        house.open_shops().await;
        for column in &COLUMNS {
            house.welcome(column).await;
        }
        house.form_group().await;
        house
    }

    async fn open_shops(&mut self) {
        for (n, (name, who)) in [("茶铺", "owner"), ("书店", "rival")].into_iter().enumerate() {
            let new = json!({"name": name, "email": format!("{who}@desk.example"), "password": PASSWORD});
            let signed_in = self.send("POST", "/workspaces", "", Some(new)).await.ok();
            self.people.insert(who, person(&signed_in));
            self.inboxes[n] = text(&self.by(who, "GET", "/inboxes", None).await.ok()["items"][0]["id"]);
        }
        for role in self.by("owner", "GET", "/roles", None).await.ok()["items"].as_array().expect("roles") {
            self.roles.insert(text(&role["template"]), text(&role["id"]));
        }
        for name in ["online", "receiver"] {
            let person = self.new_account("owner", name, json!({"roles": [self.roles["agent"]], "capacity": 0})).await;
            self.people.insert(name, person);
            let hello = json!({"type": "hello", "token": self.people[name].token});
            let socket = Socket::open(self, "/socket", hello).await;
            self._online.spawn(socket.keep_reading());
        }
    }

    pub async fn welcome(&mut self, column: &Column) {
        match column.kind {
            Kind::Nobody => self.people.insert(column.name, Person::default()),
            Kind::Garbage => {
                let token = "bm90LWEtdG9rZW4tdGhhdC13YXMtZXZlci1naXZlbg".to_owned();
                self.people.insert(column.name, Person { token, ..Person::default() })
            }
            Kind::Visitor => {
                let visitor = self.visitor(&self.inboxes[0], "访客").await;
                self.people.insert(column.name, visitor)
            }
            Kind::Stranger => {
                let visitor = self.visitor(&self.inboxes[1], "路人").await;
                self.people.insert(column.name, visitor)
            }
            Kind::Template(template) => self.hire(column, json!({"roles": [self.roles[template]]})).await,
            Kind::Rights(rights) => self.hire(column, json!({ "permissions": rights })).await,
            Kind::Disabled => {
                let none = self.hire(column, json!({"roles": [self.roles["admin"]]})).await;
                let path = format!("/agents/{}", self.people[column.name].id);
                self.by("owner", "PATCH", &path, Some(json!({"state": "disabled"}))).await.ok();
                none
            }
            Kind::Owner | Kind::Rival => None,
        };
    }

    /// Of a caller whose own account was changed.
    pub async fn restore_rights(&self, column: &Column) {
        if let Kind::Rights(rights) = column.kind {
            let path = format!("/agents/{}", self.people[column.name].id);
            self.by("owner", "PATCH", &path, Some(json!({ "permissions": rights }))).await.ok();
        }
    }

    /// Of a shipped role.
    pub async fn restore_role(&self, template: &str) {
        let shipped = domain::permission::template(template).expect("a template");
        let path = format!("/roles/{}", self.roles[template]);
        self.by("owner", "PATCH", &path, Some(json!({ "permissions": shipped.to_strings() }))).await.ok();
    }

    async fn form_group(&mut self) {
        let members = [&self.people["lead"].id, &self.people["receiver"].id];
        let new = json!({"name": "售前", "agent_ids": members});
        self.group = self.by("owner", "POST", "/groups", Some(new)).await.id();
    }

    /// Under the short name: a reserved word is no name.
    async fn hire(&mut self, column: &Column, rights: Value) -> Option<Person> {
        let person = self.new_account("owner", column.short, rights).await;
        self.people.insert(column.name, person)
    }

    /// An account of whose shop `owner` is, signed in.
    pub async fn new_account(&self, owner: &str, name: &str, rights: Value) -> Person {
        let mut new = json!({"name": name, "password": PASSWORD});
        new.as_object_mut().expect("an object").extend(rights.as_object().expect("an object").clone());
        let hired = self.by(owner, "POST", "/agents", Some(new)).await.ok();
        self.sign_in(&text(&hired["login"])).await
    }

    pub async fn sign_in(&self, login: &str) -> Person {
        person(&self.send("POST", "/session", "", Some(json!({"login": login, "password": PASSWORD}))).await.ok())
    }

    pub async fn visitor(&self, inbox: &str, name: &str) -> Person {
        let claims = json!({"name": name, "phone": PHONE});
        let session = self
            .send("POST", "/visitor/sessions", "", Some(json!({"inbox_id": inbox, "identity": {"claims": claims}})))
            .await
            .ok();
        Person { id: text(&session["visitor_id"]), token: text(&session["token"]), login: String::new() }
    }

    /// A name that nobody has had.
    pub fn new_name(&self) -> String {
        format!("n{}", self.numbers.fetch_add(1, Ordering::Relaxed))
    }

    pub async fn by(&self, who: &str, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.send(method, path, &self.people[who].token, body).await
    }

    pub async fn send(&self, method: &str, path: &str, token: &str, body: Option<Value>) -> Answer {
        let mut request = self.request(method, path, token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        answer(request).await
    }

    pub async fn send_with(&self, method: &str, path: &str, headers: HeaderMap, body: Option<Value>) -> Answer {
        let mut request = self.request(method, path, "").headers(headers);
        if let Some(body) = body {
            request = request.json(&body);
        }
        answer(request).await
    }

    /// Any body, of any type.
    pub async fn send_raw(&self, method: &str, path: &str, token: &str, body: impl Into<reqwest::Body>) -> Answer {
        answer(self.request(method, path, token).header("content-type", "application/json").body(body)).await
    }

    pub async fn upload(&self, token: &str) -> Answer {
        let part = reqwest::multipart::Part::bytes(b"a text".to_vec()).file_name("a.txt");
        let form = reqwest::multipart::Form::new().part("file", part);
        answer(self.request("POST", "/files", token).multipart(form)).await
    }

    fn request(&self, method: &str, path: &str, token: &str) -> reqwest::RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let path = path.strip_prefix("/api/v1").unwrap_or(path);
        let request = self.http.request(method, format!("{}/api/v1{path}", self.running.address));
        if token.is_empty() { request } else { request.bearer_auth(token) }
    }
}

/// What every visitor claims: seen in full only by who may.
pub const PHONE: &str = "13812345678";

fn person(signed_in: &Value) -> Person {
    let agent = &signed_in["agent"];
    Person { id: text(&agent["id"]), token: text(&signed_in["token"]), login: text(&agent["login"]) }
}

async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.expect("an answer");
    let status = response.status().as_u16();
    let text = response.text().await.expect("a whole answer");
    Answer { status, body: serde_json::from_str(&text).unwrap_or(Value::Null), text }
}

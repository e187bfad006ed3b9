//! A desk that answers HTTP, furnished by hand: people with the rights the test names, conversations as they would lie there.

use db::{Query, Url, args};
use domain::account::ReservedWords;
use domain::id::{AgentId, ContactId, ConversationId, FileId, InboxId, MessageId, WorkspaceId};
use domain::{Result, Timestamp};
use reqwest::{Method, StatusCode};
use serde_json::{Value as Json, json};
use server::accounts::hashing::Cost;
use server::app::{Registration, hex, token_hash};
use server::conversations::participants::active;
use server::{App, Config, search};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

pub const SHOP: WorkspaceId = WorkspaceId(1);
pub const OTHER_SHOP: WorkspaceId = WorkspaceId(2);
const START: i64 = 1_767_323_045_000;
const INBOX: InboxId = InboxId(10);

#[derive(Clone, Copy)]
pub enum Kind {
    Sqlite,
    Postgres,
}

pub struct Desk {
    pub app: App,
    url: String,
    http: reqwest::Client,
    clock: Arc<AtomicI64>,
    _folder: tempfile::TempDir,
}

/// Somebody with a token.
pub struct Person<Id> {
    pub id: Id,
    pub token: String,
}

pub type Colleague = Person<AgentId>;
pub type Customer = Person<ContactId>;

/// A conversation to be laid out.
#[derive(Default, Clone)]
pub struct Chat {
    pub assignee: Option<AgentId>,
    pub took_part: Vec<AgentId>,
    pub private: bool,
    pub blocked: bool,
    /// `ended` without one, so that a customer may have several.
    pub status: Option<&'static str>,
}

const HOURS: [&str; 2] = [
    "update participants set active = $2 where conversation_id = $1",
    "update conversation_tags set active = $2 where conversation_id = $1",
];

impl Desk {
    /// `None` when the tests on PostgreSQL are switched off on purpose.
    pub async fn open(kind: Kind) -> Option<Desk> {
        let folder = tempfile::tempdir().expect("a folder");
        let database = match kind {
            Kind::Sqlite => Url::Sqlite(folder.path().join("desk.db")),
            Kind::Postgres => Url::Postgres(fresh_schema(folder.path()).await?),
        };
        let (clock, draws) = (Arc::new(AtomicI64::new(START)), AtomicI64::new(0));
        let read = clock.clone();
        let chance = move |bytes: &mut [u8]| {
            let drawn = hex(&draws.fetch_add(1, Ordering::Relaxed).to_be_bytes());
            let hash = token_hash(&drawn);
            bytes.iter_mut().zip(hash.bytes().cycle()).for_each(|(byte, drawn)| *byte = drawn);
        };
        let now = move || Timestamp(read.load(Ordering::Relaxed));
        let app =
            App::open(config(database, folder.path()), Arc::new(now), Arc::new(chance)).await.expect("the desk opens");
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let router = server::routes::router(app.clone());
        tokio::spawn(async move { server::http::listen::serve(listener, router, std::future::pending()).await });
        let desk = Desk { app, url, http: reqwest::Client::new(), clock, _folder: folder };
        desk.furnish().await;
        Some(desk)
    }

    async fn furnish(&self) {
        let laid = self.app.db.write_any(|tx| {
            for (workspace, inbox, name) in [(SHOP, INBOX, "茶铺"), (OTHER_SHOP, InboxId(20), "书店")] {
                tx.exec(
                    "insert into workspaces (id, name, name_key, seq, purged_seq, routing, password_policy, created_at)
                     values ($1, $2, $2, 0, 0, '{}', '{}', 0)",
                    &args![workspace, name],
                )?;
                tx.exec(
                    "insert into inboxes (id, workspace_id, kind, name, settings, fallback, created_at)
                     values ($1, $2, 'web', '网站客服', '{}', '[]', 0)",
                    &args![inbox, workspace],
                )?;
            }
            Ok(())
        });
        laid.await.expect("two shops");
    }

    pub fn later(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1000, Ordering::Relaxed);
    }

    pub fn now(&self) -> Timestamp {
        self.app.now()
    }

    /// A person of the shop with exactly these rights.
    pub async fn colleague(&self, name: &str, rights: &[&str]) -> Colleague {
        self.agent(SHOP, name, false, rights).await
    }

    pub async fn owner(&self) -> Colleague {
        self.agent(SHOP, "老板", true, &[]).await
    }

    pub async fn agent(&self, workspace: WorkspaceId, name: &str, owner: bool, rights: &[&str]) -> Colleague {
        let (name, rights, token) = (name.to_owned(), json!(rights), self.app.new_token());
        let hash = token_hash(&token);
        let hired = self.app.db.write(workspace, move |tx| {
            let (id, now) = (AgentId(tx.new_id()), tx.now());
            tx.exec(
                "insert into agents (id, workspace_id, owner, name, name_key, nickname, password_hash, password_set_at, state,
                   permissions, takes_routing, capacity, mail_capacity, weight, credit, presence, connections, open_chats,
                   open_mails, asked_routing, created_at)
                 values ($1, $2, $3, $4, $4, $4, '', 0, 'active', $5, true, 5, 5, 1, 0, 'online', 0, 0, 0, false, $6)",
                &args![id, workspace, owner, &name, &rights, now],
            )?;
            let session = tx.new_id();
            tx.exec(
                "insert into sessions (id, workspace_id, agent_id, kind, token_hash, address, user_agent, created_at, seen_at,
                   expires_at)
                 values ($1, $2, $3, 'browser', $4, '', '', $5, $5, $6)",
                &args![session, workspace, id, &hash, now, now.plus_seconds(90 * 86_400)],
            )?;
            Ok(id)
        });
        Person { id: hired.await.expect("a colleague"), token }
    }

    pub async fn dismiss(&self, agent: AgentId) {
        self.run("update agents set state = 'disabled' where id = $1", vec![agent.into()]).await;
    }

    pub async fn group(&self, members: &[AgentId]) {
        let members = members.to_vec();
        let grouped = self.app.db.write(SHOP, move |tx| {
            let group = tx.new_id();
            tx.exec(
                "insert into teams (id, workspace_id, name, created_at) values ($1, $2, '组', 0)",
                &args![group, SHOP],
            )?;
            for member in &members {
                tx.exec(
                    "insert into team_members (workspace_id, group_id, agent_id) values ($1, $2, $3)",
                    &args![SHOP, group, *member],
                )?;
            }
            Ok(())
        });
        grouped.await.expect("a group");
    }

    pub async fn customer(&self, name: &str) -> Customer {
        let (name, token) = (name.to_owned(), self.app.new_token());
        let hash = token_hash(&token);
        let came = self.app.db.write(SHOP, move |tx| {
            let (id, now) = (ContactId(tx.new_id()), tx.now());
            tx.exec(
                "insert into contacts (id, workspace_id, name, email, phone, verified, blocked, private, created_at, seen_at)
                 values ($1, $2, $3, 'ann@example.com', '13812345678', false, false, false, $4, $4)",
                &args![id, SHOP, &name, now],
            )?;
            search::names::index_name(tx, id, &name)?;
            tx.exec(
                "insert into visitor_tokens (token_hash, workspace_id, inbox_id, contact_id, created_at, expires_at)
                 values ($1, $2, $3, $4, $5, $6)",
                &args![&hash, SHOP, INBOX, id, now, now.plus_seconds(90 * 86_400)],
            )?;
            Ok(id)
        });
        Person { id: came.await.expect("a customer"), token }
    }

    /// Ended, unless it is said otherwise.
    pub async fn chat(&self, customer: &Customer, chat: Chat) -> ConversationId {
        let contact = customer.id;
        let laid = self.app.db.write(SHOP, move |tx| {
            let (id, now) = (ConversationId(tx.new_id()), tx.now());
            tx.exec(
                "insert into conversations (id, workspace_id, channel, one_live, inbox_id, entry_id, contact_id, status, assignee_id,
                   offline, private, blocked, seq, unread, agent_read_seq, contact_read_seq, ended_at, created_at, last_at)
                 values ($1, $2, 'web', $9 = 'ended', $3, $3, $4, $9, $5, false, $6, $7, 0, 0, 0, 0, $8, $8, $8)",
                &args![id, SHOP, INBOX, contact, chat.assignee, chat.private, chat.blocked, now, chat.status.unwrap_or("ended")],
            )?;
            for agent in chat.assignee.iter().chain(&chat.took_part) {
                tx.exec(
                    "insert into participants (conversation_id, workspace_id, contact_id, agent_id, private, messages, first_at,
                       last_at, active)
                     values ($1, $2, $3, $4, $5, 1, $6, $6, $7)",
                    &args![id, SHOP, contact, *agent, chat.private, now, active(now)],
                )?;
            }
            Ok(id)
        });
        laid.await.expect("a conversation")
    }

    pub async fn said(&self, chat: ConversationId, text: &str) -> MessageId {
        self.wrote(chat, "text", text, None).await.expect("a message")
    }

    /// A message or note, with a file of whoever uploaded it.
    pub async fn wrote(
        &self,
        chat: ConversationId,
        kind: &'static str,
        text: &str,
        file: Option<(server::files::link::FileViewer, FileId)>,
    ) -> Result<MessageId> {
        let text = text.to_owned();
        let writing = self.app.db.write(SHOP, move |tx| {
            let (id, now) = (MessageId(tx.new_id()), tx.now());
            tx.exec("update conversations set seq = seq + 1, last_at = $2 where id = $1", &args![chat, now])?;
            for sql in HOURS {
                tx.exec(sql, &args![chat, active(now)])?;
            }
            let seq: i64 = tx.one("select seq from conversations where id = $1", &args![chat], |row| row.get("seq"))?;
            if let Some((uploader, file)) = file {
                server::files::attach::attach(tx, uploader, &[file], id, chat)?;
            }
            tx.exec(
                "insert into messages (id, workspace_id, conversation_id, seq, position, kind, sender_type, sender_name,
                   sender_nickname, text, automatic, to_contact, state, created_at)
                 values ($1, $2, $3, $4, $1, $5, 'contact', '安安', '安安', $6, false, true, 'sent', $7)",
                &args![id, SHOP, chat, seq, kind, &text, now],
            )?;
            search::index::index_message(tx, id, &text)?;
            Ok(id)
        });
        writing.await
    }

    /// Several lines at once.
    pub async fn said_all(&self, chat: ConversationId, texts: Vec<String>) {
        let writing = self.app.db.write(SHOP, move |tx| {
            let (now, lines) = (tx.now(), texts.len());
            tx.exec("update conversations set seq = seq + $3, last_at = $2 where id = $1", &args![chat, now, lines])?;
            for sql in HOURS {
                tx.exec(sql, &args![chat, active(now)])?;
            }
            let seq: i64 = tx.one("select seq from conversations where id = $1", &args![chat], |row| row.get("seq"))?;
            for (n, text) in texts.iter().enumerate() {
                let (id, place) = (MessageId(tx.new_id()), seq - lines as i64 + n as i64 + 1);
                tx.exec(
                    "insert into messages (id, workspace_id, conversation_id, seq, position, kind, sender_type, sender_name,
                       sender_nickname, text, automatic, to_contact, state, created_at)
                     values ($1, $2, $3, $4, $1, 'text', 'contact', '安安', '安安', $5, false, true, 'sent', $6)",
                    &args![id, SHOP, chat, place, text, now],
                )?;
                search::index::index_message(tx, id, text)?;
            }
            Ok(())
        });
        writing.await.expect("lines");
    }

    /// `第 1 条` and so on, each after the one before.
    pub async fn said_often(&self, chat: ConversationId, times: i64) {
        let writing = self.app.db.write(SHOP, move |tx| {
            let now = tx.now();
            let last: (i64, i64) =
                tx.one("select max(seq) as seq, max(position) as position from messages where conversation_id = $1", &args![chat], |row| {
                    Ok((row.get("seq")?, row.get("position")?))
                })?;
            for n in 1..=times {
                let id = MessageId(tx.new_id());
                tx.exec(
                    "insert into messages (id, workspace_id, conversation_id, seq, position, kind, sender_type, sender_name,
                       sender_nickname, text, automatic, to_contact, state, created_at)
                     values ($1, $2, $3, $4, $5, 'text', 'contact', '安安', '安安', $6, false, true, 'sent', $7)",
                    &args![id, SHOP, chat, last.0 + n, last.1 + n, format!("第 {n} 条"), now],
                )?;
            }
            Ok(())
        });
        writing.await.expect("many messages");
    }

    /// Where a message stands in the stream.
    pub async fn position_of(&self, message: MessageId) -> i64 {
        const POSITION: &str = "select position from messages where id = $1";
        self.app.db.read(move |q| q.one(POSITION, &args![message], |row| row.get("position"))).await.expect("a message")
    }

    pub async fn run(&self, sql: &'static str, values: Vec<db::Value>) {
        self.app.db.write(SHOP, move |tx| tx.exec(sql, &values)).await.expect("the statement runs");
    }

    /// The status and the JSON of an answer.
    pub async fn ask(&self, token: &str, method: Method, path: &str, body: Option<Json>) -> (StatusCode, Json) {
        let mut request = self.http.request(method, format!("{}/api/v1{path}", self.url)).bearer_auth(token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.expect("an answer");
        (answer.status(), answer.json().await.unwrap_or(Json::Null))
    }

    pub async fn get(&self, token: &str, path: &str) -> Json {
        let (status, json) = self.ask(token, Method::GET, path, None).await;
        assert_eq!(status, StatusCode::OK, "{path}: {json}");
        json
    }

    pub async fn upload(&self, token: &str, name: &str, bytes: Vec<u8>) -> (StatusCode, Json) {
        let part = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
        let form = reqwest::multipart::Form::new().part("file", part);
        let request = self.http.post(format!("{}/api/v1/files", self.url)).bearer_auth(token).multipart(form);
        let answer = request.send().await.expect("an answer");
        (answer.status(), answer.json().await.unwrap_or(Json::Null))
    }

    /// Opens an address as somebody with a token.
    pub async fn fetch_as(&self, token: &str, path: &str) -> reqwest::Response {
        self.http.get(format!("{}{path}", self.url)).bearer_auth(token).send().await.expect("an answer")
    }

    /// Opens an address as a page does: without any token.
    pub async fn fetch(&self, path: &str) -> reqwest::Response {
        self.http.get(format!("{}{path}", self.url)).send().await.expect("an answer")
    }
}

fn config(database: Url, folder: &std::path::Path) -> Config {
    Config {
        listen: ([127, 0, 0, 1], 0).into(),
        public_url: "http://localhost".to_owned(),
        database,
        files: folder.join("files"),
        registration: Registration::First,
        trusted_proxies: Vec::new(),
        // Where the tests' own sites are; everything else of this machine is out of reach.
        allow_hosts: vec![([127, 0, 0, 7].into(), 32)],
        reserved: ReservedWords::default(),
        password_cost: Cost { memory_kib: 8, passes: 1 },
        sessions_per_minute: 60,
        upload_mb_per_day: 41,
    }
}

/// A schema of this test's own, named after its folder, which nobody else has.
pub async fn fresh_schema(folder: &std::path::Path) -> Option<String> {
    let url = std::env::var("YINGKE_TEST_POSTGRES")
        .expect("YINGKE_TEST_POSTGRES is a throw-away database's address, or `off` to leave PostgreSQL out on purpose");
    if url == "off" {
        return None;
    }
    let name: String = folder.file_name().expect("a name").to_string_lossy().to_lowercase();
    let name = format!("t_{}", name.replace(|c: char| !c.is_ascii_alphanumeric(), ""));
    let (admin, create) = (url.clone(), format!("create schema {name}"));
    let creating = tokio::task::spawn_blocking(move || {
        let mut client = postgres::Client::connect(&admin, postgres::NoTls).expect("the test database answers");
        client.batch_execute(&create).expect("a schema");
    });
    creating.await.expect("no panic");
    let mark = if url.contains('?') { '&' } else { '?' };
    Some(format!("{url}{mark}options=-c%20search_path%3D{name}"))
}

/// One test on both databases.
#[macro_export]
macro_rules! on_both {
    ($(async fn $name:ident($desk:ident: Desk) $body:block)*) => {$(
        mod $name {
            use super::*;
            async fn check($desk: Desk) $body

            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                if let Some(desk) = Desk::open($crate::desk::Kind::Sqlite).await { check(desk).await }
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                if let Some(desk) = Desk::open($crate::desk::Kind::Postgres).await { check(desk).await }
            }
        }
    )*};
}

//! A store on either database, with a small schema of its own and a clock that stands still unless it is moved.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use db::{Db, Migration, Options, Query, Url, args};
use domain::{Timestamp, id::WorkspaceId};
use tokio::sync::Notify;

const SCHEMA: &str = "
    create table workspaces (id bigint primary key, seq bigint not null, memory bigint not null default 0);
    create table events (
      workspace_id bigint not null, seq bigint not null, name text not null, audience text not null, contact_id bigint,
      data text not null, created_at bigint not null, primary key (workspace_id, seq));
    create table jobs (
      id bigint primary key, workspace_id bigint not null, kind text not null, key text not null, payload text not null,
      due_at bigint not null, claimed_until bigint not null, attempts bigint not null, problem text);
    create unique index jobs_key on jobs (kind, key) where claimed_until = 0;
    create table notes (
      id bigint primary key, workspace_id bigint not null references workspaces (id), text text not null,
      seen boolean, weight double precision, body bytea, extra jsonb);
    create unique index notes_text on notes (workspace_id, text);
    create table promises (note_id bigint not null references notes (id) deferrable initially deferred);";

pub const MIGRATIONS: &[Migration] =
    &[Migration { number: 1, name: "0001_notes", both: SCHEMA, sqlite: "", postgres: "" }];

pub const ONE: WorkspaceId = WorkspaceId(1);
pub const TWO: WorkspaceId = WorkspaceId(2);
pub const START: i64 = 1_767_323_045_000;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

pub struct Store {
    pub db: Db,
    pub options: Options,
    pub clock: Arc<AtomicI64>,
    pub folder: tempfile::TempDir,
}

impl Store {
    pub async fn open(kind: Kind) -> Option<Store> {
        Store::open_with(kind, |_| ()).await
    }

    /// `None` when the tests on PostgreSQL are switched off on purpose.
    pub async fn open_with(kind: Kind, change: impl FnOnce(&mut Options)) -> Option<Store> {
        let folder = tempfile::tempdir().expect("a folder");
        let url = match kind {
            Kind::Sqlite => Url::Sqlite(folder.path().join("data/yingke.db")),
            Kind::Postgres => Url::Postgres(fresh_schema(folder.path()).await?),
        };
        let clock = Arc::new(AtomicI64::new(START));
        let read = clock.clone();
        let mut options = Options::new(url, Arc::new(move || Timestamp(read.load(Ordering::Relaxed))));
        options.migrations = MIGRATIONS;
        change(&mut options);
        let db = Db::open(options.clone()).await.expect("the database opens");
        db.write_any(|tx| {
            tx.exec("insert into workspaces (id, seq) values ($1, 0), ($2, 0) on conflict do nothing", &args![ONE, TWO])
        })
        .await
        .expect("two workspaces");
        Some(Store { db, options, clock, folder })
    }

    pub fn later(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1000, Ordering::Relaxed);
    }

    pub async fn notes(&self) -> Vec<String> {
        texts(&self.db).await
    }
}

pub async fn texts(db: &Db) -> Vec<String> {
    db.read(|q| q.all("select text from notes order by text", &[], |row| row.get("text"))).await.expect("the notes")
}

pub fn note(tx: &mut db::Tx<'_>, text: &str) -> domain::Result<u64> {
    let (id, workspace) = (tx.new_id(), tx.workspace());
    tx.exec("insert into notes (id, workspace_id, text) values ($1, $2, $3)", &args![id, workspace, text])
}

pub async fn join_all<T: Send + 'static>(tasks: Vec<impl Future<Output = T> + Send + 'static>) -> Vec<T> {
    let handles: Vec<_> = tasks.into_iter().map(tokio::spawn).collect();
    let mut answers = Vec::new();
    for handle in handles {
        answers.push(handle.await.expect("no panic"));
    }
    answers
}

/// Whatever `together` asks of workspace ONE when it is polled first becomes one batch: until then the writer is held.
pub async fn in_one_batch<T>(store: &Store, together: impl Future<Output = T>) -> T {
    let (begun, (go, wait)) = (Arc::new(Notify::new()), std::sync::mpsc::channel::<()>());
    let told = begun.clone();
    let holding = store.db.write(ONE, move |_| {
        told.notify_one();
        // Over when the other end is dropped, also when it is run again.
        Ok(wait.recv().is_err())
    });
    let behind = async {
        begun.notified().await;
        tokio::join!(together, async move { drop(go) }).0
    };
    tokio::join!(holding, behind).1
}

pub fn said(text: &str) -> db::NewEvent {
    db::NewEvent {
        name: "said",
        audience: r#"{"all":true}"#.to_owned(),
        contact: None,
        data: serde_json::json!({ "text": text }).to_string(),
    }
}

pub fn said_in(event: &db::Event) -> String {
    let data: serde_json::Value = serde_json::from_str(&event.data).expect("JSON");
    data["text"].as_str().expect("a text").to_owned()
}

/// A schema of this test's own, named after its folder, which nobody else has.
async fn fresh_schema(folder: &std::path::Path) -> Option<String> {
    let url = std::env::var("YINGKE_TEST_POSTGRES")
        .expect("YINGKE_TEST_POSTGRES is a throw-away database's address, or `off` to leave PostgreSQL out on purpose");
    if url == "off" {
        return None;
    }
    let name: String = folder.file_name().expect("a name").to_string_lossy().to_lowercase();
    let name = format!("t_{}", name.replace(|c: char| !c.is_ascii_alphanumeric(), ""));
    admin(&url, &format!("create schema {name}")).await;
    let mark = if url.contains('?') { '&' } else { '?' };
    Some(format!("{url}{mark}application_name={name}&options=-c%20search_path%3D{name}"))
}

pub async fn admin(url: &str, sql: &str) -> u64 {
    let (url, sql) = (url.to_owned(), sql.to_owned());
    tokio::task::spawn_blocking(move || {
        let mut client = ::postgres::Client::connect(&url, ::postgres::NoTls).expect("the test database answers");
        client.simple_query(&sql).expect("the statement runs").len() as u64
    })
    .await
    .expect("no panic")
}

/// One test on both databases.
#[macro_export]
macro_rules! on_both {
    ($(async fn $name:ident($store:ident: Store) $body:block)*) => {$(
        mod $name {
            use super::*;
            async fn check($store: Store) $body

            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                if let Some(store) = Store::open(Kind::Sqlite).await { check(store).await }
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                if let Some(store) = Store::open(Kind::Postgres).await { check(store).await }
            }
        }
    )*};
}

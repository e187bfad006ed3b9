//! The real program on a loopback port, with its own database, a clock that stands still and predictable chance.

use domain::Timestamp;
use domain::account::ReservedWords;
use server::accounts::hashing::Cost;
use server::app::{Registration, hex, token_hash};
use server::{App, Config};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;

const START: i64 = 1_767_323_045_000;

pub struct Running {
    pub app: App,
    /// `http://127.0.0.1:PORT`
    pub address: String,
    schema: Option<String>,
    _folder: TempDir,
}

pub async fn start() -> Running {
    let folder = tempfile::tempdir().expect("a folder");
    let (database, schema) = database(folder.path());
    let (clock, draws) = (Timestamp(START), AtomicI64::new(0));
    let chance = move |bytes: &mut [u8]| {
        let drawn = token_hash(&hex(&draws.fetch_add(1, Ordering::Relaxed).to_be_bytes()));
        bytes.iter_mut().zip(drawn.bytes().cycle()).for_each(|(byte, drawn)| *byte = drawn);
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let app = App::open(config(database, folder.path()), Arc::new(move || clock), Arc::new(chance))
        .await
        .expect("the program opens");
    app.start().await.expect("the program starts");
    let routes = server::routes::router(app.clone());
    tokio::spawn(server::http::listen::serve(listener, routes, std::future::pending()));
    Running { app, address, schema, _folder: folder }
}

fn config(database: db::Url, folder: &Path) -> Config {
    Config {
        listen: ([127, 0, 0, 1], 0).into(),
        public_url: "https://desk.example".to_owned(),
        database,
        files: folder.join("files"),
        registration: Registration::Open,
        trusted_proxies: Vec::new(),
        allow_hosts: Vec::new(),
        reserved: ReservedWords::default(),
        password_cost: Cost { memory_kib: 8, passes: 1 },
        sessions_per_minute: 1_000_000,
        upload_mb_per_day: 500,
    }
}

/// A folder, or a schema named after that folder, which nobody else has.
fn database(folder: &Path) -> (db::Url, Option<String>) {
    if std::env::var("YINGKE_TEST_DATABASE").as_deref() != Ok("postgres") {
        return (db::Url::Sqlite(folder.join("desk.db")), None);
    }
    let server = server();
    let name = folder.file_name().expect("a name").to_string_lossy().to_lowercase();
    let schema = format!("m_{}_{}", name.replace(|c: char| !c.is_ascii_alphanumeric(), ""), std::process::id());
    run(format!("create schema {schema}"));
    let mark = if server.contains('?') { '&' } else { '?' };
    (db::Url::Postgres(format!("{server}{mark}options=-c%20search_path%3D{schema}")), Some(schema))
}

fn server() -> String {
    std::env::var("YINGKE_TEST_POSTGRES").expect("YINGKE_TEST_POSTGRES is the address of a throw-away PostgreSQL")
}

/// On a thread of its own, whatever runtime the test has. What the stopped program has still under way may hold its locks in
/// another order; whom of the two the database then refuses is chance, so it is tried again.
fn run(sql: String) {
    use postgres::error::SqlState;
    let running = std::thread::spawn(move || {
        let mut client = postgres::Client::connect(&server(), postgres::NoTls).expect("the test database answers");
        let mut outcome = client.batch_execute(&sql);
        for _ in 0..5 {
            if !outcome.as_ref().is_err_and(|error| error.code() == Some(&SqlState::T_R_DEADLOCK_DETECTED)) {
                break;
            }
            outcome = client.batch_execute(&sql);
        }
        outcome.expect("the statement runs");
    });
    running.join().expect("no panic");
}

impl Drop for Running {
    fn drop(&mut self) {
        self.app.stop();
        if let Some(schema) = self.schema.take() {
            run(format!("drop schema {schema} cascade"));
        }
    }
}

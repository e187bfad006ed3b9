//! Where a desk keeps its data: a folder, or a schema in the throw-away PostgreSQL.

use postgres::{Client, NoTls};
use tempfile::TempDir;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    /// The one that this run of the tests is about.
    pub fn chosen() -> Kind {
        match std::env::var("YINGKE_TEST_DATABASE").as_deref() {
            Ok("postgres") => Kind::Postgres,
            _ => Kind::Sqlite,
        }
    }
}

pub struct Store {
    pub url: db::Url,
    pub folder: TempDir,
    schema: Option<String>,
}

fn server() -> String {
    std::env::var("YINGKE_TEST_POSTGRES").expect("YINGKE_TEST_POSTGRES is the address of a throw-away PostgreSQL")
}

impl Store {
    pub async fn make(kind: Kind) -> Store {
        let folder = tempfile::tempdir().expect("a folder");
        match kind {
            Kind::Sqlite => {
                let url = db::Url::Sqlite(folder.path().join("yingke.db"));
                Store { url, folder, schema: None }
            }
            Kind::Postgres => {
                let schema = schema_name(&folder);
                run(format!("create schema {schema}")).await;
                let (server, mark) = (server(), if server().contains('?') { '&' } else { '?' });
                let url = format!("{server}{mark}application_name={schema}&options=-c%20search_path%3D{schema}");
                Store { url: db::Url::Postgres(url), folder, schema: Some(schema) }
            }
        }
    }

    pub async fn drop_schema(&self) {
        if let Some(schema) = &self.schema {
            run(format!("drop schema {schema} cascade")).await;
        }
    }
}

/// Named after the folder, which nobody else has.
fn schema_name(folder: &TempDir) -> String {
    let name = folder.path().file_name().expect("a name").to_string_lossy().to_lowercase();
    format!("d_{}", name.replace(|c: char| !c.is_ascii_alphanumeric(), "")) + &std::process::id().to_string()
}

async fn run(sql: String) {
    let running = tokio::task::spawn_blocking(move || {
        let mut client = Client::connect(&server(), NoTls).expect("the test database answers");
        client.batch_execute(&sql).expect("the statement runs");
    });
    running.await.expect("no panic");
}

//! Every SQL text of the program is prepared on the database under test, so that one that only the other database
//! understands is found without a test that happens to run it.
//!
//! The texts are read from the sources: all string constants that begin like a statement, with `concat!` and our own
//! text macros spelled out. What this reader does not understand fails the test.

mod source;

use db::{Db, Options, Url};
use domain::Timestamp;
use source::Statement;
use std::sync::Arc;

#[tokio::test]
async fn every_statement_is_understood_by_this_database() {
    let (database, dialect) = database();
    let db =
        Db::open(Options::new(database, Arc::new(|| Timestamp(1_767_323_045_000)))).await.expect("the database opens");
    let statements: Vec<Statement> = source::statements().into_iter().filter(|s| s.is_for(dialect)).collect();
    assert!(statements.len() > 150, "only {} statements were found: the reader has gone blind", statements.len());
    let mut refused = Vec::new();
    for statement in &statements {
        if let Err(error) = db.prepare(&statement.sql).await {
            refused.push(format!("{}: {error}\n{}", statement.place, statement.sql));
        }
    }
    assert!(refused.is_empty(), "{} statements are not understood:\n{}", refused.len(), refused.join("\n\n"));
    println!("{} statements prepared on {dialect}", statements.len());
}

fn database() -> (Url, &'static str) {
    if std::env::var("YINGKE_TEST_DATABASE").ok().as_deref() == Some("postgres") {
        let cluster = std::env::var("YINGKE_TEST_POSTGRES").expect("YINGKE_TEST_POSTGRES names the test cluster");
        let schema = format!("statements_{}", std::process::id());
        let made = std::process::Command::new("psql")
            .args([&cluster, "-q", "-c", &format!("create schema {schema}")])
            .status();
        assert!(made.expect("psql runs").success());
        return (Url::Postgres(format!("{cluster}?options=-c%20search_path%3D{schema}")), "postgres");
    }
    let folder = tempfile::tempdir().expect("a folder").keep();
    (Url::Sqlite(folder.join("yingke.db")), "sqlite")
}

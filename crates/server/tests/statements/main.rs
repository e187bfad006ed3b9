//! Every SQL text of the program is prepared on the database under test, so that one that only the other database
//! understands is found without a test that happens to run it.
//!
//! The texts are read from the sources: all string constants that begin like a statement, with `concat!` and our own
//! text macros spelled out. What this reader does not understand fails the test.

mod source;

use db::{Db, Options, Query, Url};
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

/// Grow with every day that the desk is open; everything else stays small.
const LARGE: &[&str] =
    &["conversations", "messages", "participants", "contacts", "events", "decisions", "conversation_tags", "files"];
/// Of all that is there, these hold the little that is not over or not used yet.
const SMALL_INDEXES: &[&str] =
    &["files_unused", "conversations_live", "conversations_waiting", "conversations_waiting_newest"];
/// These walk in order and end early, or are asked for rarely and say so.
const ALLOWED: &[&str] = &[
    "tags/store.rs COUNTS",
    "jobs/sweep.rs OLD_ENOUGH",
    "conversations/find.rs NEWEST",
    "conversations/list.rs NEWEST_ENDED",
    "contacts/find.rs FIND",
    "groups.rs REACHED_ENDED",
    "workspaces.rs SOMEBODY_WROTE",
];

/// Whether a step of SQLite's plan goes through a whole table, or through all that a workspace has in it.
fn goes_through(step: &str, names: &[&str]) -> bool {
    let Some((kind, rest)) = step.split_once(' ') else { return false };
    let name = rest.split(' ').next().unwrap_or_default();
    let by = rest.split_once("INDEX ").map_or("", |(_, index)| index.split(' ').next().unwrap_or_default());
    names.contains(&name)
        && !SMALL_INDEXES.contains(&by)
        && (kind == "SCAN" || kind == "SEARCH" && rest.ends_with("(workspace_id=?)"))
}

/// SQLite plans without statistics, so what it says on an empty desk it does on one with ten million messages.
#[tokio::test]
async fn no_statement_goes_through_a_large_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = Url::Sqlite(folder.path().join("yingke.db"));
    let db = Db::open(Options::new(url, Arc::new(|| Timestamp(1_767_323_045_000)))).await.expect("the database opens");
    let mut slow = Vec::new();
    for statement in source::statements().into_iter().filter(|s| s.is_for("sqlite")) {
        let sql = statement.sql.clone();
        let plan = db.read(move |q| plan(q, &sql)).await;
        let plan = plan.unwrap_or_else(|error| panic!("{}: {error}", statement.place));
        let mut names = LARGE.to_vec();
        names.extend(aliases(&statement.sql));
        for step in plan.iter().filter(|step| goes_through(step, &names)) {
            slow.push(format!("{}: {step}", statement.place));
        }
    }
    slow.retain(|found| !ALLOWED.iter().any(|place| found.contains(&format!("{place}:"))));
    assert!(slow.is_empty(), "these read nearly everything:\n{}", slow.join("\n"));
}

fn plan(q: &mut db::Reader, sql: &str) -> domain::Result<Vec<String>> {
    let highest = (1..200).rev().find(|n| sql.contains(&format!("${n}"))).unwrap_or(0);
    let nothing = vec![db::Value::Null; highest];
    q.all_dyn(&format!("explain query plan {sql}"), &nothing, |row| row.get("detail"))
}

/// What a statement calls the large tables.
fn aliases(sql: &str) -> Vec<&str> {
    let words = LARGE.iter().flat_map(|table| ["from ", "join ", "update "].map(|word| format!("{word}{table} ")));
    words
        .flat_map(|words| sql.match_indices(&words).map(|(at, _)| at + words.len()).collect::<Vec<_>>())
        .map(|at| sql[at..].split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default())
        .collect()
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

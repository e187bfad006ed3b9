//! Fills an empty desk with as many messages as are asked for: a shop that has had ten thousand conversations a day. The
//! program itself makes the schema, the shop and its people; then the rows are written straight into the tables, because
//! through the front door ten million messages would take days. The words are cut by the program's own rule, so that its
//! index is true. The same seed gives the same shop.

pub mod check;
pub mod people;
mod postgres;
mod rows;
mod sqlite;
pub mod texts;

use crate::Result;
use crate::program::{self, ANY_PORT, Program};
use clap::Args;
use domain::Timestamp;
use people::People;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

#[derive(Args, Clone)]
pub struct Seed {
    /// The program whose desk is filled.
    #[arg(long)]
    program: PathBuf,
    /// The data folder, which must not exist yet.
    #[arg(long)]
    folder: PathBuf,
    /// Of other scenarios.
    #[arg(long, hide = true)]
    scratch: Option<PathBuf>,
    /// An empty PostgreSQL database; SQLite in the folder without it.
    #[arg(long)]
    database: Option<String>,
    /// A tenth of it are conversations.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(10_000..))]
    messages: u64,
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Where rows go.
pub trait Store {
    fn add(&mut self, table: &'static Table, row: &[Cell]) -> Result<()>;
    fn run(&mut self, sql: &str) -> Result<()>;
    fn finish(&mut self) -> Result<()>;
}

/// A table with the columns that are filled.
pub struct Table {
    pub name: &'static str,
    pub columns: &'static str,
}

pub enum Cell {
    Null,
    Int(i64),
    Bool(bool),
    Text(String),
}

impl From<i64> for Cell {
    fn from(value: i64) -> Cell {
        Cell::Int(value)
    }
}

impl From<Option<i64>> for Cell {
    fn from(value: Option<i64>) -> Cell {
        value.map_or(Cell::Null, Cell::Int)
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Cell {
        Cell::Bool(value)
    }
}

impl From<&str> for Cell {
    fn from(value: &str) -> Cell {
        Cell::Text(value.to_owned())
    }
}

impl From<String> for Cell {
    fn from(value: String) -> Cell {
        Cell::Text(value)
    }
}

pub async fn run(asked: &Seed) -> Result<()> {
    if asked.folder.exists() {
        return Err(format!("{} exists already.", asked.folder.display()).into());
    }
    std::fs::create_dir_all(&asked.folder)?;
    let database = asked.database.clone();
    let people = {
        let program = serve(&asked.program, &asked.folder, database.as_deref())?;
        people::hire(&program.desk.to_string()).await?
    };
    // The program is gone; nobody else writes now.
    let (begun, filling, hired) = (crate::clock::now(), asked.clone(), people.clone());
    tokio::task::spawn_blocking(move || fill(&filling, &hired)).await??;
    eprintln!("Filled in {} s; looking whether the program reads the same …", begun.elapsed().as_secs());
    let program = serve(&asked.program, &asked.folder, database.as_deref())?;
    People { messages: asked.messages, ..people.clone() }.keep(&asked.folder)?;
    check::check(&program.desk.to_string(), &people, asked.messages).await?;
    eprintln!("{} messages are there, and what was planted is found.", asked.messages);
    Ok(())
}

/// The program on a folder of this kind.
pub fn serve(path: &Path, folder: &Path, database: Option<&str>) -> Result<Program> {
    Program::plain(program::yingke(path, &folder.join("data"), database, ANY_PORT), folder)
}

#[expect(clippy::disallowed_methods, reason = "the seeded days end now")]
fn fill(asked: &Seed, people: &People) -> Result<()> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    let until = Timestamp(now.as_millis() as i64);
    let mut store: Box<dyn Store> = match &asked.database {
        Some(url) => Box::new(postgres::Copying::open(url)?),
        None => Box::new(sqlite::Bulk::open(&file_of(&asked.folder))?),
    };
    rows::write(store.as_mut(), people, asked.messages, asked.seed, until)?;
    store.finish()
}

/// Where the program keeps SQLite's file inside the folder it was given.
pub fn file_of(folder: &Path) -> PathBuf {
    folder.join("data").join("yingke.db")
}

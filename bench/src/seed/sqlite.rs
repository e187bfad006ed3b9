//! Rows into SQLite's file, without waiting for the disk.

use super::{Cell, Store, Table};
use crate::Result;
use rusqlite::Connection;
use rusqlite::types::ToSqlOutput;
use std::path::Path;

/// Rows of one transaction.
const AT_ONCE: u64 = 1_000_000;

pub struct Bulk {
    db: Connection,
    written: u64,
}

impl Bulk {
    pub fn open(file: &Path) -> Result<Bulk> {
        let db = Connection::open(file)?;
        db.execute_batch(
            "pragma journal_mode = off; pragma synchronous = off; pragma foreign_keys = off; pragma cache_size = -1000000;
             insert into message_words (message_words, rank) values ('hashsize', 64000000); begin",
        )?;
        Ok(Bulk { db, written: 0 })
    }
}

impl Store for Bulk {
    fn add(&mut self, table: &'static Table, row: &[Cell]) -> Result<()> {
        let places = vec!["?"; row.len()].join(",");
        let columns =
            table.columns.replace("message_id, words", "rowid, words").replace("contact_id, words", "rowid, words");
        let sql = format!("insert into {} ({columns}) values ({places})", table.name);
        self.db.prepare_cached(&sql)?.execute(rusqlite::params_from_iter(row))?;
        self.written += 1;
        if self.written.is_multiple_of(AT_ONCE) {
            self.db.execute_batch("commit; begin")?;
        }
        Ok(())
    }

    fn run(&mut self, sql: &str) -> Result<()> {
        Ok(self.db.execute_batch(sql)?)
    }

    fn finish(&mut self) -> Result<()> {
        // The index's own figure again, and what the program would gather in time: where the rows lie.
        self.db.execute_batch(
            "insert into message_words (message_words, rank) values ('hashsize', 1048576); commit;
             pragma journal_mode = wal",
        )?;
        Ok(())
    }
}

impl rusqlite::ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Cell::Null => None::<i64>.to_sql().map(|_| ToSqlOutput::from(rusqlite::types::Null)),
            Cell::Int(value) => Ok(ToSqlOutput::from(*value)),
            Cell::Bool(value) => Ok(ToSqlOutput::from(*value)),
            Cell::Text(value) => Ok(ToSqlOutput::from(value.as_str())),
        }
    }
}

//! Rows into PostgreSQL by COPY; the indexes of the large tables are made again afterwards, in one go.

use super::{Cell, Store, Table};
use crate::Result;
use postgres::{Client, NoTls};
use std::collections::BTreeMap;
use std::io::Write;

const AT_ONCE: usize = 16 << 20;
const LARGE: [&str; 5] = ["messages", "message_words", "conversations", "participants", "decisions"];

pub struct Copying {
    client: Client,
    waiting: BTreeMap<&'static str, (&'static Table, Vec<u8>)>,
    indexes: Vec<String>,
}

impl Copying {
    pub fn open(url: &str) -> Result<Copying> {
        let mut client = Client::connect(url, NoTls)?;
        client.batch_execute(
            "set synchronous_commit = on; set maintenance_work_mem = '1GB'; set session_replication_role = replica",
        )?;
        let mut indexes = Vec::new();
        // Primary keys stay: rows come in their order.
        for row in client.query(
            "select i.indexname, i.indexdef from pg_indexes i where i.schemaname = current_schema() and i.tablename = any($1)
             and not exists (select 1 from pg_constraint c where c.conname = i.indexname)",
            &[&LARGE.as_slice()],
        )? {
            indexes.push(row.get::<_, String>(1));
            client.batch_execute(&format!("drop index {}", row.get::<_, &str>(0)))?;
        }
        Ok(Copying { client, waiting: BTreeMap::new(), indexes })
    }

    fn flush(&mut self, name: &'static str) -> Result<()> {
        let Some((table, rows)) = self.waiting.remove(name) else { return Ok(()) };
        let mut copy = self.client.copy_in(&format!("copy {} ({}) from stdin", table.name, table.columns))?;
        copy.write_all(&rows)?;
        copy.finish()?;
        Ok(())
    }
}

impl Store for Copying {
    fn add(&mut self, table: &'static Table, row: &[Cell]) -> Result<()> {
        let (_, waiting) = self.waiting.entry(table.name).or_insert_with(|| (table, Vec::with_capacity(AT_ONCE)));
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                waiting.push(b'\t');
            }
            match cell {
                Cell::Null => waiting.extend_from_slice(b"\\N"),
                Cell::Int(value) => write!(waiting, "{value}")?,
                Cell::Bool(value) => waiting.push(if *value { b't' } else { b'f' }),
                Cell::Text(text) => waiting.extend_from_slice(text.as_bytes()),
            }
        }
        waiting.push(b'\n');
        if waiting.len() > AT_ONCE { self.flush(table.name) } else { Ok(()) }
    }

    fn run(&mut self, sql: &str) -> Result<()> {
        for name in self.waiting.keys().copied().collect::<Vec<_>>() {
            self.flush(name)?;
        }
        Ok(self.client.batch_execute(sql)?)
    }

    fn finish(&mut self) -> Result<()> {
        for name in self.waiting.keys().copied().collect::<Vec<_>>() {
            self.flush(name)?;
        }
        for index in std::mem::take(&mut self.indexes) {
            eprintln!("{index}");
            self.client.batch_execute(&index)?;
        }
        // As autovacuum would have done in the years that this shop never had.
        self.client.batch_execute("vacuum analyze")?;
        Ok(())
    }
}

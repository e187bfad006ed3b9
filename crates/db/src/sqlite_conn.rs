//! A connection to the embedded database. `$n` is SQLite's own spelling of a named parameter, so the common text runs as is.

use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::{Error, Result};
use rusqlite::{CachedStatement, Connection};

use crate::Value;
use crate::conn::Purpose;
use crate::failure::sqlite as failure;
use crate::query::{Inner, Row, Walk};

const BUSY: Duration = Duration::from_secs(5);
/// How long the writer may wait for readers at a checkpoint before it goes on and tries later.
const CHECKPOINT_WAIT: Duration = Duration::from_millis(100);

pub(crate) struct SqliteConn {
    db: Connection,
    wal: PathBuf,
    limit: u64,
    /// The size of the write-ahead log at which the next checkpoint is tried.
    next_checkpoint: u64,
}

impl SqliteConn {
    pub fn open(path: &Path, purpose: Purpose, limit: u64) -> Result<SqliteConn> {
        create_folder(path)?;
        let db = Connection::open(path).map_err(failure)?;
        db.busy_timeout(BUSY).map_err(failure)?;
        db.set_prepared_statement_cache_capacity(200);
        db.execute_batch(
            "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma temp_store = memory;",
        )
        .map_err(failure)?;
        db.execute_batch(match purpose {
            Purpose::Read => "pragma query_only = on; pragma cache_size = -16384;",
            Purpose::Write | Purpose::Migrate => "pragma cache_size = -65536;",
        })
        .map_err(failure)?;
        let mut wal = path.as_os_str().to_owned();
        wal.push("-wal");
        Ok(SqliteConn { db, wal: wal.into(), limit, next_checkpoint: limit })
    }

    pub fn walk(&mut self, sql: &str, args: &[Value], step: &mut dyn FnMut(&Row<'_>) -> Result<Walk>) -> Result<()> {
        let mut statement = self.bound(sql, args)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(failure)? {
            if let Walk::Enough = step(&Row(Inner::Sqlite(row)))? {
                break;
            }
        }
        Ok(())
    }

    pub fn exec(&mut self, sql: &str, args: &[Value]) -> Result<u64> {
        let changed = self.bound(sql, args)?.raw_execute().map_err(failure)?;
        Ok(changed as u64)
    }

    pub fn prepare(&mut self, sql: &str) -> Result<()> {
        let statement = self.db.prepare(sql).map_err(failure)?;
        (1..=statement.parameter_count()).try_for_each(|i| number_of(statement.parameter_name(i)).map(drop))
    }

    pub fn script(&mut self, sql: &str) -> Result<()> {
        self.db.execute_batch(sql).map_err(failure)
    }

    /// SQLite itself rolls everything back after some failures (disk full, IO), leaving nothing to roll back.
    pub fn transaction_is_gone(&self) -> bool {
        self.db.is_autocommit()
    }

    pub fn rollback(&mut self) -> Result<()> {
        if self.transaction_is_gone() { Ok(()) } else { self.exec("rollback", &[]).map(drop) }
    }

    /// SQLite's own checkpoints never start the log over while readers come and go, so under load it would grow without
    /// end. Past the limit the writer waits a moment for the readers and truncates it.
    pub fn bound_wal(&mut self) {
        let size = std::fs::metadata(&self.wal).map_or(0, |file| file.len());
        if size < self.next_checkpoint {
            return;
        }
        match self.checkpoint() {
            Ok(true) => self.next_checkpoint = self.limit,
            Ok(false) => self.next_checkpoint = size + self.limit / 8,
            Err(error) => {
                self.next_checkpoint = size + self.limit / 8;
                tracing::warn!(error = %error, "the write-ahead log could not be checkpointed");
            }
        }
    }

    /// Whether the log could be emptied.
    fn checkpoint(&mut self) -> Result<bool> {
        self.db.busy_timeout(CHECKPOINT_WAIT).map_err(failure)?;
        let busy =
            self.db.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get::<_, i64>(0)).map_err(failure);
        self.db.busy_timeout(BUSY).map_err(failure)?;
        Ok(busy? == 0)
    }

    fn bound(&self, sql: &str, args: &[Value]) -> Result<CachedStatement<'_>> {
        let mut statement = self.db.prepare_cached(sql).map_err(failure)?;
        let mut highest = 0;
        for index in 1..=statement.parameter_count() {
            let number = number_of(statement.parameter_name(index))?;
            let value = number.checked_sub(1).and_then(|at| args.get(at));
            let value = value.ok_or_else(|| Error::internal_error(format!("argument ${number} is missing")))?;
            statement.raw_bind_parameter(index, value).map_err(failure)?;
            highest = highest.max(number);
        }
        if highest != args.len() {
            // PostgreSQL refuses this by itself; refusing it here too keeps the two alike.
            return Err(Error::internal_error(format!("{} arguments for {highest} parameters", args.len())));
        }
        Ok(statement)
    }
}

fn number_of(name: Option<&str>) -> Result<usize> {
    name.and_then(|name| name.strip_prefix('$')?.parse().ok())
        .ok_or_else(|| Error::internal_error("parameters are written $1, $2, …"))
}

/// The folder holds everybody's conversations: nobody else on the machine may look into it.
fn create_folder(path: &Path) -> Result<()> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists()) else {
        return Ok(());
    };
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(|e| Error::unavailable(format!("the folder {} cannot be made: {e}", folder.display())))
}

//! A connection to the embedded database. `$n` is SQLite's own spelling of a named parameter, so the common text runs as is.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use domain::{Error, Result};
use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, Connection};

use crate::Value;
use crate::conn::{Pace, Purpose};
use crate::fail_point::fail_point;
use crate::failure::sqlite as failure;
use crate::query::{Inner, Row, Walk};
use crate::shared::lock;

const BUSY: Duration = Duration::from_secs(5);
/// How long the writer may wait for readers before it goes on without having started the log over.
const RESTART_WAIT: Duration = Duration::from_millis(100);
/// After a commit of one or two, a log of this part of its limit is moved already: to move little takes the disk away from
/// commits for an instant only. Behind larger ones much is moved at once, which spares pages that were written several times.
const CALM_PART: u64 = 16;
/// Frames that the writer itself may move into the database file: so few that nobody notices.
const FEW_FRAMES: u64 = 64;
/// A page of SQLite's default size and its header, in the write-ahead log.
const FRAME_BYTES: u64 = 4096 + 24;

pub(crate) struct SqliteConn {
    db: Connection,
    /// Frames that the write-ahead log may hold.
    limit: u64,
    /// Starting the log over was refused: it is tried again when there are so many frames.
    not_before: u64,
    /// Frames when it was looked at last.
    frames: u64,
}

/// Frames in the write-ahead log, and how many of them are in the database file too.
struct Log {
    frames: u64,
    moved: u64,
    /// Somebody stood in the way of what was asked.
    busy: bool,
}

impl SqliteConn {
    pub fn open(path: &Path, purpose: Purpose, limit: u64) -> Result<SqliteConn> {
        create_folder(path)?;
        let db = Connection::open(path).map_err(failure)?;
        db.busy_timeout(BUSY).map_err(failure)?;
        db.set_prepared_statement_cache_capacity(200);
        // Without it SQLite looks at the values before it plans, and so plans each statement that has a `limit $n`, or may use
        // an index with a condition, anew with every question: often longer work than the question itself.
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(failure)?;
        db.execute_batch(
            "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma temp_store = memory;",
        )
        .map_err(failure)?;
        db.execute_batch(match purpose {
            Purpose::Read => "pragma query_only = on; pragma cache_size = -16384;",
            // SQLite's own checkpoints run inside a commit, whose writers would all wait for them. Most commits walk through
            // all cached pages (`pcache1TruncateUnsafe`, when a B-tree page was split), so more of them cost more than
            // they spare.
            Purpose::Write => "pragma cache_size = -16384; pragma wal_autocheckpoint = 0;",
            Purpose::Migrate => "pragma cache_size = -65536; pragma wal_autocheckpoint = 0;",
        })
        .map_err(failure)?;
        // What it grew to beyond that, when readers stood in the way for long, is given back.
        db.execute_batch(&format!("pragma journal_size_limit = {limit};")).map_err(failure)?;
        let frames = limit / FRAME_BYTES;
        Ok(SqliteConn { db, limit: frames, not_before: 0, frames: 0 })
    }

    pub fn walk(&mut self, sql: &str, args: &[Value], step: &mut dyn FnMut(&Row<'_>) -> Result<Walk>) -> Result<()> {
        let mut statement = self.bound(sql, args)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(failure)? {
            if let Walk::Enough = step(&Row::new(Inner::Sqlite(row)))? {
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

    /// Keeps the write-ahead log bounded: under load SQLite by itself would never start it over. A log that has reached
    /// its limit is emptied by [`SqliteConn::move_log`] on a thread of its own; the writer only waits for the end of it,
    /// when hardly anything is left to move. `true` asks for that thread.
    ///
    /// The file keeps its size: writing into space that it has already makes commits quicker than growing it.
    pub fn bound_log(&mut self, moving: &Mutex<()>, pace: Pace) -> bool {
        let enough = match pace {
            Pace::Calm => (self.limit / CALM_PART).max(2 * FEW_FRAMES),
            Pace::Busy => self.limit,
        };
        let wanted = self.log("pragma wal_checkpoint(noop)").and_then(|log| {
            if log.frames < self.frames {
                // Started over, by SQLite itself perhaps.
                self.not_before = 0;
            }
            self.frames = log.frames;
            if log.frames < enough.max(self.not_before) {
                return Ok(false);
            }
            let must = log.frames >= 2 * self.limit;
            if log.frames - log.moved > FEW_FRAMES && !must {
                return Ok(true);
            }
            // While that thread is at work SQLite refuses at once.
            let alone = if must { Some(lock(moving)) } else { moving.try_lock().ok() };
            if alone.is_none() {
                return Ok(false);
            }
            let stuck = self.restart_log()?.busy;
            fail_point("log.restarted");
            drop(alone);
            self.not_before = if stuck { log.frames + self.limit / 8 } else { 0 };
            Ok(false)
        });
        wanted.unwrap_or_else(|error| {
            tracing::warn!(error = %error, "the write-ahead log could not be checkpointed");
            false
        })
    }

    /// Copies what the log holds into the database file, while others read and write.
    pub fn move_log(&mut self) -> Result<()> {
        self.log("pragma wal_checkpoint(passive)").map(drop)
    }

    fn restart_log(&mut self) -> Result<Log> {
        self.db.busy_timeout(RESTART_WAIT).map_err(failure)?;
        let log = self.log("pragma wal_checkpoint(restart)");
        self.db.busy_timeout(BUSY).map_err(failure)?;
        log
    }

    fn log(&self, pragma: &str) -> Result<Log> {
        let mut statement = self.db.prepare_cached(pragma).map_err(failure)?;
        let log = statement.query_row([], |row| {
            let count = |at| row.get::<_, i64>(at).map(|n| u64::try_from(n).unwrap_or(0));
            Ok(Log { busy: count(0)? != 0, frames: count(1)?, moved: count(2)? })
        });
        log.map_err(failure)
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

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::StatementStatus;

    #[test]
    fn a_statement_is_planned_once_whatever_is_asked() {
        let folder = tempfile::tempdir().unwrap();
        let mut conn = SqliteConn::open(&folder.path().join("yingke.db"), Purpose::Write, 1 << 20).unwrap();
        conn.script("create table t (a text, b int); create index t_b on t (b) where a = 'x';").unwrap();
        let sql = "select b from t where a = $1 order by b limit $2";
        for (a, limit) in [("x", 1), ("y", 50), ("x", 7)] {
            conn.walk(sql, &[a.into(), limit.into()], &mut |_| Ok(Walk::On)).unwrap();
        }
        let statement = conn.db.prepare_cached(sql).unwrap();
        assert_eq!(statement.get_status(StatementStatus::Run), 3);
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
    }
}

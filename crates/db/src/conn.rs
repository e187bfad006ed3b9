//! One connection to either database behind one set of verbs. It knows transactions, not who is waiting for them.

use std::sync::Mutex;

use domain::{Error, Result, id::WorkspaceId};

use crate::postgres_conn::PostgresConn;
use crate::query::{Row, Walk};
use crate::sqlite_conn::SqliteConn;
use crate::{Dialect, Url, Value};

/// What a connection is for. Readers cannot write, by the database's own word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Read,
    Write,
    Migrate,
}

/// Whether more writes are likely to be on their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    Calm,
    Busy,
}

/// What the row of a workspace counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counters {
    /// The last event.
    pub seq: i64,
    /// Changes to what nodes keep in memory.
    pub memory: i64,
}

pub(crate) enum Conn {
    Sqlite(SqliteConn),
    Postgres(Box<PostgresConn>),
}

impl Conn {
    pub fn open(url: &Url, purpose: Purpose, wal_limit: u64) -> Result<Conn> {
        Ok(match url {
            Url::Sqlite(path) => Conn::Sqlite(SqliteConn::open(path, purpose, wal_limit)?),
            Url::Postgres(text) => Conn::Postgres(Box::new(PostgresConn::open(text, purpose)?)),
        })
    }

    pub fn dialect(&self) -> Dialect {
        match self {
            Conn::Sqlite(_) => Dialect::Sqlite,
            Conn::Postgres(_) => Dialect::Postgres,
        }
    }

    pub fn walk(&mut self, sql: &str, args: &[Value], step: &mut dyn FnMut(&Row<'_>) -> Result<Walk>) -> Result<()> {
        match self {
            Conn::Sqlite(conn) => conn.walk(sql, args, step),
            Conn::Postgres(conn) => conn.walk(sql, args, step),
        }
        .map_err(|e| naming(e, sql))
    }

    pub fn exec(&mut self, sql: &str, args: &[Value]) -> Result<u64> {
        match self {
            Conn::Sqlite(conn) => conn.exec(sql, args),
            Conn::Postgres(conn) => conn.exec(sql, args),
        }
        .map_err(|e| naming(e, sql))
    }

    /// A statement of which nobody needs to know how much it changed: PostgreSQL gets it together with the next request,
    /// saving a round trip. Done for certain after [`Conn::flush`].
    pub fn put(&mut self, sql: &str, args: &[Value]) -> Result<()> {
        match self {
            Conn::Sqlite(conn) => conn.exec(sql, args).map(drop),
            Conn::Postgres(conn) => conn.put(sql, args),
        }
        .map_err(|e| naming(e, sql))
    }

    pub fn flush(&mut self) -> Result<()> {
        match self {
            Conn::Sqlite(_) => Ok(()),
            Conn::Postgres(conn) => conn.flush(),
        }
    }

    /// Of what was put, what was not done yet need not be.
    pub fn forget(&mut self) {
        if let Conn::Postgres(conn) = self {
            conn.forget();
        }
    }

    pub fn prepare(&mut self, sql: &str) -> Result<()> {
        match self {
            Conn::Sqlite(conn) => conn.prepare(sql),
            Conn::Postgres(conn) => conn.prepare(sql),
        }
        .map_err(|e| naming(e, sql))
    }

    /// Several statements without arguments, at once.
    pub fn script(&mut self, sql: &str) -> Result<()> {
        match self {
            Conn::Sqlite(conn) => conn.script(sql),
            Conn::Postgres(conn) => conn.script(sql),
        }
    }

    /// A statement whose answer nobody waits for: PostgreSQL gets it together with the next one, saving a round trip.
    pub fn later(&mut self, sql: &str) -> Result<()> {
        match self {
            Conn::Sqlite(conn) => conn.exec(sql, &[]).map(drop),
            Conn::Postgres(conn) => {
                conn.later(sql);
                Ok(())
            }
        }
    }

    pub fn begin(&mut self, purpose: Purpose) -> Result<()> {
        match (self, purpose) {
            (Conn::Sqlite(conn), Purpose::Read) => conn.exec("begin deferred", &[]).map(drop),
            (Conn::Sqlite(conn), _) => conn.exec("begin immediate", &[]).map(drop),
            (Conn::Postgres(conn), Purpose::Read) => conn.script("begin isolation level repeatable read read only"),
            (Conn::Postgres(conn), _) => {
                conn.later("begin");
                Ok(())
            }
        }
    }

    /// The workspace's event counter and its memory's. On PostgreSQL this locks the row, and with it the order of events,
    /// until the commit.
    pub fn lock_counters(&mut self, workspace: WorkspaceId) -> Result<Counters> {
        let sql = match self {
            Conn::Sqlite(_) => "select seq, memory from workspaces where id = $1",
            Conn::Postgres(_) => "select seq, memory from workspaces where id = $1 for no key update",
        };
        let mut found = None;
        self.walk(sql, &[workspace.into()], &mut |row| {
            found = Some(Counters { seq: row.get("seq")?, memory: row.get("memory")? });
            Ok(Walk::Enough)
        })?;
        found.ok_or_else(Error::not_found)
    }

    /// The numbers are ours, so they may stand in the text and travel with the commit.
    pub fn raise_counters(&mut self, workspace: WorkspaceId, counters: Counters) -> Result<()> {
        let Counters { seq, memory } = counters;
        match self {
            Conn::Sqlite(conn) => {
                let sql = "update workspaces set seq = $1, memory = $2 where id = $3";
                conn.exec(sql, &[seq.into(), memory.into(), workspace.into()]).map(drop)
            }
            Conn::Postgres(conn) => {
                let id = workspace.0;
                conn.later(&format!("update workspaces set seq = {seq}, memory = {memory} where id = {id}"));
                Ok(())
            }
        }
    }

    /// Wakes the other nodes when this transaction commits. SQLite has no other nodes.
    pub fn notify(&mut self, node: i64, workspace: WorkspaceId) {
        if let Conn::Postgres(conn) = self {
            conn.later(&format!("select pg_notify('{}', '{node}:{}')", conn.channel, workspace.0));
        }
    }

    /// To the other nodes, when this transaction commits.
    pub fn whisper(&mut self, text: &str) -> Result<()> {
        const WHISPER_POSTGRES: &str = "select pg_notify($1, $2)";
        let Conn::Postgres(conn) = self else { return Ok(()) };
        let args = [conn.channel.as_str().into(), text.into()];
        self.walk(WHISPER_POSTGRES, &args, &mut |_| Ok(Walk::Enough))
    }

    pub fn commit(&mut self) -> Result<()> {
        match self {
            Conn::Sqlite(conn) => conn.exec("commit", &[]).map(drop),
            // PostgreSQL answers the commit of a failed transaction with a silent rollback; the question before it fails loudly.
            Conn::Postgres(conn) => conn.script("select 1; commit"),
        }
    }

    pub fn rollback(&mut self) {
        let outcome = match self {
            Conn::Sqlite(conn) => conn.rollback(),
            Conn::Postgres(conn) => conn.rollback(),
        };
        if let Err(error) = outcome {
            tracing::warn!(error = %error, "a rollback failed");
        }
    }

    /// The transaction is gone or cannot succeed any more, whatever its closures say.
    pub fn must_start_over(&self) -> bool {
        match self {
            Conn::Sqlite(conn) => conn.transaction_is_gone(),
            Conn::Postgres(conn) => conn.must_start_over(),
        }
    }

    pub fn is_closed(&self) -> bool {
        match self {
            Conn::Sqlite(_) => false,
            Conn::Postgres(conn) => conn.is_closed(),
        }
    }

    /// House-keeping between two batches. True when SQLite's log should be moved into the database file.
    pub fn tidy(&mut self, moving: &Mutex<()>, pace: Pace) -> bool {
        match self {
            Conn::Sqlite(conn) => conn.bound_log(moving, pace),
            Conn::Postgres(_) => false,
        }
    }
}

/// Operators and developers need to see which statement it was; the text holds no values.
fn naming(error: Error, sql: &str) -> Error {
    match error.internal.clone() {
        Some(internal) => {
            let sql: String = sql.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect();
            error.internal(format!("{internal} [{sql}]"))
        }
        None => error,
    }
}

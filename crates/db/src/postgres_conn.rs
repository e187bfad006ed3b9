//! A connection to PostgreSQL: settings, prepared statements by their text, and statements that ride with the next one.

use std::collections::HashMap;
use std::time::Duration;

use domain::{Error, Result};
use postgres::types::ToSql;
use postgres::{Client, Config, NoTls, Statement};

use crate::Value;
use crate::conn::Purpose;
use crate::failure;
use crate::query::{Inner, Row, Walk};

const CONNECT: Duration = Duration::from_secs(5);
const SILENCE: Duration = Duration::from_secs(20);
/// Search makes texts of its own; past this many the cache starts over rather than grow without end.
const STATEMENTS: usize = 1000;
/// A transaction of ours waits for nobody but the database: one that says nothing for five seconds belongs to a process that
/// stands still. Its locks must be free before those who wait for them give up.
const LIMITS: &str = "set statement_timeout = '30s'; set lock_timeout = '10s'; \
    set idle_in_transaction_session_timeout = '5s'; set default_transaction_isolation = 'read committed'; set jit = off";

pub(crate) struct PostgresConn {
    client: Client,
    statements: HashMap<String, Statement>,
    riding: String,
    start_over: bool,
    dead: bool,
    /// Where commits are announced. Holds the schema, so that two installations in one database do not hear each other.
    pub channel: String,
}

impl PostgresConn {
    pub fn open(url: &str, purpose: Purpose) -> Result<PostgresConn> {
        let mut client = connect(url)?;
        // A migration may rightly take long.
        if purpose != Purpose::Migrate {
            client.batch_execute(LIMITS).map_err(|e| failure::postgres(&e))?;
        }
        let channel = channel(&mut client)?;
        Ok(PostgresConn {
            client,
            statements: HashMap::new(),
            riding: String::new(),
            start_over: false,
            dead: false,
            channel,
        })
    }

    /// A commit that PostgreSQL has answered but not yet stored would be a message lost after "sent".
    pub fn refuse_lazy_commits(&mut self) -> Result<()> {
        let row = self.client.query_one("show synchronous_commit", &[]).map_err(|e| failure::postgres(&e))?;
        if row.get::<_, String>(0) == "off" {
            return Err(Error::unavailable(
                "postgres refused: synchronous_commit is off, so an answered message could be lost in a crash; turn it on for this database",
            ));
        }
        Ok(())
    }

    pub fn walk(&mut self, sql: &str, args: &[Value], step: &mut dyn FnMut(&Row<'_>) -> Result<Walk>) -> Result<()> {
        let statement = self.statement(sql)?;
        let rows = self.client.query(&statement, &references(args));
        for row in self.noting(rows)? {
            if let Walk::Enough = step(&Row::new(Inner::Postgres(&row)))? {
                break;
            }
        }
        Ok(())
    }

    pub fn exec(&mut self, sql: &str, args: &[Value]) -> Result<u64> {
        let statement = self.statement(sql)?;
        let changed = self.client.execute(&statement, &references(args));
        self.noting(changed)
    }

    pub fn prepare(&mut self, sql: &str) -> Result<()> {
        self.statement(sql).map(drop)
    }

    pub fn script(&mut self, sql: &str) -> Result<()> {
        self.later(sql);
        self.flush()
    }

    pub fn later(&mut self, sql: &str) {
        self.riding.push_str(sql);
        self.riding.push(';');
    }

    pub fn rollback(&mut self) -> Result<()> {
        self.riding.clear();
        self.start_over = false;
        if self.is_closed() { Ok(()) } else { self.script("rollback") }
    }

    pub fn must_start_over(&self) -> bool {
        self.start_over || self.is_closed()
    }

    pub fn is_closed(&self) -> bool {
        self.dead || self.client.is_closed()
    }

    fn flush(&mut self) -> Result<()> {
        if self.riding.is_empty() {
            return Ok(());
        }
        let riding = std::mem::take(&mut self.riding);
        let outcome = self.client.batch_execute(&riding);
        self.noting(outcome)
    }

    fn statement(&mut self, sql: &str) -> Result<Statement> {
        self.flush()?;
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let prepared = self.client.prepare(sql);
        let statement = self.noting(prepared)?;
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    fn noting<T>(&mut self, outcome: Result<T, postgres::Error>) -> Result<T> {
        outcome.map_err(|error| {
            if failure::worth_another_try(&error) {
                self.start_over = true;
                self.statements.clear();
            }
            self.dead |= failure::ends_connection(&error);
            failure::postgres(&error)
        })
    }
}

/// Also used by the listener, which needs the bare client.
pub(crate) fn connect(url: &str) -> Result<Client> {
    let mut config: Config =
        url.parse().map_err(|e| Error::internal_error(format!("the database address is not understood: {e}")))?;
    if config.get_application_name().is_none() {
        config.application_name("yingke");
    }
    config.connect_timeout(CONNECT).tcp_user_timeout(SILENCE).keepalives_idle(SILENCE);
    config.connect(NoTls).map_err(|e| Error::unavailable(format!("postgres: {}", failure::whole(&e))))
}

pub(crate) fn channel(client: &mut Client) -> Result<String> {
    // A schema's name may be as long as a channel's, so its digest stands for it.
    let row = client.query_one("select current_schema()::text, md5(current_schema()::text)", &[]);
    let row = row.map_err(|e| failure::postgres(&e))?;
    match row.get::<_, Option<String>>(1) {
        Some(digest) => Ok(format!("yingke_{digest}")),
        None => Err(Error::unavailable("the schema of the database address does not exist; create it first")),
    }
}

fn references(args: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    args.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

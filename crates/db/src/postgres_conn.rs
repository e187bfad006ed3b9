//! A connection to PostgreSQL: settings, prepared statements by their text, and what rides with the next request.

use std::collections::HashMap;
use std::time::Duration;

use domain::{Error, Result};
use postgres::{Client, Config, NoTls, Statement};

use crate::Value;
use crate::conn::Purpose;
use crate::failure;
use crate::query::{Inner, Row, Walk};
use crate::wire::{Request, Wire};

const CONNECT: Duration = Duration::from_secs(5);
const SILENCE: Duration = Duration::from_secs(20);
/// Search makes texts of its own; past this many the cache starts over rather than grow without end.
const STATEMENTS: usize = 1000;
/// A transaction of ours waits for nobody but the database: one that says nothing for five seconds belongs to a process that
/// stands still. Its locks must be free before those who wait for them give up.
const LIMITS: &str = "set statement_timeout = '30s'; set lock_timeout = '10s'; \
    set idle_in_transaction_session_timeout = '5s'; set default_transaction_isolation = 'read committed'; set jit = off";

pub(crate) struct PostgresConn {
    wire: Wire,
    statements: HashMap<String, Statement>,
    /// What goes with the next request.
    riding: Vec<Request>,
    start_over: bool,
    dead: bool,
    /// Where commits are announced. Holds the schema, so that two installations in one database do not hear each other.
    pub channel: String,
}

impl PostgresConn {
    pub fn open(url: &str, purpose: Purpose) -> Result<PostgresConn> {
        let connected = Wire::connect(&config(url)?)
            .map_err(|e| Error::unavailable(format!("a connection to the database could not be made: {e}")))?;
        let wire = connected.map_err(|e| Error::unavailable(format!("postgres: {}", failure::whole(&e))))?;
        let (statements, riding, channel) = (HashMap::new(), Vec::new(), String::new());
        let mut conn = PostgresConn { wire, statements, riding, start_over: false, dead: false, channel };
        // A migration may rightly take long.
        if purpose != Purpose::Migrate {
            conn.later(LIMITS);
        }
        conn.channel = conn.found_channel()?;
        Ok(conn)
    }

    fn found_channel(&mut self) -> Result<String> {
        let mut found = None;
        self.walk(CHANNEL_POSTGRES, &[], &mut |row| {
            found = row.get::<Option<String>>("digest")?;
            Ok(Walk::Enough)
        })?;
        named_channel(found)
    }

    /// A commit that PostgreSQL has answered but not yet stored would be a message lost after "sent".
    pub fn refuse_lazy_commits(&mut self) -> Result<()> {
        let mut lazy = false;
        self.walk("show synchronous_commit", &[], &mut |row| {
            lazy = row.get::<String>("synchronous_commit")? == "off";
            Ok(Walk::Enough)
        })?;
        if lazy {
            return Err(Error::unavailable(
                "postgres refused: synchronous_commit is off, so an answered message could be lost in a crash; turn it on for this database",
            ));
        }
        Ok(())
    }

    pub fn walk(&mut self, sql: &str, args: &[Value], step: &mut dyn FnMut(&Row<'_>) -> Result<Walk>) -> Result<()> {
        let statement = self.statement(sql)?;
        let rows = self.wire.query(&std::mem::take(&mut self.riding), &statement, args);
        for row in self.noting(rows)? {
            if let Walk::Enough = step(&Row::new(Inner::Postgres(&row)))? {
                break;
            }
        }
        Ok(())
    }

    pub fn exec(&mut self, sql: &str, args: &[Value]) -> Result<u64> {
        let statement = self.statement(sql)?;
        let changed = self.wire.execute(&std::mem::take(&mut self.riding), &statement, args);
        self.noting(changed)
    }

    /// As [`PostgresConn::exec`], but sent with the next request. Its refusal is that one's.
    pub fn put(&mut self, sql: &str, args: &[Value]) -> Result<()> {
        let statement = self.statement(sql)?;
        self.riding.push(Request::Statement(statement, args.to_vec()));
        Ok(())
    }

    pub fn prepare(&mut self, sql: &str) -> Result<()> {
        self.statement(sql).map(drop)
    }

    pub fn script(&mut self, sql: &str) -> Result<()> {
        self.later(sql);
        self.flush()
    }

    pub fn later(&mut self, sql: &str) {
        if let Some(Request::Text(text)) = self.riding.last_mut() {
            text.push_str(sql);
            text.push(';');
        } else {
            self.riding.push(Request::Text(format!("{sql};")));
        }
    }

    /// Sends what is still here, and knows then that all of it was done.
    pub fn flush(&mut self) -> Result<()> {
        if self.riding.is_empty() {
            return Ok(());
        }
        let done = self.wire.request(&std::mem::take(&mut self.riding));
        self.noting(done)
    }

    /// What was put and not sent is to be undone: it need not be done at all.
    pub fn forget(&mut self) {
        self.riding.retain(|request| matches!(request, Request::Text(_)));
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
        self.dead || self.wire.is_closed()
    }

    /// Mostly known already. To prepare one is a request of its own, which goes before those that are riding.
    fn statement(&mut self, sql: &str) -> Result<Statement> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        self.flush()?;
        let prepared = self.wire.prepare(sql);
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

fn config(url: &str) -> Result<tokio_postgres::Config> {
    let mut config: tokio_postgres::Config =
        url.parse().map_err(|e| Error::internal_error(format!("the database address is not understood: {e}")))?;
    if config.get_application_name().is_none() {
        config.application_name("yingke");
    }
    config.connect_timeout(CONNECT).tcp_user_timeout(SILENCE).keepalives_idle(SILENCE);
    Ok(config)
}

// A schema's name may be as long as a channel's, so its digest stands for it.
const CHANNEL_POSTGRES: &str = "select md5(current_schema()::text) as digest";

fn named_channel(digest: Option<String>) -> Result<String> {
    let missing = || Error::unavailable("the schema of the database address does not exist; create it first");
    Ok(format!("yingke_{}", digest.ok_or_else(missing)?))
}

/// For the listener, which hears of what nobody asked for, and the channel that it is to hear.
pub(crate) fn listening(url: &str) -> Result<(Client, String)> {
    let mut client = Config::from(config(url)?)
        .connect(NoTls)
        .map_err(|e| Error::unavailable(format!("postgres: {}", failure::whole(&e))))?;
    let row = client.query_one(CHANNEL_POSTGRES, &[]).map_err(|e| failure::postgres(&e))?;
    Ok((client, named_channel(row.get(0))?))
}

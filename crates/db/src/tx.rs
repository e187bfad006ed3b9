//! What a write closure holds: rows, events and jobs that become visible together or not at all.

use std::sync::Arc;

use domain::id::{ContactId, WorkspaceId};
use domain::{Error, Result, Timestamp};
use serde_json::Value as Json;

use crate::conn::Conn;
use crate::memory::Memory;
use crate::query::{Query, Row, Walk};
use crate::shared::Shared;
use crate::{Dialect, Value, args};

/// Something that others should hear of. The audience and the data are JSON for the application to read; they stay text
/// on their way into the row and to the listeners.
#[derive(Debug, Clone)]
pub struct NewEvent {
    pub name: &'static str,
    pub audience: String,
    /// The contact in whose stream it is too.
    pub contact: Option<ContactId>,
    pub data: String,
}

/// An event with its place in the workspace's one order.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub workspace: WorkspaceId,
    pub seq: i64,
    pub name: String,
    pub audience: Arc<str>,
    pub contact: Option<ContactId>,
    pub data: Arc<str>,
    pub at: Timestamp,
}

/// Work for later. While one of the same kind and key waits unclaimed, a new one replaces its payload and its hour.
#[derive(Debug, Clone)]
pub struct NewJob {
    pub kind: &'static str,
    pub key: String,
    pub payload: Json,
    pub due_at: Timestamp,
}

/// What a commit brought, in commit order per workspace. `workspace` 0 stands for writes outside any workspace.
#[derive(Debug, Clone)]
pub struct Committed {
    pub workspace: WorkspaceId,
    /// The event counter before: a listener that is not there yet has missed something.
    pub previous: i64,
    pub events: Vec<Event>,
    /// Jobs were enqueued: the next due time may have changed.
    pub jobs: bool,
}

/// No event of that moment or later has a smaller number, whichever process wrote it.
pub const fn earliest_event(at: Timestamp) -> i64 {
    at.0.saturating_mul(1000)
}

/// The workspace of writes that belong to none.
pub const NO_WORKSPACE: WorkspaceId = WorkspaceId(0);

/// What an event of [`Tx::emit_last`] is about: a kind, and which of them.
pub type About = (&'static str, i64);

pub struct Tx<'a> {
    conn: &'a mut Conn,
    shared: &'a Shared,
    workspace: WorkspaceId,
    now: Timestamp,
    seq: i64,
    events: Vec<Event>,
    /// Said behind those, by what they are about.
    last: Vec<(About, NewEvent)>,
    jobs: Vec<NewJob>,
    failure: Option<Error>,
    /// Something was asked of the database that may change it.
    wrote: bool,
    memory: Option<Memory>,
    memory_changed: bool,
}

/// What a closure leaves behind when all went well.
pub(crate) struct Settled {
    pub seq: i64,
    pub events: Vec<Event>,
    pub jobs: bool,
    pub memory_changed: bool,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(
        conn: &'a mut Conn,
        shared: &'a Shared,
        workspace: WorkspaceId,
        seq: i64,
        memory: Option<Memory>,
    ) -> Self {
        let (events, last, jobs, now) = (Vec::new(), Vec::new(), Vec::new(), shared.now());
        let (failure, wrote, memory_changed) = (None, false, false);
        Tx { conn, shared, workspace, now, seq, events, last, jobs, failure, wrote, memory, memory_changed }
    }

    /// What this node remembers of the workspace, true as of this moment; `None` when it is to be read. Whoever takes it
    /// puts it back with [`Tx::remember`].
    pub fn recall<T: Send + 'static>(&mut self) -> Option<T> {
        self.memory.take().and_then(|memory| memory.downcast().ok()).map(|memory| *memory)
    }

    /// Keeps it for the writes that follow.
    pub fn remember<T: Send + 'static>(&mut self, memory: T) {
        self.memory = Some(Box::new(memory));
    }

    /// Something of what nodes remember was changed in the store: whatever other nodes keep is outdated when this commits,
    /// and what is kept here when it does not.
    pub fn memory_changed(&mut self) {
        self.memory_changed = self.workspace != NO_WORKSPACE;
    }

    /// What is left of the memory when the closure failed.
    pub(crate) fn unchanged_memory(&mut self) -> Option<Memory> {
        self.memory.take().filter(|_| !self.left_traces())
    }

    pub(crate) fn take_memory(&mut self) -> Option<Memory> {
        self.memory.take()
    }

    /// Something may be left in the transaction when the closure fails now; PostgreSQL's is spoilt by any refusal.
    pub(crate) fn left_traces(&self) -> bool {
        self.wrote || self.failure.is_some()
    }

    pub fn exec(&mut self, sql: &'static str, args: &[Value]) -> Result<u64> {
        self.usable()?;
        self.wrote = true;
        let outcome = self.conn.exec(sql, args);
        self.noting(outcome)
    }

    /// The same for whoever need not know how many rows it changed: PostgreSQL gets it with the closure's next question, or at
    /// its end. A refusal ends the closure there.
    pub fn put(&mut self, sql: &'static str, args: &[Value]) -> Result<()> {
        self.usable()?;
        self.wrote = true;
        let outcome = self.conn.put(sql, args);
        self.noting(outcome)
    }

    /// Announces something when the commit has happened. The answer is the event's number: rising, with gaps that mean nothing.
    pub fn emit(&mut self, event: NewEvent) -> i64 {
        if self.workspace == NO_WORKSPACE {
            self.failure
                .get_or_insert_with(|| Error::internal_error(format!("{} emitted outside a workspace", event.name)));
            return 0;
        }
        self.seq = (self.seq + 1 + self.shared.step()).max(earliest_event(self.now));
        self.events.push(Event {
            workspace: self.workspace,
            seq: self.seq,
            name: event.name.to_owned(),
            audience: event.audience.into(),
            contact: event.contact,
            data: event.data.into(),
            at: self.now,
        });
        self.seq
    }

    /// Announces how something stands, behind all else that this closure announces: those whom the rest concerns hear of that
    /// before many hear of this. Of several about the same only the newest is said.
    pub fn emit_last(&mut self, about: About, event: NewEvent) {
        self.last.retain(|(other, _)| *other != about);
        self.last.push((about, event));
    }

    pub fn enqueue(&mut self, job: NewJob) {
        self.jobs.push(job);
    }

    pub(crate) fn whisper(&mut self, text: &str) -> Result<()> {
        self.wrote = true;
        let node = self.shared.node;
        let outcome = self.conn.whisper(&format!("w{node}:{text}"));
        self.noting(outcome)
    }

    pub fn workspace(&self) -> WorkspaceId {
        self.workspace
    }

    pub fn now(&self) -> Timestamp {
        self.now
    }

    pub fn new_id(&mut self) -> i64 {
        self.shared.new_id()
    }

    /// Stores events and jobs, as part of the closure.
    pub(crate) fn settle(&mut self) -> Result<Settled> {
        for (_, event) in std::mem::take(&mut self.last) {
            self.emit(event);
        }
        for event in std::mem::take(&mut self.events) {
            self.store_event(&event)?;
            self.events.push(event);
        }
        let jobs = std::mem::take(&mut self.jobs);
        for job in &jobs {
            self.store_job(job)?;
        }
        if self.failure.is_none() {
            let outcome = self.conn.flush();
            self.noting(outcome)?;
        }
        self.usable()?;
        Ok(Settled {
            seq: self.seq,
            events: std::mem::take(&mut self.events),
            jobs: !jobs.is_empty(),
            memory_changed: self.memory_changed,
        })
    }

    fn store_event(&mut self, event: &Event) -> Result<()> {
        const SQL: &str = "
            insert into events (workspace_id, seq, name, audience, contact_id, data, created_at)
            values ($1, $2, $3, $4, $5, $6, $7)";
        let Event { workspace, seq, name, audience, contact, data, at } = event;
        self.put(SQL, &args![*workspace, *seq, name, &**audience, *contact, &**data, *at])
    }

    fn store_job(&mut self, job: &NewJob) -> Result<()> {
        const SQL: &str = "
            insert into jobs (id, workspace_id, kind, key, payload, due_at, claimed_until, attempts)
            values ($1, $2, $3, $4, $5, $6, 0, 0)
            on conflict (kind, key) where claimed_until = 0
            do update set payload = excluded.payload, due_at = excluded.due_at, attempts = 0, problem = null";
        let id = self.new_id();
        self.put(SQL, &args![id, self.workspace, job.kind, &job.key, &job.payload, job.due_at])
    }

    /// PostgreSQL refuses everything after a failed statement until it is rolled back. SQLite would go on;
    /// a closure that swallows an error must not commit on one database and fail on the other.
    fn usable(&self) -> Result<()> {
        self.failure.clone().map_or(Ok(()), Err)
    }

    fn noting<T>(&mut self, outcome: Result<T>) -> Result<T> {
        if let Err(error) = &outcome {
            self.failure.get_or_insert_with(|| error.clone());
        }
        outcome
    }
}

impl Query for Tx<'_> {
    fn walk(&mut self, sql: &str, args: &[Value], step: &mut dyn FnMut(&Row<'_>) -> Result<Walk>) -> Result<()> {
        self.usable()?;
        // `insert … returning` answers too. No `select` of ours calls what writes.
        self.wrote |= !sql.trim_start().starts_with("select");
        // An error of the step is the closure's own affair; only the database's spoils the transaction.
        let mut refused = None;
        let outcome = self.conn.walk(sql, args, &mut |row| match step(row) {
            Ok(walk) => Ok(walk),
            Err(error) => {
                refused = Some(error);
                Ok(Walk::Enough)
            }
        });
        self.noting(outcome)?;
        refused.map_or(Ok(()), Err)
    }

    fn dialect(&self) -> Dialect {
        self.conn.dialect()
    }
}

//! The storage seam: one way to read and to write, on SQLite or PostgreSQL, chosen by address.
//!
//! It knows the tables `workspaces(id, seq, memory)`, `events`, `jobs` and its own `meta` and `schema_migrations`. What else is
//! stored, and every statement about it, belongs to the slices of the application.
//!
//! Closures run on threads of their own and do not await. A write closure may run twice; it touches nothing but its `tx`.

mod checkpoint;
mod conn;
mod fail_point;
mod failure;
mod jobs;
mod listen;
mod look;
mod memory;
mod migrate;
mod postgres_conn;
mod query;
mod queue;
mod read;
mod shared;
mod sqlite_conn;
mod tx;
mod value;
mod wire;
mod write;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use domain::{Error, Result, Timestamp, id::WorkspaceId};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;

pub use fail_point::{FAIL_POINTS, fail_point};
pub use jobs::Job;
pub use look::{Schema, look};
pub use migrate::{MIGRATIONS, Migration};
pub use query::{Query, Reader, Row, Walk};
pub use shared::Clock;
pub use tx::{Committed, Event, NO_WORKSPACE, NewEvent, NewJob, Tx, earliest_event};
pub use value::{FromValue, Value};

use conn::{Conn, Purpose};
use queue::Queue;
use read::ReadJob;
use shared::{Shared, lock};
use write::WriteJob;

const POSTGRES_WRITERS: usize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Url {
    /// The database file; its folder is made when it is missing.
    Sqlite(PathBuf),
    /// `postgres://…`; parameters such as `?options=-c%20search_path%3Dname` pass through.
    Postgres(String),
}

#[derive(Clone)]
pub struct Options {
    pub url: Url,
    pub readers: usize,
    pub clock: Clock,
    pub migrations: &'static [Migration],
    /// SQLite's write-ahead log is emptied when it is larger than this many bytes, and much earlier while there is little to
    /// do.
    pub wal_limit: u64,
}

impl Options {
    pub fn new(url: Url, clock: Clock) -> Options {
        Options { url, readers: 4, clock, migrations: MIGRATIONS, wal_limit: fail_point::log_bytes(64 << 20) }
    }
}

/// The open database. Clones are handles to the same one.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    shared: Arc<Shared>,
    reads: Arc<Queue<ReadJob>>,
    writes: Arc<Queue<WriteJob>>,
    checkpoints: Arc<Queue<()>>,
    asked: AtomicI64,
    stop: Arc<AtomicBool>,
    readers: Mutex<Vec<JoinHandle<()>>>,
    writers: Mutex<Vec<JoinHandle<()>>>,
}

impl Db {
    /// Makes what is missing, migrates, and takes this start's node number.
    pub async fn open(options: Options) -> Result<Db> {
        let opening = tokio::task::spawn_blocking(move || open(options));
        opening.await.map_err(|e| Error::internal_error(format!("opening the database: {e}")))?
    }

    /// Counts the starts of all nodes of this database, so no two running ones have the same.
    pub fn node(&self) -> i64 {
        self.inner.shared.node
    }

    pub fn new_id(&self) -> i64 {
        self.inner.shared.new_id()
    }

    pub fn now(&self) -> Timestamp {
        self.inner.shared.now()
    }

    /// Answers from one consistent snapshot.
    pub async fn read<T, F>(&self, closure: F) -> Result<T>
    where
        F: FnOnce(&mut Reader<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.ask(read::snapshot(closure)).await
    }

    /// Writes under the workspace's lock. Everything the closure does is stored when this returns `Ok`, or nothing is.
    ///
    /// A failed statement ends the closure: it cannot be caught and passed over.
    pub async fn write<T, F>(&self, workspace: WorkspaceId, closure: F) -> Result<T>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        if workspace == NO_WORKSPACE {
            return Err(Error::not_found());
        }
        self.put(workspace, closure).await
    }

    /// Writes outside any workspace (registration, heart-beats, clean-up); events cannot be emitted here.
    pub async fn write_any<T, F>(&self, closure: F) -> Result<T>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.put(NO_WORKSPACE, closure).await
    }

    /// Every commit of this node from now on, in commit order per workspace, before its writers are answered. The buffer
    /// is unbounded because nothing may be lost: take it once, at the start, and drain it.
    pub fn subscribe(&self) -> UnboundedReceiver<Committed> {
        self.inner.shared.subscribe()
    }

    /// Workspaces in which another node has committed events or jobs; [`NO_WORKSPACE`] says "check everything". Also this
    /// node's own, when the connection was lost so that nobody knows whether a commit took place.
    pub fn signals(&self) -> UnboundedReceiver<WorkspaceId> {
        self.inner.shared.signals()
    }

    /// Says something to the other nodes that is stored nowhere and may be lost (typing). SQLite has no other nodes.
    /// At most about 7,000 bytes (PostgreSQL, NOTIFY: "the payload must be shorter than 8000 bytes").
    pub async fn whisper(&self, text: String) -> Result<()> {
        match self.inner.shared.url {
            Url::Sqlite(_) => Ok(()),
            Url::Postgres(_) => self.write_any(move |tx| tx.whisper(&text)).await,
        }
    }

    /// What other nodes whisper, from now on.
    pub fn whispers(&self) -> UnboundedReceiver<String> {
        self.inner.shared.whispers()
    }

    /// Whether the database understands a statement; for the test that asks this of all of them.
    pub async fn prepare(&self, sql: &str) -> Result<()> {
        let sql = sql.to_owned();
        self.ask(read::job(move |conn| conn.prepare(&sql))).await
    }

    pub async fn ping(&self) -> Result<()> {
        self.read(|q| q.one("select 1 as one", &[], |_| Ok(()))).await
    }

    /// Finishes what waits, then closes. Whatever comes later, from other handles, is told to try again.
    pub async fn close(self) {
        self.inner.close();
        let threads = |list: &Mutex<Vec<JoinHandle<()>>>| std::mem::take(&mut *lock(list));
        let (readers, writers) = (threads(&self.inner.readers), threads(&self.inner.writers));
        // The writer leaves last: SQLite empties its log when the last connection goes, and readers may not write.
        let joining =
            tokio::task::spawn_blocking(move || readers.into_iter().chain(writers).for_each(|t| drop(t.join())));
        let _ = joining.await;
    }

    async fn ask<T>(&self, (job, answer): (ReadJob, oneshot::Receiver<Result<T>>)) -> Result<T> {
        // Reads have no order among them: each is a lane of its own.
        let lane = self.inner.asked.fetch_add(1, Ordering::Relaxed);
        self.inner.reads.push(lane, job).map_err(|_| busy())?;
        answer.await.map_err(|_| busy())?
    }

    async fn put<T, F>(&self, workspace: WorkspaceId, closure: F) -> Result<T>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (job, answer) = WriteJob::new(workspace, closure);
        let lane = job.lane(&self.inner.shared.url);
        self.inner.writes.push(lane, job).map_err(|_| busy())?;
        answer.await.map_err(|_| busy())?
    }
}

impl Inner {
    fn close(&self) {
        self.stop.store(true, Ordering::Relaxed);
        self.reads.close();
        self.writes.close();
        self.checkpoints.close();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

fn busy() -> Error {
    Error::unavailable("the database queue is full or closed")
}

fn open(options: Options) -> Result<Db> {
    let mut conn = Conn::open(&options.url, Purpose::Migrate, options.wal_limit)?;
    if let Conn::Postgres(conn) = &mut conn {
        conn.refuse_lazy_commits()?;
    }
    let node = migrate::migrate(&mut conn, options.migrations, (options.clock)())?;
    drop(conn);
    let writers = match options.url {
        Url::Sqlite(_) => 1,
        Url::Postgres(_) => POSTGRES_WRITERS,
    };
    let shared = Arc::new(Shared::new(options.url, node, options.wal_limit, options.clock));
    let inner = Inner {
        shared,
        reads: Arc::new(Queue::new()),
        writes: Arc::new(Queue::new()),
        checkpoints: Arc::new(Queue::new()),
        asked: AtomicI64::new(0),
        stop: Arc::default(),
        readers: Mutex::default(),
        writers: Mutex::default(),
    };
    start_threads(&inner, options.readers.max(1), writers)?;
    Ok(Db { inner: Arc::new(inner) })
}

fn start_threads(inner: &Inner, readers: usize, writers: usize) -> Result<()> {
    for _ in 0..readers {
        let (shared, queue) = (inner.shared.clone(), inner.reads.clone());
        lock(&inner.readers).push(thread("db-read", move || read::serve(&shared, &queue))?);
    }
    for _ in 0..writers {
        let (shared, queue, checkpoints) = (inner.shared.clone(), inner.writes.clone(), inner.checkpoints.clone());
        lock(&inner.writers).push(thread("db-write", move || write::serve(&shared, &queue, &checkpoints))?);
    }
    let (shared, readers) = (inner.shared.clone(), &inner.readers);
    match &inner.shared.url {
        Url::Sqlite(_) => {
            let queue = inner.checkpoints.clone();
            lock(readers).push(thread("db-checkpoint", move || checkpoint::serve(&shared, &queue))?);
        }
        Url::Postgres(url) => {
            let (stop, url) = (inner.stop.clone(), url.clone());
            let client = listen::connected(&url)?;
            lock(readers).push(thread("db-listen", move || listen::serve(&shared, client, &url, &stop))?);
        }
    }
    Ok(())
}

fn thread(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    let named = std::thread::Builder::new().name(name.to_owned());
    named.spawn(work).map_err(|e| Error::unavailable(format!("a thread cannot be started: {e}")))
}

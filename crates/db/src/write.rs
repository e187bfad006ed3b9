//! The writers: whatever waits in a lane becomes one transaction, is committed once, then published, then answered. SQLite has
//! one lane for everything, PostgreSQL one per workspace.
//!
//! A closure that fails has mostly written nothing yet: then nothing need be undone. Where it has, the whole batch starts over,
//! with a savepoint for each closure. To set those always would cost more than all that they save: before SQLite changes a page
//! within a savepoint it keeps a copy, and with each release the full-text index writes a segment of its own.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use domain::{Code, Error, Result, id::WorkspaceId};
use tokio::sync::oneshot;

use crate::conn::{Conn, Counters, Pace, Purpose};
use crate::fail_point::fail_point;
use crate::memory::Memory;
use crate::queue::Queue;
use crate::shared::Shared;
use crate::tx::{NO_WORKSPACE, Settled, Tx};
use crate::{Committed, Event, Url};

const SQLITE_BATCH: usize = 256;
/// PostgreSQL keeps 64 open subtransactions per session in shared memory; beyond that everybody gets slower.
const POSTGRES_BATCH: usize = 50;
const ATTEMPTS: usize = 4;
/// After a batch of several closures the next ones are about to come. To wait this long for them halves the commits of a
/// busy desk. It does not wait after one or two, nor while enough are there already. PostgreSQL has `commit_delay` for this.
const SEVERAL: usize = 3;
const ENOUGH: usize = 32;
const GATHERING: Duration = Duration::from_micros(500);

pub(crate) struct WriteJob {
    pub workspace: WorkspaceId,
    work: Box<dyn Work>,
}

/// A closure with the place its answer goes to. It may run again when its transaction had to start over.
trait Work: Send {
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<()>;
    fn answer(self: Box<Self>, outcome: Result<()>);
}

struct Pending<T, F> {
    closure: F,
    value: Option<T>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T: Send, F: FnMut(&mut Tx<'_>) -> Result<T> + Send> Work for Pending<T, F> {
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        self.value = Some((self.closure)(tx)?);
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<()>) {
        let Pending { value, reply, .. } = *self;
        let lost = || Error::internal_error("a write closure succeeded without a value");
        // Whoever asked may have gone; the write stands all the same.
        let _ = reply.send(outcome.and_then(|()| value.ok_or_else(lost)));
    }
}

impl WriteJob {
    pub fn new<T, F>(workspace: WorkspaceId, closure: F) -> (WriteJob, oneshot::Receiver<Result<T>>)
    where
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (reply, receiver) = oneshot::channel();
        (WriteJob { workspace, work: Box::new(Pending { closure, value: None, reply }) }, receiver)
    }

    pub fn lane(&self, url: &Url) -> i64 {
        match url {
            Url::Sqlite(_) => 0,
            Url::Postgres(_) => self.workspace.0,
        }
    }
}

/// One writer thread's life.
pub(crate) fn serve(shared: &Arc<Shared>, queue: &Queue<WriteJob>, checkpoints: &Queue<()>) {
    let most = match shared.url {
        Url::Sqlite(_) => SQLITE_BATCH,
        Url::Postgres(_) => POSTGRES_BATCH,
    };
    let mut slot = None;
    while let Some((lane, mut jobs)) = queue.take(most) {
        let outcomes = commit_or_start_over(shared, &mut slot, &mut jobs);
        let pace = if outcomes.len() >= SEVERAL { Pace::Busy } else { Pace::Calm };
        for (job, outcome) in jobs.into_iter().zip(outcomes) {
            job.work.answer(outcome);
        }
        queue.done(lane);
        if slot.as_mut().is_some_and(|conn| conn.tidy(&shared.moving_log, pace)) {
            // Refused only when everything closes.
            let _ = checkpoints.push(0, ());
        }
        if pace == Pace::Busy && matches!(shared.url, Url::Sqlite(_)) && queue.waiting() < ENOUGH {
            std::thread::sleep(GATHERING);
        }
    }
}

/// What keeps the traces of a closure that fails from the others.
#[derive(Clone, Copy, PartialEq)]
enum Guard {
    None,
    Savepoints,
}

/// Why a whole batch did not commit.
enum Failure {
    /// Nothing was stored: a closure failed after it had written, and there was no savepoint before it.
    LeftTraces,
    /// Nothing was stored; the closures may run again.
    Again(Error),
    /// Nothing was stored, or nobody knows: it is for the caller to try again, guarded by an idempotency key.
    Final(Error),
}

fn commit_or_start_over(shared: &Shared, slot: &mut Option<Conn>, jobs: &mut [WriteJob]) -> Vec<Result<()>> {
    let (mut attempts, mut guard) = (1, Guard::None);
    loop {
        let error = match attempt(shared, slot, jobs, guard) {
            Ok(outcomes) => return outcomes,
            Err(Failure::LeftTraces) => {
                tracing::debug!("A closure failed after it had written: its batch starts over with savepoints.");
                guard = Guard::Savepoints;
                continue;
            }
            Err(Failure::Again(_)) if attempts < ATTEMPTS => {
                attempts += 1;
                continue;
            }
            Err(Failure::Again(error) | Failure::Final(error)) => error,
        };
        let error = if error.code == Code::Unavailable { error } else { Error::unavailable(error.to_string()) };
        return jobs.iter().map(|_| Err(error.clone())).collect();
    }
}

fn attempt(
    shared: &Shared,
    slot: &mut Option<Conn>,
    jobs: &mut [WriteJob],
    guard: Guard,
) -> Result<Vec<Result<()>>, Failure> {
    if slot.as_ref().is_none_or(Conn::is_closed) {
        *slot = Some(Conn::open(&shared.url, Purpose::Write, shared.wal_limit).map_err(Failure::Final)?);
    }
    let Some(conn) = slot else { return Err(Failure::Final(Error::unavailable("no connection"))) };
    let outcome = Batch { shared, conn, guard, lanes: BTreeMap::new(), is_untouched: true }.commit(jobs);
    if outcome.is_err() {
        conn.rollback();
    }
    outcome
}

struct Batch<'a> {
    shared: &'a Shared,
    conn: &'a mut Conn,
    guard: Guard,
    lanes: BTreeMap<i64, Lane>,
    /// No closure has written anything yet: to undo the first is to begin anew, and it needs no savepoint.
    is_untouched: bool,
}

/// What a batch does to one workspace.
struct Lane {
    before: Counters,
    now: Counters,
    memory: Option<Memory>,
    events: Vec<Event>,
    jobs: bool,
    /// What is remembered may hold something of what this batch has written.
    is_touched: bool,
}

impl Batch<'_> {
    fn commit(mut self, jobs: &mut [WriteJob]) -> Result<Vec<Result<()>>, Failure> {
        self.conn.begin(Purpose::Write).map_err(|e| self.judge(e))?;
        let mut outcomes = Vec::with_capacity(jobs.len());
        for job in jobs {
            let outcome = self.run(job)?;
            if self.conn.must_start_over() {
                let gone = || Error::unavailable("the transaction had to start over");
                return Err(Failure::Again(outcome.err().unwrap_or_else(gone)));
            }
            outcomes.push(outcome);
        }
        self.announce().map_err(|e| self.judge(e))?;
        self.finish()?;
        Ok(outcomes)
    }

    fn judge(&self, error: Error) -> Failure {
        if self.conn.is_closed() || (self.conn.must_start_over() && self.conn.dialect() == crate::Dialect::Postgres) {
            Failure::Again(error)
        } else {
            Failure::Final(error)
        }
    }

    /// The outer error is the batch's: it happened outside the closure, or left traces that nothing guards the others from.
    fn run(&mut self, job: &mut WriteJob) -> Result<Result<()>, Failure> {
        let (seq, memory) = match self.lane(job.workspace) {
            Ok(lane) => (lane.now.seq, lane.memory.take()),
            Err(error) if error.code == Code::NotFound => return Ok(Err(error)),
            Err(error) => return Err(self.judge(error)),
        };
        let guard = if self.is_untouched { Guard::None } else { self.guard };
        if guard == Guard::Savepoints {
            self.conn.later("savepoint closure").map_err(|e| self.judge(e))?;
        }
        let (settled, memory, left_traces) = catch_unwind(AssertUnwindSafe(|| {
            let mut tx = Tx::new(self.conn, self.shared, job.workspace, seq, memory);
            let settled = job.work.run(&mut tx).and_then(|()| tx.settle());
            let memory = if settled.is_ok() { tx.take_memory() } else { tx.unchanged_memory() };
            (settled, memory, tx.left_traces())
        }))
        .unwrap_or_else(|panic| {
            (Err(Error::internal_error(format!("a write closure panicked: {}", words(&*panic)))), None, true)
        });
        if let Some(lane) = self.lanes.get_mut(&job.workspace.0) {
            lane.memory = memory;
            lane.is_touched |= left_traces;
        }
        let was_untouched = self.is_untouched;
        self.is_untouched &= !left_traces;
        let outcome = match settled {
            Err(error) if self.conn.must_start_over() => return Ok(Err(error)),
            Err(error) if left_traces && guard == Guard::Savepoints => self.undo().map(|()| Err(error)),
            Err(error) if left_traces && was_untouched => self.begin_anew().map(|()| Err(error)),
            Err(_) if left_traces => {
                self.put_memories_back();
                return Err(Failure::LeftTraces);
            }
            Err(error) => self.release(guard).map(|()| Err(error)),
            Ok(settled) => self.release(guard).and_then(|()| self.keep(job.workspace, settled)).map(Ok),
        };
        outcome.map_err(|e| self.judge(e))
    }

    fn release(&mut self, guard: Guard) -> Result<()> {
        match guard {
            Guard::None => Ok(()),
            Guard::Savepoints => self.conn.later("release savepoint closure"),
        }
    }

    fn undo(&mut self) -> Result<()> {
        self.conn.forget();
        self.conn.later("rollback to savepoint closure")?;
        self.release(Guard::Savepoints)
    }

    fn begin_anew(&mut self) -> Result<()> {
        self.put_memories_back();
        self.lanes.clear();
        self.conn.rollback();
        self.is_untouched = true;
        self.conn.begin(Purpose::Write)
    }

    fn keep(&mut self, workspace: WorkspaceId, settled: Settled) -> Result<()> {
        let lane = self.lane(workspace)?;
        lane.now.seq = settled.seq;
        lane.now.memory += i64::from(settled.memory_changed);
        lane.events.extend(settled.events);
        lane.jobs |= settled.jobs;
        Ok(())
    }

    fn lane(&mut self, workspace: WorkspaceId) -> Result<&mut Lane> {
        if !self.lanes.contains_key(&workspace.0) {
            let nothing = Counters { seq: 0, memory: 0 };
            let before = if workspace == NO_WORKSPACE { nothing } else { self.conn.lock_counters(workspace)? };
            let memory = self.shared.memories.take(workspace.0, before.memory);
            let (events, jobs, is_touched) = (Vec::new(), false, false);
            self.lanes.insert(workspace.0, Lane { before, now: before, memory, events, jobs, is_touched });
        }
        self.lanes.get_mut(&workspace.0).ok_or_else(Error::not_found)
    }

    /// Those that hold nothing of what this batch has written.
    fn put_memories_back(&mut self) {
        for (workspace, lane) in &mut self.lanes {
            if let Some(memory) = lane.memory.take().filter(|_| !lane.is_touched) {
                self.shared.memories.put(*workspace, lane.before.memory, self.shared.now(), memory);
            }
        }
    }

    fn announce(&mut self) -> Result<()> {
        for (workspace, lane) in &self.lanes {
            if lane.now != lane.before {
                self.conn.raise_counters(WorkspaceId(*workspace), lane.now)?;
            }
            if lane.jobs || !lane.events.is_empty() {
                self.conn.notify(self.shared.node, WorkspaceId(*workspace));
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), Failure> {
        fail_point("commit.before");
        if let Err(error) = self.conn.commit() {
            if !self.conn.is_closed() {
                return Err(self.judge(error));
            }
            // The commit may have happened without our hearing of it: whoever follows the events must look.
            self.lanes.keys().for_each(|workspace| self.shared.signal(WorkspaceId(*workspace)));
            return Err(Failure::Final(error));
        }
        fail_point("commit.after");
        for (workspace, lane) in std::mem::take(&mut self.lanes) {
            if let Some(memory) = lane.memory {
                self.shared.memories.put(workspace, lane.now.memory, self.shared.now(), memory);
            }
            if lane.jobs || !lane.events.is_empty() {
                let workspace = WorkspaceId(workspace);
                self.shared.publish(&Committed {
                    workspace,
                    previous: lane.before.seq,
                    events: lane.events,
                    jobs: lane.jobs,
                });
            }
        }
        fail_point("commit.published");
        Ok(())
    }
}

pub(crate) fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text =
        panic.downcast_ref::<&str>().map(|s| (*s).to_owned()).or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "without words".to_owned())
}

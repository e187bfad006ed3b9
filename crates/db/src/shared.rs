//! What every thread of one open database shares: clock, ids, who listens. No connection and no queue.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{Timestamp, id::IdMaker, id::WorkspaceId};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::memory::Memories;
use crate::{Committed, Url};

pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

pub(crate) struct Shared {
    pub url: Url,
    pub node: i64,
    pub wal_limit: u64,
    /// Held while SQLite's log is moved into the database file.
    pub moving_log: Mutex<()>,
    pub memories: Memories,
    clock: Clock,
    ids: Mutex<IdMaker>,
    steps: AtomicU64,
    commits: Mutex<Vec<UnboundedSender<Committed>>>,
    signals: Mutex<Vec<UnboundedSender<WorkspaceId>>>,
    whispers: Mutex<Vec<UnboundedSender<String>>>,
}

impl Shared {
    pub fn new(url: Url, node: i64, wal_limit: u64, clock: Clock) -> Shared {
        let seed = (clock().0 as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ node as u64;
        Shared {
            url,
            node,
            wal_limit,
            moving_log: Mutex::default(),
            memories: Memories::default(),
            clock,
            ids: Mutex::new(IdMaker::new(node)),
            steps: AtomicU64::new(seed),
            commits: Mutex::default(),
            signals: Mutex::default(),
            whispers: Mutex::default(),
        }
    }

    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    pub fn new_id(&self) -> i64 {
        let now = self.now();
        lock(&self.ids).next(now)
    }

    /// 0..=63, by splitmix64: nobody shall read "how many events were there" out of two numbers.
    pub fn step(&self) -> i64 {
        let mut z = self.steps.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) & 63) as i64
    }

    pub fn subscribe(&self) -> UnboundedReceiver<Committed> {
        let (sender, receiver) = unbounded_channel();
        lock(&self.commits).push(sender);
        receiver
    }

    pub fn signals(&self) -> UnboundedReceiver<WorkspaceId> {
        let (sender, receiver) = unbounded_channel();
        lock(&self.signals).push(sender);
        receiver
    }

    pub fn whispers(&self) -> UnboundedReceiver<String> {
        let (sender, receiver) = unbounded_channel();
        lock(&self.whispers).push(sender);
        receiver
    }

    pub fn pass_on(&self, whisper: &str) {
        lock(&self.whispers).retain(|listener| listener.send(whisper.to_owned()).is_ok());
    }

    pub fn publish(&self, committed: &Committed) {
        lock(&self.commits).retain(|listener| listener.send(committed.clone()).is_ok());
    }

    pub fn signal(&self, workspace: WorkspaceId) {
        lock(&self.signals).retain(|listener| listener.send(workspace).is_ok());
    }
}

/// Nothing that is guarded here can be left half-done, so a panic elsewhere is no reason to stop.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

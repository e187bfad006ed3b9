//! A queue with lanes: what waits in one lane is taken together and by one worker at a time, so a lane keeps its order.

use std::collections::{HashMap, VecDeque};
use std::sync::{Condvar, Mutex, PoisonError};

use crate::shared::lock;

/// Beyond this many waiting the database is hopelessly behind; more waiting would only hurt more people.
const FULL: usize = 20_000;

pub(crate) struct Queue<J> {
    state: Mutex<State<J>>,
    wake: Condvar,
}

struct State<J> {
    /// A lane is present while it has work or is being worked on.
    lanes: HashMap<i64, VecDeque<J>>,
    ready: VecDeque<i64>,
    waiting: usize,
    closed: bool,
}

impl<J> Queue<J> {
    pub fn new() -> Queue<J> {
        let state = State { lanes: HashMap::new(), ready: VecDeque::new(), waiting: 0, closed: false };
        Queue { state: Mutex::new(state), wake: Condvar::new() }
    }

    /// Gives the job back when the queue is closed or full.
    pub fn push(&self, lane: i64, job: J) -> Result<(), J> {
        let mut state = lock(&self.state);
        if state.closed || state.waiting >= FULL {
            return Err(job);
        }
        state.waiting += 1;
        match state.lanes.get_mut(&lane) {
            Some(jobs) => jobs.push_back(job),
            None => {
                state.lanes.insert(lane, VecDeque::from([job]));
                state.ready.push_back(lane);
                self.wake.notify_one();
            }
        }
        Ok(())
    }

    /// Waits for work; `None` when the queue is closed and empty. [`Queue::done`] must follow.
    pub fn take(&self, most: usize) -> Option<(i64, Vec<J>)> {
        let mut state = lock(&self.state);
        loop {
            if let Some(lane) = state.ready.pop_front() {
                let jobs = state.lanes.get_mut(&lane)?;
                let count = jobs.len().min(most);
                let taken: Vec<J> = jobs.drain(..count).collect();
                state.waiting -= taken.len();
                return Some((lane, taken));
            }
            if state.closed {
                return None;
            }
            state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// How many have not been taken yet.
    pub fn waiting(&self) -> usize {
        lock(&self.state).waiting
    }

    pub fn done(&self, lane: i64) {
        let mut state = lock(&self.state);
        if state.lanes.get(&lane).is_some_and(|jobs| !jobs.is_empty()) {
            state.ready.push_back(lane);
            self.wake.notify_one();
        } else {
            state.lanes.remove(&lane);
        }
    }

    /// Takes no more work; what waits is still done.
    pub fn close(&self) {
        lock(&self.state).closed = true;
        self.wake.notify_all();
    }
}

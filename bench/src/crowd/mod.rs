//! People at their browsers: chat pages that write, sockets that listen, thousands on one thread. It knows HTTP/1.1, RFC 6455
//! and the frames of the desk; not what is measured with it. A generator built of tasks and a general HTTP client would take
//! more of the machine than the program that it measures.

mod line;
mod open;
mod read;
mod run;
#[cfg(test)]
mod tests;
mod wire;

use crate::Result;
use line::Line;
pub use line::Role;
pub use open::{IN_WITHIN, Returned, TOGETHER};
pub use run::{Fate, Fates};
use rustix::event::epoll::{self, CreateFlags, Event, EventFlags};
use rustix::time::Timespec;
use std::collections::{HashSet, VecDeque};
use std::net::SocketAddr;
use std::os::fd::{AsFd, OwnedFd};
use std::time::{Duration, Instant};

pub struct Crowd {
    desk: SocketAddr,
    poll: OwnedFd,
    lines: Vec<Line>,
    /// Visitor → the line of its chat page.
    pages: Vec<Option<usize>>,
    stirred: Vec<(usize, EventFlags)>,
    buffer: Vec<u8>,
    /// How long what was sent may still be answered and shown after the last message was due.
    pub patience: Duration,
    /// Whether a message is done with once it is answered, or when agent and visitor have seen it too.
    pub until: Until,
    /// Lines on their way in, and those that were refused and try again later.
    coming: usize,
    again: VecDeque<(Instant, usize)>,
    /// Frames that the windows so far gave up waiting for.
    late: HashSet<(usize, run::Side)>,
    /// Pages and sockets that the desk closed.
    pub lost_lines: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// While sockets come and go, nobody can say who should see what.
    Answered,
    Seen,
}

const PATIENCE: Duration = Duration::from_secs(15);

/// So many at a time: in between what is due is sent.
const EVENTS_AT_ONCE: usize = 64;

impl Crowd {
    pub fn of(desk: SocketAddr) -> Result<Crowd> {
        Ok(Crowd {
            desk,
            poll: epoll::create(CreateFlags::CLOEXEC)?,
            lines: Vec::new(),
            pages: Vec::new(),
            stirred: Vec::with_capacity(EVENTS_AT_ONCE),
            buffer: vec![0; 256 * 1_024],
            patience: PATIENCE,
            until: Until::Seen,
            coming: 0,
            again: VecDeque::new(),
            late: HashSet::new(),
            lost_lines: 0,
        })
    }

    pub fn lines(&self) -> usize {
        self.lines.len()
    }

    pub fn visitors(&self) -> usize {
        self.pages.len()
    }

    /// Everything that stirs within `patience`, by the number of its line.
    fn wait(&mut self, patience: Duration) -> Result<Vec<(usize, EventFlags)>> {
        let patience = Timespec { tv_sec: patience.as_secs() as i64, tv_nsec: i64::from(patience.subsec_nanos()) };
        let mut events: Vec<Event> = Vec::with_capacity(EVENTS_AT_ONCE);
        match epoll::wait(self.poll.as_fd(), rustix::buffer::spare_capacity(&mut events), Some(&patience)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let mut stirred = std::mem::take(&mut self.stirred);
        stirred.extend(events.iter().map(|event| (event.data.u64() as usize, event.flags)));
        Ok(stirred)
    }

    /// Hands the list back for the next wait.
    fn heard(&mut self, mut stirred: Vec<(usize, EventFlags)>) {
        stirred.clear();
        self.stirred = stirred;
    }
}

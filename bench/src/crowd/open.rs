//! Coming in: connections, upgrades and greetings, gently or all at once.

use super::line::{Line, Role, Stage};
use super::{Crowd, wire};
use crate::Result;
use crate::clock::now;
use rustix::event::epoll::EventFlags;
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

/// Who is refused tries again after this, as the chat page does at first.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// So many connections begin at once while everybody comes in.
pub const TOGETHER: usize = 50;
pub const IN_WITHIN: Duration = Duration::from_secs(120);
const STAYS: Duration = Duration::from_millis(100);

/// How a storm of sockets went.
#[derive(Debug, Default, serde::Serialize)]
pub struct Returned {
    pub sockets: usize,
    pub back: usize,
    /// Went on where their stream had stopped.
    pub resumed: usize,
    /// Until the last one was in.
    pub took_ms: f64,
    pub refused_at_first: usize,
}

/// So often those who were put out meanwhile come in again.
const RETURNS: usize = 3;

impl Crowd {
    /// Somebody who will come in with the next [`Crowd::open`].
    pub fn add(&mut self, role: Role, token: &str) {
        if let Role::Page(visitor) = role {
            self.pages.resize(self.pages.len().max(visitor + 1), None);
            self.pages[visitor] = Some(self.lines.len());
        }
        self.lines.push(Line::new(self.desk, role, token.to_owned()));
    }

    /// Lets everybody in who is not, at most `together` at a time, and waits for the greetings. Gives how many are in.
    pub fn open(&mut self, together: usize, within: Duration) -> Result<usize> {
        let begun = now();
        let outside: Vec<usize> = (0..self.lines.len()).filter(|n| self.lines[*n].stage == Stage::Gone).collect();
        let mut outside = outside.into_iter();
        let mut coming: Vec<usize> = Vec::new();
        while begun.elapsed() < within {
            coming.retain(|n| self.lines[*n].stage != Stage::Open);
            for n in &coming {
                if self.lines[*n].stage == Stage::Gone {
                    return Err("the desk refused a connection".into());
                }
            }
            for n in outside.by_ref().take(together.saturating_sub(coming.len())) {
                self.lines[n].connect(self.desk, self.poll.as_fd(), n)?;
                coming.push(n);
            }
            if coming.is_empty() {
                break;
            }
            self.stir(Duration::from_millis(20))?;
        }
        Ok(self.lines.iter().filter(|line| line.stage == Stage::Open).count())
    }

    /// Between two windows: answers heartbeats, and comes in again where the desk has closed a line that lay idle.
    pub fn stays(&mut self) -> Result<()> {
        let mut open = 0;
        // Who is put out while others come in is looked for again.
        for _ in 0..RETURNS {
            self.listen(STAYS)?;
            open = self.open(TOGETHER, IN_WITHIN)?;
            if open == self.lines() {
                return Ok(());
            }
        }
        Err(format!("only {open} of {} stayed", self.lines()).into())
    }

    /// Everybody hangs up.
    pub fn everybody_is_gone(&mut self) {
        self.lines.iter_mut().for_each(Line::hang_up);
    }

    /// Everybody outside begins to come in at once; how that goes on shows in the next [`Crowd::run`].
    pub fn rush_in(&mut self) {
        for n in 0..self.lines.len() {
            if self.lines[n].stage == Stage::Gone {
                self.coming += 1;
                self.knock(n);
            }
        }
    }

    fn knock(&mut self, number: usize) {
        if self.lines[number].connect(self.desk, self.poll.as_fd(), number).is_err() {
            self.again.push_back((now() + AGAIN_AFTER, number));
        }
    }

    pub(super) fn knock_again(&mut self) {
        while let Some((at, number)) = self.again.front().copied()
            && at <= now()
        {
            self.again.pop_front();
            self.knock(number);
        }
    }

    /// One step of a line on its way in; true once it is.
    pub(super) fn comes_nearer(&mut self, number: usize, flags: EventFlags, hear: impl FnMut(&[u8])) -> bool {
        if self.come_in(number, flags, hear).is_err() {
            self.drop_line(number);
            self.again.push_back((now() + AGAIN_AFTER, number));
        }
        let is_in = self.lines[number].stage == Stage::Open;
        self.coming -= usize::from(is_in);
        is_in
    }

    /// What has become of the sockets that rushed in at `begun`.
    pub fn returned(&self, begun: Instant) -> Returned {
        let sockets = self.lines.iter().filter(|line| line.role.is_socket());
        let mut returned = Returned { refused_at_first: self.lost_lines, ..Returned::default() };
        for line in sockets {
            returned.sockets += 1;
            returned.resumed += usize::from(line.resumed);
            if let Some(opened) = line.opened {
                returned.back += 1;
                returned.took_ms = returned.took_ms.max((opened - begun).as_secs_f64() * 1_000.0);
            }
        }
        returned
    }

    fn stir(&mut self, patience: Duration) -> Result<()> {
        let stirred = self.wait(patience)?;
        for (number, flags) in &stirred {
            if self.come_in(*number, *flags, |_| {}).is_err() {
                self.drop_line(*number);
            }
        }
        self.heard(stirred);
        Ok(())
    }

    /// One step of one line on its way in.
    fn come_in(&mut self, number: usize, flags: EventFlags, hear: impl FnMut(&[u8])) -> Result<()> {
        let line = &mut self.lines[number];
        if line.stage == Stage::Connecting {
            let ready = EventFlags::OUT | EventFlags::ERR | EventFlags::HUP;
            return if flags.intersects(ready) { line.connected(self.desk, self.poll.as_fd(), number) } else { Ok(()) };
        }
        if !line.read(&mut self.buffer)? {
            return Err("closed".into());
        }
        if line.stage == Stage::Upgrading
            && let Some((status, _, ends)) = wire::answered(&line.incoming)
        {
            if status != 101 {
                return Err(format!("not upgraded: {status}").into());
            }
            line.incoming.drain(..ends);
            line.hello()?;
        }
        if line.stage == Stage::Open && !line.role.is_socket() {
            return Ok(());
        }
        line.frames(hear)
    }
}

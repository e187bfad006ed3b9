//! Coming in: connections, upgrades and greetings, gently or all at once.

use super::line::{Line, Role, Stage};
use super::{Crowd, wire};
use crate::Result;
use crate::clock::now;
use rustix::event::epoll::EventFlags;
use std::os::fd::AsFd;
use std::time::Duration;

/// How it went.
#[derive(Debug, Default)]
pub struct Opened {
    pub open: usize,
}

impl Crowd {
    /// Somebody who will come in with the next [`Crowd::open`].
    pub fn add(&mut self, role: Role, token: &str) {
        if let Role::Page(visitor) = role {
            self.pages.resize(self.pages.len().max(visitor + 1), None);
            self.pages[visitor] = Some(self.lines.len());
        }
        self.lines.push(Line::new(self.desk, role, token.to_owned()));
    }

    /// Lets everybody in who is not, at most `together` at a time, and waits for the greetings.
    pub fn open(&mut self, together: usize, within: Duration) -> Result<Opened> {
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
        Ok(Opened { open: self.lines.iter().filter(|line| line.stage == Stage::Open).count() })
    }

    fn stir(&mut self, patience: Duration) -> Result<()> {
        let stirred = self.wait(patience)?;
        for (number, flags) in &stirred {
            if self.come_in(*number, *flags).is_err() {
                self.drop_line(*number);
            }
        }
        self.heard(stirred);
        Ok(())
    }

    /// One step of one line on its way in; what an open line hears meanwhile is answered, and forgotten.
    pub(super) fn come_in(&mut self, number: usize, flags: EventFlags) -> Result<()> {
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
        line.frames(|_| {})
    }
}

//! The open loop: each message leaves when it is due, whatever has become of those before it.

use super::line::{Role, Stage};
use super::{Crowd, Until, wire};
use crate::Result;
use crate::clock::{Plan, now};
use rustix::event::epoll::EventFlags;
use std::collections::HashSet;
use std::time::{Duration, Instant};

/// What became of one message; times are since its window began.
#[derive(Clone, Debug, Default)]
pub struct Fate {
    pub due: Duration,
    /// When the generator got to it: later than due is its own fault.
    pub begun: Duration,
    pub acknowledged: Option<Duration>,
    /// The id under which the desk has stored it.
    pub id: String,
    /// The status of an answer that was no yes; 0 when the line broke.
    pub refused: Option<u16>,
    pub agent_saw: Option<Duration>,
    pub visitor_saw: Option<Duration>,
    /// Seen again by the same side.
    pub doubled: u32,
}

pub struct Fates {
    pub plan: Plan,
    pub all: Vec<Fate>,
    /// Frames of messages of earlier windows that had been seen there.
    pub strays: usize,
}

/// Words a customer would use.
const WORDS: &str = "在吗？这个还有货吗，今天能发吗";
const CLIENT_ID: &[u8] = br#""client_id":"b"#;

struct Window<'a> {
    plan: &'a Plan,
    start: Instant,
    fates: Vec<Fate>,
    open: usize,
    strays: usize,
    until: Until,
    /// What earlier windows gave up waiting for.
    late: HashSet<(usize, Side)>,
}

impl<'a> Window<'a> {
    fn opens(crowd: &mut Crowd, plan: &'a Plan) -> Window<'a> {
        let late = std::mem::take(&mut crowd.late);
        let fates = vec![Fate::default(); plan.count];
        Window { plan, start: now(), fates, open: 0, strays: 0, until: crowd.until, late }
    }

    /// What is still to be shown may be shown later, and is no repetition then.
    fn closes(mut self, crowd: &mut Crowd) -> (Vec<Fate>, usize) {
        for (n, fate) in self.fates.iter().enumerate() {
            let number = self.plan.first + n;
            self.late.extend(fate.agent_saw.is_none().then_some((number, Side::Agent)));
            self.late.extend(fate.visitor_saw.is_none().then_some((number, Side::Visitor)));
        }
        // Nobody counts what would leave only now; what is on its way is answered to nobody.
        crowd.lines.iter_mut().for_each(|line| line.waiting.clear());
        crowd.late = self.late;
        (self.fates, self.strays)
    }
}

impl Crowd {
    /// Sends everything planned, visitors taking turns. Ends when all of it is answered and seen by both sides.
    pub fn run(&mut self, plan: Plan) -> Result<Fates> {
        let mut window = Window::opens(self, &plan);
        let mut next = 0;
        loop {
            let mut at = window.start.elapsed();
            while next < plan.count && plan.due(next) <= at {
                self.write(&mut window, next, at);
                next += 1;
                at = window.start.elapsed();
            }
            self.knock_again();
            let over = next == plan.count && (window.open + self.coming == 0 || at > plan.length() + self.patience);
            if over {
                let (all, strays) = window.closes(self);
                return Ok(Fates { all, strays, plan });
            }
            let due = if next < plan.count { plan.due(next).saturating_sub(at) } else { Duration::from_millis(20) };
            let stirred = self.wait(due)?;
            for (number, flags) in &stirred {
                self.hear(&mut window, *number, *flags);
            }
            self.heard(stirred);
        }
    }

    /// Hears what comes while nobody writes.
    pub fn listen(&mut self, how_long: Duration) -> Result<()> {
        let plan = Plan { first: usize::MAX, per_second: 1, count: 0 };
        let mut window = Window::opens(self, &plan);
        while let Some(left) = how_long.checked_sub(window.start.elapsed()) {
            let stirred = self.wait(left.min(Duration::from_millis(200)))?;
            for (number, flags) in &stirred {
                self.hear(&mut window, *number, *flags);
            }
            self.heard(stirred);
        }
        window.closes(self);
        Ok(())
    }

    fn write(&mut self, window: &mut Window<'_>, n: usize, at: Duration) {
        let fate = &mut window.fates[n];
        (fate.due, fate.begun) = (window.plan.due(n), at);
        let visitor = (window.plan.first + n) % self.pages.len();
        let Some(page) = self.pages[visitor].filter(|page| self.lines[*page].stage != Stage::Gone) else {
            fate.refused = Some(0);
            return;
        };
        window.open += 1;
        self.lines[page].waiting.push_back(window.plan.first + n);
        self.next_of(window, page);
    }

    /// The outbox of a page: the next message leaves when the last one is answered.
    fn next_of(&mut self, window: &mut Window<'_>, page: usize) {
        let line = &mut self.lines[page];
        if line.current.is_some() || line.stage != Stage::Open {
            return;
        }
        let Some(number) = line.waiting.pop_front() else { return };
        line.current = Some(number);
        if line.ask(&format!(r#"{{"client_id":"b{number}","text":"{number} {WORDS}"}}"#)).is_err() {
            self.broke(window, page);
        }
    }

    fn hear(&mut self, window: &mut Window<'_>, number: usize, flags: EventFlags) {
        if matches!(self.lines[number].stage, Stage::Connecting | Stage::Upgrading | Stage::Greeting) {
            return self.meets(window, number, flags);
        }
        let line = &mut self.lines[number];
        let read = line.read(&mut self.buffer).unwrap_or(false);
        let at = window.start.elapsed();
        let well = match line.role {
            Role::Page(_) => self.answers(window, number, at),
            Role::AgentSocket(_) => line.frames(|text| window.shown(text, at, Side::Agent)).is_ok(),
            Role::VisitorSocket(_) => line.frames(|text| window.shown(text, at, Side::Visitor)).is_ok(),
        };
        if !(read && well) {
            self.broke(window, number);
        }
    }

    /// What a stream brings with its greeting was missed while it was down.
    fn meets(&mut self, window: &mut Window<'_>, number: usize, flags: EventFlags) {
        let at = window.start.elapsed();
        let side = if matches!(self.lines[number].role, Role::AgentSocket(_)) { Side::Agent } else { Side::Visitor };
        let is_in = self.comes_nearer(number, flags, |text| window.shown(text, at, side));
        if is_in && !self.lines[number].role.is_socket() {
            self.next_of(window, number);
        }
    }

    fn answers(&mut self, window: &mut Window<'_>, page: usize, at: Duration) -> bool {
        let line = &mut self.lines[page];
        let Some((status, begins, ends)) = wire::answered(&line.incoming) else { return true };
        let body = &line.incoming[begins..ends];
        if let Some(n) = line.current.take().and_then(|number| window.place(number)) {
            let id = wire::word_after(body, br#""id":""#).unwrap_or_default().to_owned();
            window.answered(n, at, status, id);
        }
        line.incoming.drain(..ends);
        self.next_of(window, page);
        true
    }

    /// A line that breaks takes with it what it was asked to send.
    fn broke(&mut self, window: &mut Window<'_>, number: usize) {
        self.drop_line(number);
        let line = &mut self.lines[number];
        for number in line.current.take().into_iter().chain(line.waiting.drain(..)) {
            if let Some(n) = window.place(number) {
                window.refused(n, 0);
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Side {
    Agent,
    Visitor,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Event {
    Answer,
    Frame,
}

impl Window<'_> {
    /// Of the message with this number in this window's plan.
    fn place(&self, number: usize) -> Option<usize> {
        number.checked_sub(self.plan.first).filter(|n| *n < self.fates.len())
    }

    fn answered(&mut self, n: usize, at: Duration, status: u16, id: String) {
        if status != 201 {
            return self.refused(n, status);
        }
        let fate = &mut self.fates[n];
        (fate.acknowledged, fate.id) = (Some(at), id);
        self.settle(n, Event::Answer);
    }

    fn refused(&mut self, n: usize, status: u16) {
        self.fates[n].refused = Some(status);
        self.open -= 1;
    }

    fn shown(&mut self, text: &[u8], at: Duration, side: Side) {
        let Some(number) = wire::number_after(text, CLIENT_ID) else { return };
        let Some(n) = self.place(number) else {
            self.strays += usize::from(!self.late.remove(&(number, side)));
            return;
        };
        let fate = &mut self.fates[n];
        let seen = match side {
            Side::Agent => &mut fate.agent_saw,
            Side::Visitor => &mut fate.visitor_saw,
        };
        if seen.is_some() {
            fate.doubled += 1;
        } else {
            *seen = Some(at);
            self.settle(n, Event::Frame);
        }
    }

    /// Done with what is answered and, unless only answers are waited for, was seen by both.
    fn settle(&mut self, n: usize, event: Event) {
        let fate = &self.fates[n];
        let seen = fate.agent_saw.is_some() && fate.visitor_saw.is_some();
        let done = match self.until {
            Until::Answered => event == Event::Answer,
            Until::Seen => fate.acknowledged.is_some() && seen,
        };
        if done {
            self.open -= 1;
        }
    }
}

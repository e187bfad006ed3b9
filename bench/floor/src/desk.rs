//! One thread for all connections, one for the database. The answer to a message and its two frames leave after its commit.

use crate::line::Line;
use crate::store::{self, Stored, Written};
use crate::wire::{self, Frame, Request};
use rusqlite::Connection;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::event::{EventfdFlags, eventfd};
use std::collections::HashMap;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const LISTENER: u64 = u64::MAX;
const COMMITTED: u64 = u64::MAX - 1;

struct Desk {
    poll: OwnedFd,
    lines: Vec<Option<Line>>,
    /// Who listens → on which line.
    sockets: HashMap<String, usize>,
    agents: usize,
    /// Absent in a null echo.
    write: Option<Sender<Written>>,
    echoed: i64,
}

pub fn serve(listener: TcpListener, store: Option<Connection>, agents: usize) -> Result<()> {
    listener.set_nonblocking(true)?;
    let poll = epoll::create(CreateFlags::CLOEXEC)?;
    let bell = Arc::new(eventfd(0, EventfdFlags::NONBLOCK | EventfdFlags::CLOEXEC)?);
    epoll::add(&poll, &listener, EventData::new_u64(LISTENER), EventFlags::IN)?;
    epoll::add(&poll, &bell, EventData::new_u64(COMMITTED), EventFlags::IN)?;
    let committed = Arc::new(Mutex::new(Vec::new()));
    let write = store.map(|db| writer(db, committed.clone(), bell.clone()));
    let mut desk = Desk { poll, lines: Vec::new(), sockets: HashMap::new(), agents, write, echoed: 0 };
    let (mut events, mut buffer) = (Vec::with_capacity(1_024), vec![0; 64 * 1_024]);
    loop {
        match epoll::wait(&desk.poll, rustix::buffer::spare_capacity(&mut events), None) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        for Event { flags, data } in events.drain(..) {
            match data.u64() {
                LISTENER => desk.accept(&listener)?,
                COMMITTED => {
                    // Only a bell: what it rings for lies in the list.
                    rustix::io::read(&bell, &mut [0; 8]).ok();
                    let group = std::mem::take(&mut *committed.lock().unwrap_or_else(PoisonError::into_inner));
                    group.iter().for_each(|stored| desk.tell(stored));
                }
                number => desk.stirs(number as usize, flags, &mut buffer),
            }
        }
    }
}

fn writer(mut db: Connection, committed: Arc<Mutex<Vec<Stored>>>, bell: Arc<OwnedFd>) -> Sender<Written> {
    let (write, waiting) = channel();
    std::thread::spawn(move || {
        let done = |group| {
            committed.lock().unwrap_or_else(PoisonError::into_inner).extend::<Vec<Stored>>(group);
            // It fails only when it has been rung 2^64 times unheard.
            rustix::io::write(&*bell, &1_u64.to_ne_bytes()).ok();
        };
        if let Err(error) = store::run(&mut db, &waiting, done) {
            eprintln!("yingke-floor: {error}");
            std::process::exit(1);
        }
    });
    write
}

impl Desk {
    fn accept(&mut self, listener: &TcpListener) -> Result<()> {
        loop {
            match listener.accept() {
                Ok((stream, _)) => {
                    let line = Line::new(stream)?;
                    line.watch(self.poll.as_fd(), self.lines.len())?;
                    self.lines.push(Some(line));
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// A line that fails is dropped: whoever measures sees what is missing.
    fn stirs(&mut self, number: usize, flags: EventFlags, buffer: &mut [u8]) {
        let Some(mut line) = self.lines[number].take() else { return };
        let flushed = !flags.contains(EventFlags::OUT) || line.flush(self.poll.as_fd(), number).is_ok();
        if flushed && line.read(buffer).unwrap_or(false) && self.understand(&mut line, number) {
            self.lines[number] = Some(line);
        }
    }

    /// False when the line is to be closed.
    fn understand(&mut self, line: &mut Line, number: usize) -> bool {
        loop {
            let (understood, taken) = if line.is_socket {
                let Some((frame, taken)) = wire::frame(&line.incoming) else { return true };
                (self.obey(line, number, frame), taken)
            } else {
                let Some((request, taken)) = wire::request(&line.incoming) else { return true };
                (self.answer(line, number, request), taken)
            };
            line.incoming.drain(..taken);
            if !understood {
                return false;
            }
        }
    }

    fn answer(&mut self, line: &mut Line, number: usize, request: Request) -> bool {
        let poll = self.poll.as_fd();
        match request {
            Request::Upgrade => {
                line.is_socket = true;
                line.send(poll, number, wire::SWITCHING).is_ok()
            }
            Request::Other => line.send(poll, number, wire::REFUSED).is_ok(),
            Request::Message(new) => {
                let written = Written { line: number, visitor: new.visitor, client_id: new.client_id, text: new.text };
                match &self.write {
                    Some(write) => write.send(written).is_ok(),
                    None => {
                        self.echoed += 1;
                        let stored = Stored { written, id: self.echoed, at_ms: store::now_ms() };
                        let out = wire::outgoing(&stored);
                        let answered = line.send(poll, number, &out.answer).is_ok();
                        self.frames(&stored, &out);
                        answered
                    }
                }
            }
        }
    }

    fn obey(&mut self, line: &mut Line, number: usize, frame: Frame) -> bool {
        let poll = self.poll.as_fd();
        match frame {
            Frame::Text(hello) => {
                let Some(who) = wire::token(&hello) else { return false };
                self.sockets.insert(who, number);
                line.send(poll, number, &wire::welcome()).is_ok()
            }
            Frame::Ping => line.send(poll, number, wire::PONG).is_ok(),
            Frame::Close => false,
            Frame::Other => true,
        }
    }

    fn tell(&mut self, stored: &Stored) {
        let out = wire::outgoing(stored);
        send(&mut self.lines, self.poll.as_fd(), stored.written.line, &out.answer);
        self.frames(stored, &out);
    }

    fn frames(&mut self, stored: &Stored, out: &wire::Outgoing) {
        let visitor = stored.written.visitor;
        for (who, frame) in [(format!("a{}", visitor % self.agents), &out.agent), (format!("v{visitor}"), &out.visitor)]
        {
            if let Some(number) = self.sockets.get(&who) {
                send(&mut self.lines, self.poll.as_fd(), *number, frame);
            }
        }
    }
}

fn send(lines: &mut [Option<Line>], poll: BorrowedFd<'_>, number: usize, bytes: &[u8]) {
    if let Some(line) = &mut lines[number]
        && line.send(poll, number, bytes).is_err()
    {
        lines[number] = None;
    }
}

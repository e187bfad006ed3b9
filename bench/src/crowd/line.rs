//! One connection of one person.

use super::{Crowd, wire};
use crate::Result;
use crate::clock::now;
use rustix::event::epoll::{self, EventData, EventFlags};
use rustix::net::{AddressFamily, SocketFlags, SocketType, connect, ipproto, socket_with, sockopt};
use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::fd::{AsFd, BorrowedFd};
use std::time::Instant;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// The chat page that writes, as visitor n.
    Page(usize),
    VisitorSocket(usize),
    AgentSocket(usize),
}

impl Role {
    pub fn is_socket(&self) -> bool {
        !matches!(self, Role::Page(_))
    }

    fn path(&self) -> &'static str {
        if matches!(self, Role::AgentSocket(_)) { "/socket" } else { "/visitor/socket" }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Connecting,
    Upgrading,
    Greeting,
    Open,
    Gone,
}

pub struct Line {
    pub role: Role,
    pub stage: Stage,
    pub token: String,
    /// The last position of the stream, which the next `hello` gives back.
    pub position: Option<usize>,
    pub resumed: bool,
    /// When it was let in last.
    pub opened: Option<Instant>,
    stream: Option<TcpStream>,
    pub incoming: Vec<u8>,
    /// For a page: everything of a request up to the length of its body.
    head: String,
    /// The number of the message on its way; the outbox sends one after the other.
    pub current: Option<usize>,
    pub waiting: VecDeque<usize>,
}

impl Line {
    pub fn new(desk: SocketAddr, role: Role, token: String) -> Line {
        let head = if role.is_socket() { String::new() } else { wire::page_head(desk, &token) };
        let (stage, incoming, waiting) = (Stage::Gone, Vec::new(), VecDeque::new());
        Line {
            role,
            stage,
            token,
            position: None,
            resumed: false,
            opened: None,
            stream: None,
            incoming,
            head,
            current: None,
            waiting,
        }
    }

    /// Begins to connect, without waiting: thousands do so at once.
    pub fn connect(&mut self, desk: SocketAddr, poll: BorrowedFd<'_>, number: usize) -> Result<()> {
        let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
        let socket = socket_with(AddressFamily::INET, SocketType::STREAM, flags, Some(ipproto::TCP))?;
        sockopt::set_tcp_nodelay(&socket, true)?;
        match connect(&socket, &desk) {
            Ok(()) | Err(rustix::io::Errno::INPROGRESS) => {}
            Err(error) => return Err(error.into()),
        }
        epoll::add(poll, &socket, EventData::new_u64(number as u64), EventFlags::OUT)?;
        self.stream = Some(TcpStream::from(socket));
        (self.stage, self.resumed, self.opened) = (Stage::Connecting, false, None);
        self.incoming.clear();
        Ok(())
    }

    /// The connection stands, or has been refused.
    pub fn connected(&mut self, desk: SocketAddr, poll: BorrowedFd<'_>, number: usize) -> Result<()> {
        let Some(stream) = &self.stream else { return Ok(()) };
        sockopt::socket_error(stream.as_fd())??;
        epoll::modify(poll, stream, EventData::new_u64(number as u64), EventFlags::IN)?;
        if self.role.is_socket() {
            self.stage = Stage::Upgrading;
            return self.send(wire::upgrade(desk, self.role.path()).as_bytes());
        }
        self.is_let_in();
        Ok(())
    }

    pub fn is_let_in(&mut self) {
        (self.stage, self.opened) = (Stage::Open, Some(now()));
    }

    pub fn hello(&mut self) -> Result<()> {
        self.stage = Stage::Greeting;
        let since = self.position.map_or(String::new(), |position| format!(r#","since":{position}"#));
        let hello = format!(r#"{{"type":"hello","token":"{}"{since}}}"#, self.token);
        self.send(&wire::frame(wire::TEXT, hello.as_bytes()))
    }

    pub fn ask(&mut self, body: &str) -> Result<()> {
        let request = format!("{}{}\r\n\r\n{body}", self.head, body.len());
        self.send(request.as_bytes())
    }

    /// Nothing that a browser says here is long, so a full buffer means a desk that no longer reads.
    pub fn send(&mut self, bytes: &[u8]) -> Result<()> {
        let Some(stream) = &mut self.stream else { return Err("not connected".into()) };
        if stream.write(bytes)? == bytes.len() { Ok(()) } else { Err("the desk does not read".into()) }
    }

    /// False when the desk has closed the line.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<bool> {
        let Some(stream) = &mut self.stream else { return Ok(false) };
        match stream.read(buffer) {
            Ok(0) => Ok(false),
            Ok(some) => {
                self.incoming.extend_from_slice(&buffer[..some]);
                Ok(true)
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(true),
            Err(error) => Err(error.into()),
        }
    }

    pub fn hang_up(&mut self) {
        self.stream = None;
        self.stage = Stage::Gone;
        self.incoming.clear();
    }
}

impl Crowd {
    pub(super) fn drop_line(&mut self, number: usize) {
        if self.lines[number].stage != Stage::Gone {
            self.lines[number].hang_up();
            self.lost_lines += 1;
        }
    }
}

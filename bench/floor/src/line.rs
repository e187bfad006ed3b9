//! One connection: what has come in and is not yet understood, what waits to go out.

use rustix::event::epoll::{self, EventData, EventFlags};
use std::io::{ErrorKind, Read, Result, Write};
use std::net::TcpStream;
use std::os::fd::BorrowedFd;

pub struct Line {
    stream: TcpStream,
    pub incoming: Vec<u8>,
    outgoing: Vec<u8>,
    pub is_socket: bool,
}

impl Line {
    pub fn new(stream: TcpStream) -> Result<Line> {
        stream.set_nonblocking(true)?;
        stream.set_nodelay(true)?;
        Ok(Line { stream, incoming: Vec::new(), outgoing: Vec::new(), is_socket: false })
    }

    pub fn watch(&self, poll: BorrowedFd<'_>, number: usize) -> rustix::io::Result<()> {
        epoll::add(poll, &self.stream, EventData::new_u64(number as u64), EventFlags::IN)
    }

    /// False when the other side has gone.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<bool> {
        loop {
            match self.stream.read(buffer) {
                Ok(0) => return Ok(false),
                Ok(some) => {
                    self.incoming.extend_from_slice(&buffer[..some]);
                    if some < buffer.len() {
                        return Ok(true);
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(true),
                Err(error) => return Err(error),
            }
        }
    }

    pub fn send(&mut self, poll: BorrowedFd<'_>, number: usize, bytes: &[u8]) -> Result<()> {
        if !self.outgoing.is_empty() {
            self.outgoing.extend_from_slice(bytes);
            return Ok(());
        }
        let sent = self.write(bytes)?;
        if sent < bytes.len() {
            self.outgoing.extend_from_slice(&bytes[sent..]);
            self.wants(poll, number, EventFlags::IN | EventFlags::OUT)?;
        }
        Ok(())
    }

    /// The other side takes more again.
    pub fn flush(&mut self, poll: BorrowedFd<'_>, number: usize) -> Result<()> {
        let waiting = std::mem::take(&mut self.outgoing);
        let sent = self.write(&waiting)?;
        self.outgoing.extend_from_slice(&waiting[sent..]);
        if self.outgoing.is_empty() { self.wants(poll, number, EventFlags::IN) } else { Ok(()) }
    }

    fn wants(&self, poll: BorrowedFd<'_>, number: usize, flags: EventFlags) -> Result<()> {
        Ok(epoll::modify(poll, &self.stream, EventData::new_u64(number as u64), flags)?)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        match self.stream.write(bytes) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(0),
            other => other,
        }
    }
}

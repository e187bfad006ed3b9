//! A peer that follows no protocol: bytes in, bytes out.

use crate::house::House;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const PATIENCE: Duration = Duration::from_secs(40);

pub const TEXT: u8 = 1;
pub const CONTINUATION: u8 = 0;
pub const BINARY: u8 = 2;
pub const CLOSE: u8 = 8;
pub const PING: u8 = 9;
pub const FIN: u8 = 0x80;
pub const COMPRESSED: u8 = 0x40;

pub struct Raw {
    stream: TcpStream,
    /// What came and was not looked at yet.
    came: Vec<u8>,
    /// How often the server has asked whether anybody is still there.
    pub pinged: u32,
}

impl Raw {
    pub async fn connect(house: &House) -> Raw {
        let address = house.running.address.strip_prefix("http://").expect("plain HTTP");
        Raw { stream: TcpStream::connect(address).await.expect("a connection"), came: Vec::new(), pinged: 0 }
    }

    /// A socket whose handshake is done and on which nothing was said yet.
    pub async fn upgraded(house: &House, path: &str) -> Raw {
        let mut raw = Raw::connect(house).await;
        raw.send(upgrade(path).as_bytes()).await;
        let answer = raw.head().await;
        assert!(answer.starts_with("HTTP/1.1 101"), "{answer}");
        raw
    }

    /// The same, welcomed.
    pub async fn welcomed(house: &House, path: &str, token: &str) -> Raw {
        let mut raw = Raw::upgraded(house, path).await;
        raw.says(&json!({"type": "hello", "token": token})).await;
        raw.hears("welcome").await;
        raw
    }

    /// A peer that has been cut off is told apart by what it reads.
    pub async fn send(&mut self, bytes: &[u8]) {
        drop(self.stream.write_all(bytes).await);
    }

    pub async fn says(&mut self, command: &Value) {
        self.send(&frame(FIN | TEXT, command.to_string().as_bytes())).await;
    }

    async fn more(&mut self) -> bool {
        let mut chunk = [0; 4096];
        let read = tokio::time::timeout(PATIENCE, self.stream.read(&mut chunk)).await.expect("something comes in time");
        // A reset is an end like any other.
        let read = read.unwrap_or(0);
        self.came.extend(&chunk[..read]);
        read > 0
    }

    /// An answer's head.
    pub async fn head(&mut self) -> String {
        loop {
            if let Some(end) = self.came.windows(4).position(|four| four == b"\r\n\r\n") {
                let head: Vec<u8> = self.came.drain(..end + 4).collect();
                return String::from_utf8_lossy(&head).into_owned();
            }
            if !self.more().await {
                return String::from_utf8_lossy(&std::mem::take(&mut self.came)).into_owned();
            }
        }
    }

    /// Everything until the server hangs up.
    pub async fn rest(&mut self) -> String {
        while self.more().await {}
        String::from_utf8_lossy(&std::mem::take(&mut self.came)).into_owned()
    }

    /// A whole frame of the server, which never masks and never sends more than 64 KB: opcode and payload.
    async fn frame(&mut self) -> Option<(u8, Vec<u8>)> {
        loop {
            let short = self.came.get(1).map(|length| usize::from(length & 0x7f));
            let (start, length) = match short {
                Some(126) => (4, self.came.get(2..4).map(|two| usize::from(two[0]) << 8 | usize::from(two[1]))),
                other => (2, other),
            };
            if let Some(length) = length.filter(|length| self.came.len() >= start + length) {
                let frame: Vec<u8> = self.came.drain(..start + length).collect();
                self.pinged += u32::from(frame[0] & 0x0f == PING);
                return Some((frame[0] & 0x0f, frame[start..].to_vec()));
            }
            if !self.more().await {
                return None;
            }
        }
    }

    pub async fn hears(&mut self, kind: &str) -> Value {
        while let Some((opcode, payload)) = self.frame().await {
            let said: Value = serde_json::from_slice(&payload).unwrap_or_default();
            if opcode == TEXT && (said["type"] == kind || said["name"] == kind) {
                return said;
            }
        }
        panic!("the socket ended before {kind}");
    }

    /// Whether the server has hung up; what it said before is passed over.
    pub async fn is_over(&mut self) -> bool {
        let mut chunk = [0; 4096];
        loop {
            match self.stream.try_read(&mut chunk) {
                Ok(0) => return true,
                Ok(_) => {}
                Err(error) => return error.kind() != std::io::ErrorKind::WouldBlock,
            }
        }
    }

    /// The code that the server closes with; 1006 when it just hangs up.
    pub async fn closes(&mut self) -> u16 {
        while let Some((opcode, payload)) = self.frame().await {
            if opcode == CLOSE {
                return payload.get(..2).map_or(1005, |code| u16::from(code[0]) << 8 | u16::from(code[1]));
            }
        }
        1006
    }
}

pub fn upgrade(path: &str) -> String {
    format!(
        "GET /api/v1{path} HTTP/1.1\r\nhost: desk.example\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\
         sec-websocket-extensions: permessage-deflate\r\n\r\n"
    )
}

/// A masked frame with its true length. The mask of zeros keeps the bytes readable.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match payload.len() {
        length @ 0..=125 => frame.push(0x80 | length as u8),
        length @ 126..=0xffff => frame.extend([0xfe, (length >> 8) as u8, length as u8]),
        length => {
            frame.push(0xff);
            frame.extend((length as u64).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

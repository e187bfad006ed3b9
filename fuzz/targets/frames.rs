//! Socket frames: the WebSocket's own bytes as a client sends them, and the commands inside.

use server::realtime::frames::Incoming;
use server::realtime::pump::MAX_FRAME;
use std::io::{Read, Write};
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocket, WebSocketConfig};

/// A client that has sent all of it and reads nothing back.
struct Line<'a>(&'a [u8]);

impl Read for Line<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.0.read(into)
    }
}

impl Write for Line<'_> {
    fn write(&mut self, sent: &[u8]) -> std::io::Result<usize> {
        Ok(sent.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

pub fn eat(data: &[u8]) {
    command(data);
    let config = WebSocketConfig::default()
        .read_buffer_size(4096)
        .write_buffer_size(0)
        .max_message_size(Some(MAX_FRAME))
        .max_frame_size(Some(MAX_FRAME));
    let mut socket = WebSocket::from_raw_socket(Line(data), Role::Server, Some(config));
    while let Ok(message) = socket.read() {
        assert!(message.len() <= MAX_FRAME);
        if let Ok(text) = message.to_text() {
            command(text.as_bytes());
        }
    }
}

fn command(bytes: &[u8]) {
    match serde_json::from_slice::<Incoming>(bytes) {
        Ok(Incoming::Hello { since: Some(since), .. }) => drop(since.position()),
        Ok(Incoming::Page { page }) => drop(page.tidied()),
        _ => {}
    }
}

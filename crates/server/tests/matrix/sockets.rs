//! A socket of an agent or a visitor, read frame by frame.

use crate::house::House;
use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

const PATIENCE: Duration = Duration::from_secs(60);

pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Everything that came since [`Socket::forget`].
    pub seen: Vec<Value>,
}

/// What a socket brings next.
#[derive(Debug, PartialEq)]
pub enum Next {
    Frame(Value),
    /// With 1006 for an end without a closing frame (RFC 6455 §7.1.5).
    Closed(u16),
}

impl Socket {
    /// Opens and says `hello`; what comes back is still to be read.
    pub async fn greet(house: &House, path: &str, hello: Value) -> Socket {
        let url = format!("{}/api/v1{path}", house.running.address.replacen("http", "ws", 1));
        let (stream, _) = tokio_tungstenite::connect_async(url).await.expect("the socket opens");
        let mut socket = Socket { stream, seen: Vec::new() };
        socket.send(hello).await;
        socket
    }

    /// The same, welcomed.
    pub async fn open(house: &House, path: &str, hello: Value) -> Socket {
        let mut socket = Socket::greet(house, path, hello).await;
        socket.until("welcome", |frame| frame["type"] == "welcome").await;
        socket.seen.clear();
        socket
    }

    /// Until it ends, which the house does when it is left.
    pub async fn keep_reading(mut self) {
        while let Some(Ok(_)) = self.stream.next().await {}
    }

    pub async fn send(&mut self, frame: Value) {
        // A socket that has been closed by the server is told apart by what comes next.
        drop(self.stream.send(Message::text(frame.to_string())).await);
    }

    pub async fn next(&mut self) -> Next {
        loop {
            let came = tokio::time::timeout(PATIENCE, self.stream.next()).await.expect("something comes in time");
            match came {
                Some(Ok(Message::Text(text))) => {
                    let frame: Value = serde_json::from_str(&text).expect("frames are JSON");
                    self.seen.push(frame.clone());
                    return Next::Frame(frame);
                }
                Some(Ok(Message::Close(frame))) => return Next::Closed(frame.map_or(1005, |frame| frame.code.into())),
                Some(Ok(_)) => {}
                None | Some(Err(_)) => return Next::Closed(1006),
            }
        }
    }

    pub async fn until(&mut self, what: &str, meant: impl Fn(&Value) -> bool) -> Value {
        loop {
            match self.next().await {
                Next::Frame(frame) if meant(&frame) => return frame,
                Next::Frame(_) => {}
                Next::Closed(code) => panic!("closed with {code} before {what}; seen: {:?}", self.seen),
            }
        }
    }

    /// The code it is closed with, whatever comes before.
    pub async fn closes(&mut self) -> u16 {
        loop {
            if let Next::Closed(code) = self.next().await {
                return code;
            }
        }
    }
}

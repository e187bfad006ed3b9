//! A socket with everything that came through it, in order.

use super::PATIENCE;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// What a socket has received so far.
#[derive(Default)]
pub struct Log {
    frames: Mutex<Vec<Value>>,
    closed: Mutex<Option<u16>>,
    news: Notify,
}

/// Whose stream it is, as far as marking its end needs to know.
#[derive(Clone, PartialEq, Eq)]
pub enum Whose {
    Agent,
    Visitor { contact: String, inbox: String },
}

pub struct Socket {
    pub log: Arc<Log>,
    pub welcome: Value,
    sink: futures_util::stream::SplitSink<Stream, Message>,
    reader: tokio::task::JoinHandle<()>,
}

impl Socket {
    /// Opens, says `hello`, and waits for `welcome`. The error is the code of the close and what was said before.
    pub async fn open(address: &str, path: &str, hello: Value) -> Result<Socket, (Option<u16>, Vec<Value>)> {
        let url = format!("{}/api/v1{path}", address.replacen("http", "ws", 1));
        let (stream, _) = tokio_tungstenite::connect_async(url).await.expect("the socket opens");
        let (mut sink, stream) = stream.split();
        sink.send(Message::text(hello.to_string())).await.expect("hello goes out");
        let log = Arc::new(Log::default());
        let reader = tokio::spawn(read(stream, log.clone()));
        let mut socket = Socket { log, welcome: Value::Null, sink, reader };
        match socket.log.next(0, |frame| frame["type"] == "welcome").await {
            Some((_, welcome)) => socket.welcome = welcome,
            None => return Err((socket.log.closed(), socket.log.frames())),
        }
        Ok(socket)
    }

    pub async fn sends(&mut self, frame: Value) {
        self.sink.send(Message::text(frame.to_string())).await.expect("the frame goes out");
    }

    /// Positions start here: what came before is of no interest.
    pub fn mark(&self) -> usize {
        self.log.frames().len()
    }

    pub fn frames(&self) -> Vec<Value> {
        self.log.frames()
    }

    /// The first frame from `mark` on that is meant; fails when the socket closes or nothing comes.
    pub async fn sees_since(&self, mark: usize, what: &str, meant: impl Fn(&Value) -> bool) -> Value {
        match self.log.next(mark, meant).await {
            Some((_, frame)) => frame,
            None => panic!("never seen: {what}; what came: {}", json!(self.log.frames())),
        }
    }

    pub async fn sees(&self, what: &str, meant: impl Fn(&Value) -> bool) -> Value {
        self.sees_since(0, what, meant).await
    }

    /// The code with which the server closed it.
    pub async fn is_closed(&self) -> u16 {
        self.log.next(0, |_| false).await;
        self.log.closed().unwrap_or_else(|| panic!("the socket stayed open"))
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.reader.abort();
        self.log.close(1006);
    }
}

impl Log {
    pub fn frames(&self) -> Vec<Value> {
        self.frames.lock().expect("the log").clone()
    }

    pub fn closed(&self) -> Option<u16> {
        *self.closed.lock().expect("the log")
    }

    fn close(&self, code: u16) {
        self.closed.lock().expect("the log").get_or_insert(code);
        self.news.notify_waiters();
    }

    /// `None` when the socket closed, or time is over, before such a frame came.
    pub async fn next(&self, mark: usize, meant: impl Fn(&Value) -> bool) -> Option<(usize, Value)> {
        let mut looked = mark;
        let looking = async {
            loop {
                let news = self.news.notified();
                tokio::pin!(news);
                news.as_mut().enable();
                {
                    let frames = self.frames.lock().expect("the log");
                    while looked < frames.len() {
                        looked += 1;
                        if meant(&frames[looked - 1]) {
                            return Some((looked - 1, frames[looked - 1].clone()));
                        }
                    }
                }
                if self.closed().is_some() {
                    return None;
                }
                news.await;
            }
        };
        tokio::time::timeout(PATIENCE, looking).await.unwrap_or(None)
    }
}

/// 1006 stands for an end without a closing frame, as in RFC 6455 §7.1.5.
async fn read(mut stream: futures_util::stream::SplitStream<Stream>, log: Arc<Log>) {
    let mut code = 1006;
    while let Some(Ok(message)) = stream.next().await {
        match message {
            Message::Text(text) => {
                let frame = serde_json::from_str(&text).expect("frames are JSON");
                log.frames.lock().expect("the log").push(frame);
                log.news.notify_waiters();
            }
            Message::Close(Some(frame)) => code = frame.code.into(),
            _ => {}
        }
    }
    log.close(code);
}

//! One socket's loop, the same for agents and visitors: bounded buffers, heartbeat, closing codes.

use super::frames::{self, Incoming, Outgoing, close};
use super::hub::Seat;
use crate::App;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use domain::Code;
use domain::id::ConversationId;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{interval, timeout};

/// How long a client may take for its first frame.
const HELLO_WITHIN: Duration = Duration::from_secs(10);
const PING_EVERY: Duration = Duration::from_secs(25);
/// A write that takes longer is a dead peer; the others are served meanwhile.
const WRITE_WITHIN: Duration = Duration::from_secs(20);
/// Pings unanswered before the socket counts as dead.
const MISSED_PINGS: u32 = 3;
/// Clients send only small commands.
const MAX_FRAME: usize = 16 * 1024;

/// The two kinds of peers.
pub trait Peer: Send {
    /// The frames to send; none when there is nothing for this peer.
    fn frames(&self, outgoing: &Outgoing) -> Vec<String>;
    fn typing(&mut self, command: Incoming) -> impl Future<Output = ()> + Send;
    /// Reads the rights anew and says what came into and went out of view; `Err` ends the socket.
    fn refresh(
        &mut self,
        seat: &Seat,
        touched: Arc<[ConversationId]>,
    ) -> impl Future<Output = domain::Result<Vec<String>>> + Send;
}

/// Small buffers: an idle socket must cost next to nothing.
pub fn upgrade<F, Fut>(ws: WebSocketUpgrade, serve: F) -> Response
where
    F: FnOnce(WebSocket) -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    ws.read_buffer_size(4096)
        .write_buffer_size(0)
        .max_message_size(MAX_FRAME)
        .max_frame_size(MAX_FRAME)
        .on_upgrade(serve)
}

/// The first frame, which must be `hello`.
pub async fn hello(socket: &mut WebSocket) -> Option<Incoming> {
    let first = timeout(HELLO_WITHIN, socket.recv()).await.ok()??.ok()?;
    let Message::Text(text) = first else { return None };
    serde_json::from_str(&text).ok().filter(|frame| matches!(frame, Incoming::Hello { .. }))
}

pub async fn send(socket: &mut WebSocket, text: String) -> bool {
    matches!(timeout(WRITE_WITHIN, socket.send(Message::Text(text.into()))).await, Ok(Ok(())))
}

pub async fn send_all(socket: &mut WebSocket, frames: Vec<String>) -> bool {
    for frame in frames {
        if !send(socket, frame).await {
            return false;
        }
    }
    true
}

pub async fn close(mut socket: WebSocket, code: u16, reason: &'static str) {
    let frame = CloseFrame { code, reason: reason.into() };
    // The peer may be gone already; there is nobody left to tell.
    drop(timeout(Duration::from_secs(2), socket.send(Message::Close(Some(frame)))).await);
}

/// Says why and closes: what a refused `hello` gets.
pub async fn refuse(mut socket: WebSocket, error: &domain::Error, code: u16) {
    let body = super::super::http::error::body_of(error, super::super::http::error::Language::Chinese);
    let frame = serde_json::json!({"type": "error", "error": body.error}).to_string();
    send(&mut socket, frame).await;
    close(socket, code, "refused").await;
}

enum End {
    Gone,
    Close(u16, &'static str),
}

/// How a socket ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Departure {
    /// The connection was lost or closed; the peer may be back in a moment.
    Dropped,
    /// The session is over: signed out, disabled, or the password was set anew.
    SignedOut,
}

/// Runs until the peer goes, falls behind, loses its session, or the program stops.
pub async fn run(app: &App, mut socket: WebSocket, mut seat: Seat, mut peer: impl Peer) -> Departure {
    let mut stopping = app.stopping.subscribe();
    let mut ticker = interval(PING_EVERY);
    // Its first tick would come at once.
    ticker.reset();
    let mut silent = 0;
    let end = loop {
        tokio::select! {
            outgoing = seat.frames.recv() => match outgoing {
                None => break End::Close(close::LAGGING, "lagging"),
                Some(Outgoing::SessionEnded) => break End::Close(close::SESSION_ENDED, "session ended"),
                Some(Outgoing::RightsChanged(touched)) => {
                    let frames = match peer.refresh(&seat, touched).await {
                        Ok(frames) => frames,
                        Err(error) if error.code == Code::Unauthorized => {
                            break End::Close(close::SESSION_ENDED, "session ended");
                        }
                        // Still welcome: the client comes back and reads everything anew.
                        Err(_) => break End::Close(close::LAGGING, "lagging"),
                    };
                    if !send_all(&mut socket, frames).await {
                        break End::Gone;
                    }
                }
                Some(outgoing) => {
                    if !send_all(&mut socket, peer.frames(&outgoing)).await {
                        break End::Gone;
                    }
                }
            },
            incoming = socket.recv() => {
                silent = 0;
                match incoming {
                    None | Some(Err(_)) | Some(Ok(Message::Close(_))) => break End::Gone,
                    Some(Ok(Message::Text(text))) => match serde_json::from_str(&text) {
                        Ok(Incoming::Ping {}) => {
                            if !send(&mut socket, frames::pong()).await {
                                break End::Gone;
                            }
                        }
                        Ok(command @ Incoming::Typing { .. }) => peer.typing(command).await,
                        Ok(Incoming::Hello { .. }) | Err(_) => break End::Close(close::BAD_FRAME, "bad frame"),
                    },
                    Some(Ok(Message::Binary(_))) => break End::Close(close::BAD_FRAME, "bad frame"),
                    Some(Ok(_)) => {}
                }
            },
            _ = ticker.tick() => {
                silent += 1;
                if silent > MISSED_PINGS || timeout(WRITE_WITHIN, socket.send(Message::Ping(Default::default()))).await.is_err() {
                    break End::Gone;
                }
            }
            () = async { drop(stopping.wait_for(|stop| *stop).await) } => break End::Close(close::RESTARTING, "restarting"),
        }
    };
    drop(seat);
    match end {
        End::Close(code, reason) => {
            close(socket, code, reason).await;
            if code == close::SESSION_ENDED { Departure::SignedOut } else { Departure::Dropped }
        }
        End::Gone => Departure::Dropped,
    }
}

//! One socket's loop, the same for agents and visitors: bounded buffers, heartbeat, closing codes.

use super::frames::{self, Frame, Incoming, Outgoing, close};
use super::hub::Seat;
use crate::App;
use crate::http::intake::Intake;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use domain::Code;
use domain::id::ConversationId;
use futures_util::SinkExt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::{MissedTickBehavior, interval, timeout};

/// How long a client may take for its first frame.
const HELLO_WITHIN: Duration = Duration::from_secs(10);
/// Each socket is pinged.
pub const PING_EVERY: Duration = Duration::from_secs(25);
/// A write that takes longer is a dead peer; the others are served meanwhile.
const WRITE_WITHIN: Duration = Duration::from_secs(20);
/// Pings unanswered before the socket counts as dead.
const MISSED_PINGS: u32 = 3;
/// What a client may say between two pings of ours. Workbench and chat say some ten; whoever says thousands takes the time of
/// all others, and whoever only pings back to back does, too.
const MOST_BETWEEN_PINGS: u32 = 1_000;
/// The same in bytes, however they are cut into frames: a command is a few hundred of them.
const MOST_BYTES_BETWEEN_PINGS: i64 = 256 * 1024;
/// Clients send only small commands.
pub const MAX_FRAME: usize = 16 * 1024;

/// The two kinds of peers.
pub trait Peer: Send {
    /// The frames to send; none when there is nothing for this peer.
    fn frames(&self, outgoing: &Outgoing) -> Vec<Frame>;
    /// Commands that are passed on to others: typing, viewing, page. May be dropped.
    fn obey(&mut self, command: Incoming) -> impl Future<Output = ()> + Send;
    /// Reads the rights anew and says what came into and went out of view; `Err` ends the socket.
    fn refresh(
        &mut self,
        seat: &Seat,
        touched: Arc<[ConversationId]>,
    ) -> impl Future<Output = domain::Result<Vec<Frame>>> + Send;
}

/// A socket, and what its peer may still send until our next ping.
pub struct Line {
    socket: WebSocket,
    intake: Intake,
}

/// Bytes of frames that wait for those behind them, so that all which one commit says to a peer goes out at once: each write
/// costs more than what is in it, and with many agents those of the first ones keep the last ones waiting.
const TOGETHER: usize = 4096;

/// Small buffers: an idle socket must cost next to nothing.
pub fn upgrade<F, Fut>(ws: WebSocketUpgrade, intake: Intake, serve: F) -> Response
where
    F: FnOnce(Line) -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    intake.allow(MOST_BYTES_BETWEEN_PINGS);
    ws.read_buffer_size(4096)
        .write_buffer_size(TOGETHER)
        .max_message_size(MAX_FRAME)
        .max_frame_size(MAX_FRAME)
        .on_upgrade(move |socket| serve(Line { socket, intake }))
}

/// The first frame, which must be `hello`.
pub async fn hello(line: &mut Line) -> Option<Incoming> {
    let first = timeout(HELLO_WITHIN, line.socket.recv()).await.ok()??.ok()?;
    let Message::Text(text) = first else { return None };
    serde_json::from_str(&text).ok().filter(|frame| matches!(frame, Incoming::Hello { .. }))
}

pub async fn send(line: &mut Line, text: impl Into<Frame>) -> bool {
    matches!(timeout(WRITE_WITHIN, line.socket.send(Message::Text(text.into()))).await, Ok(Ok(())))
}

pub async fn send_all(line: &mut Line, frames: Vec<Frame>) -> bool {
    feed_all(line, frames).await && flush(line).await
}

/// What fills the buffer goes out, the rest when it is flushed.
async fn feed_all(line: &mut Line, frames: Vec<Frame>) -> bool {
    for frame in frames {
        if !matches!(timeout(WRITE_WITHIN, line.socket.feed(Message::Text(frame))).await, Ok(Ok(()))) {
            return false;
        }
    }
    true
}

async fn flush(line: &mut Line) -> bool {
    matches!(timeout(WRITE_WITHIN, line.socket.flush()).await, Ok(Ok(())))
}

pub async fn close(mut line: Line, code: u16, reason: &'static str) {
    let frame = CloseFrame { code, reason: reason.into() };
    // The peer may be gone already; there is nobody left to tell.
    drop(timeout(Duration::from_secs(2), line.socket.send(Message::Close(Some(frame)))).await);
}

/// Says why and closes: what a refused `hello` gets.
pub async fn refuse(mut line: Line, error: &domain::Error, code: u16) {
    let body = super::super::http::error::body_of(error, super::super::http::error::Language::Chinese);
    let frame = serde_json::json!({"type": "error", "error": body.error}).to_string();
    send(&mut line, frame).await;
    close(line, code, "refused").await;
}

enum End {
    Gone,
    Lagging,
    SignedOut,
    ThrownOut,
    BadFrame,
    Flooding,
    Restarting,
}

impl End {
    /// The closing code and its reason; `None` when nobody is there to read it.
    const fn closing(&self) -> Option<(u16, &'static str)> {
        match self {
            End::Gone => None,
            End::Lagging => Some((close::LAGGING, "lagging")),
            End::SignedOut | End::ThrownOut => Some((close::SESSION_ENDED, "session ended")),
            End::BadFrame => Some((close::BAD_FRAME, "bad frame")),
            End::Flooding => Some((close::BAD_FRAME, "too many frames")),
            End::Restarting => Some((close::RESTARTING, "restarting")),
        }
    }
}

/// How a socket ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Departure {
    /// The connection was lost or closed; the peer may be back in a moment.
    Dropped,
    /// The agent signed out, and was asked what becomes of the open conversations.
    SignedOut,
    /// The session was ended from elsewhere: the account was disabled, or its password set anew.
    ThrownOut,
}

/// Runs until the peer goes, falls behind, loses its session, or the program stops.
pub async fn run(app: &App, mut line: Line, mut seat: Seat, peer: &mut impl Peer) -> Departure {
    let (end, ended) = oneshot::channel();
    let mut ended = std::mem::replace(&mut seat.ended, ended);
    drop(end);
    let mut stopping = app.stopping.subscribe();
    let mut end = tokio::select! {
        biased;
        // Before all that waits: an ended session hears nothing more, however slow its line.
        Ok(()) = &mut ended => End::ThrownOut,
        () = async { drop(stopping.wait_for(|stop| *stop).await) } => End::Restarting,
        end = serve(&mut line, &mut seat, peer) => end,
    };
    // An ended session's frames end too, and that may be seen first when both happen between two looks.
    if matches!(end, End::Lagging) && ended.try_recv().is_ok() {
        end = End::ThrownOut;
    }
    drop(seat);
    if let Some((code, reason)) = end.closing() {
        close(line, code, reason).await;
    }
    match end {
        End::SignedOut => Departure::SignedOut,
        End::ThrownOut => Departure::ThrownOut,
        End::Gone | End::Lagging | End::BadFrame | End::Flooding | End::Restarting => Departure::Dropped,
    }
}

async fn serve(line: &mut Line, seat: &mut Seat, peer: &mut impl Peer) -> End {
    let mut ticker = interval(PING_EVERY);
    // A peer that took long to be written to gets its time to answer all the same.
    ticker.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // Its first tick would come at once.
    ticker.reset();
    let mut silent = 0;
    let mut said = 0;
    loop {
        let over = tokio::select! {
            outgoing = seat.frames.recv() => match outgoing {
                Some(outgoing) => pass_on(line, seat, peer, outgoing).await,
                None => Err(End::Lagging),
            },
            incoming = line.socket.recv() => {
                silent = 0;
                said += 1;
                match incoming {
                    Some(Ok(_)) if said > MOST_BETWEEN_PINGS => Err(End::Flooding),
                    Some(Ok(message)) => obey(line, peer, message).await,
                    None | Some(Err(_)) if line.intake.is_spent() => Err(End::Flooding),
                    None | Some(Err(_)) => Err(End::Gone),
                }
            }
            _ = ticker.tick() => {
                silent += 1;
                said = 0;
                line.intake.allow(MOST_BYTES_BETWEEN_PINGS);
                if silent > MISSED_PINGS { Err(End::Gone) } else { ping(line).await }
            }
        };
        if let Err(end) = over {
            return end;
        }
    }
}

fn sent(well: bool) -> Result<(), End> {
    if well { Ok(()) } else { Err(End::Gone) }
}

/// So many pass before the peer itself is heard again.
const MOST_TOGETHER: usize = 16;

/// Passes on what waits, and flushes once.
async fn pass_on(line: &mut Line, seat: &mut Seat, peer: &mut impl Peer, first: Outgoing) -> Result<(), End> {
    let (mut passed, mut next) = (0, Some(first));
    while let Some(outgoing) = next {
        let frames = match outgoing {
            Outgoing::RightsChanged(touched) => {
                // The rights take a while to be read; what came before them need not wait for that.
                sent(flush(line).await)?;
                refreshed(seat, peer, touched).await?
            }
            outgoing => peer.frames(&outgoing),
        };
        sent(feed_all(line, frames).await)?;
        passed += 1;
        next = if passed < MOST_TOGETHER { seat.frames.try_recv().ok() } else { None };
    }
    sent(flush(line).await)
}

async fn refreshed(seat: &Seat, peer: &mut impl Peer, touched: Arc<[ConversationId]>) -> Result<Vec<Frame>, End> {
    peer.refresh(seat, touched).await.map_err(|error| match error.code {
        Code::Unauthorized => End::SignedOut,
        // Still welcome: the client comes back and reads everything anew.
        _ => End::Lagging,
    })
}

async fn obey(line: &mut Line, peer: &mut impl Peer, message: Message) -> Result<(), End> {
    match message {
        Message::Text(text) => match serde_json::from_str(&text) {
            Ok(Incoming::Ping {}) => sent(send(line, frames::pong()).await),
            Ok(command @ (Incoming::Typing { .. } | Incoming::Viewing { .. } | Incoming::Page { .. })) => {
                peer.obey(command).await;
                Ok(())
            }
            Ok(Incoming::Hello { .. }) | Err(_) => Err(End::BadFrame),
        },
        Message::Binary(_) => Err(End::BadFrame),
        Message::Close(_) => Err(End::Gone),
        Message::Ping(_) | Message::Pong(_) => Ok(()),
    }
}

async fn ping(line: &mut Line) -> Result<(), End> {
    sent(matches!(timeout(WRITE_WITHIN, line.socket.send(Message::Ping(Default::default()))).await, Ok(Ok(()))))
}

//! What a connection brings, as its listener sees it: bytes and reads, whatever they mean.
//!
//! A WebSocket's reader tells of whole messages only. Pieces of one that never ends, empty or a byte each, pass below it for
//! as long as the peer likes; they are counted here, where nothing passes unseen. It judges no protocol, and a connection
//! that nobody has set a bound for has none.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What a read costs beside its bytes: whoever sends them one by one makes the system work for each.
const PER_READ: i64 = 64;

/// What a peer may still send; shared by the connection and whoever answers on it.
#[derive(Clone)]
pub struct Intake(Arc<AtomicI64>);

impl Intake {
    fn unbounded() -> Intake {
        Intake(Arc::new(AtomicI64::new(i64::MAX)))
    }

    /// From now on; what was left over is forfeited.
    pub fn allow(&self, bytes: i64) {
        self.0.store(bytes, Ordering::Relaxed);
    }

    /// More came than was allowed, and nothing more will be read.
    pub fn is_spent(&self) -> bool {
        self.0.load(Ordering::Relaxed) < 0
    }

    fn take(&self, bytes: usize) -> io::Result<()> {
        let cost = i64::try_from(bytes).unwrap_or(i64::MAX).saturating_add(PER_READ);
        // Reads of one connection come one after the other; only a new allowance may come between, and then it counts.
        self.0.fetch_sub(cost, Ordering::Relaxed);
        if self.is_spent() { Err(io::Error::other("the peer sends more than it may")) } else { Ok(()) }
    }
}

/// A connection whose intake is counted.
pub struct Counted<S> {
    stream: S,
    pub intake: Intake,
}

impl<S> Counted<S> {
    pub fn new(stream: S) -> Counted<S> {
        Counted { stream, intake: Intake::unbounded() }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Counted<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, into))?;
        Poll::Ready(self.intake.take(into.filled().len() - before))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Counted<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test]
    async fn a_peer_sends_what_it_may_and_then_nothing_until_it_may_again() {
        let (mut peer, ours) = tokio::io::duplex(64);
        let mut counted = Counted::new(ours);
        peer.write_all(&[7; 20]).await.unwrap();
        assert_eq!(counted.read_u8().await.unwrap(), 7, "without a bound there is none");
        counted.intake.allow(3 * (PER_READ + 1));
        for _ in 0..3 {
            assert_eq!(counted.read_u8().await.unwrap(), 7);
        }
        assert!(!counted.intake.is_spent());
        counted.read_u8().await.unwrap_err();
        assert!(counted.intake.is_spent());
        counted.intake.allow(PER_READ + 8);
        assert_eq!(counted.read_u64().await.unwrap(), u64::from_be_bytes([7; 8]));
    }
}

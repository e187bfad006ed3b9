//! From the port to the routes: one task per connection, and how long a peer may take for the head of a request.
//!
//! Axum's own loop knows no such bound: whoever sends a header a minute would keep a connection for ever (“slow loris”).
//! What a body may take is `slow`'s.

use super::intake::Counted;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{HttpService, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tower::Service;

/// From the first moment of waiting to the end of the head; so also how long a connection lies idle between two requests.
const HEAD_WITHIN: Duration = Duration::from_secs(30);
/// All headers of a request together. Browsers and proxies stay below 16 KiB.
const LARGEST_HEAD: usize = 64 << 10;
const MOST_HEADERS: usize = 100;

/// Connections that have come and were not taken yet; the system may allow fewer (`net.core.somaxconn`). Whoever comes when it
/// is full is not heard for a second, and after a restart everybody comes at once.
const WAITING_AT_THE_DOOR: u32 = 65_535;

/// # Errors
/// The system's: the address is taken, or is not this machine's.
pub fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A program that was just ended leaves connections behind that hold the address for a minute.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(WAITING_AT_THE_DOOR)
}

/// Answers until `stop`, then finishes the requests under way.
pub async fn serve(listener: TcpListener, routes: Router, stop: impl Future<Output = ()>) {
    let mut connections = http1::Builder::new();
    connections
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(LARGEST_HEAD)
        .max_headers(MOST_HEADERS);
    // The one channel says that it is time to go; the other is closed when the last connection has gone.
    let (leave, leaving) = watch::channel(());
    let (here, gone) = watch::channel(());
    let mut stop = std::pin::pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            biased;
            // First, so that it listens for the sign to stop before anybody is answered.
            () = &mut stop => break,
            accepted = accept(&listener) => accepted,
        };
        let stream = Counted::new(stream);
        let (routes, intake) = (routes.clone(), stream.intake.clone());
        let answer = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            request.extensions_mut().insert(intake.clone());
            // A router is always ready.
            routes.clone().call(request)
        });
        let connection = connections.serve_connection(TokioIo::new(stream), answer).with_upgrades();
        tokio::spawn(finish(connection, leaving.clone(), gone.clone()));
    }
    drop((listener, leave, leaving, gone));
    here.closed().await;
}

/// Runs the connection to its end; once it is time to go, to the end of the request under way.
async fn finish<S>(
    connection: http1::UpgradeableConnection<TokioIo<Counted<TcpStream>>, S>,
    mut leaving: watch::Receiver<()>,
    _gone: watch::Receiver<()>,
) where
    S: HttpService<Incoming, ResBody = Body>,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = leaving.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(error.internal = %error, "A connection ended before its time.");
    }
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // A live desk sends many small frames; waiting to fill a packet would delay each.
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(error.internal = %error, "A connection keeps its delay.");
                }
                return (stream, peer);
            }
            Err(error) if is_the_peers(error.kind()) => {}
            Err(error) => {
                // Out of file handles, mostly: some will be free in a moment, and asking at once would only burn.
                tracing::error!(error.internal = %error, "A connection could not be taken.");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

const fn is_the_peers(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::oneshot;

    /// On a clock that runs ahead whenever everybody waits.
    async fn opened() -> (TcpStream, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
        let listener = bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let routes = Router::new().route("/", get(|| async { "here" }));
        let served = tokio::spawn(serve(listener, routes, async { drop(stopped.await) }));
        (TcpStream::connect(address).await.unwrap(), stop, served)
    }

    async fn read(line: &mut TcpStream) -> String {
        let mut answer = [0; 1024];
        let read = line.read(&mut answer).await.unwrap_or(0);
        String::from_utf8_lossy(&answer[..read]).into_owned()
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_never_ends_is_not_waited_for() {
        let (mut line, _stop, _served) = opened().await;
        line.write_all(b"GET / HTTP/1.1\r\nhost: desk\r\n\r\n").await.unwrap();
        assert!(read(&mut line).await.ends_with("here"));
        line.write_all(b"GET / HTTP/1.1\r\nhost: desk\r\nx-slowly: ").await.unwrap();
        assert!(!read(&mut line).await.contains("here"));
        assert_eq!(read(&mut line).await, "", "the line is cut");
    }

    #[tokio::test(start_paused = true)]
    async fn stopping_ends_lines_that_ask_for_nothing() {
        let (mut line, stop, served) = opened().await;
        line.write_all(b"GET / HTTP/1.1\r\nhost: desk\r\n\r\n").await.unwrap();
        assert!(read(&mut line).await.ends_with("here"));
        drop(stop);
        assert_eq!(read(&mut line).await, "");
        served.await.unwrap();
    }
}

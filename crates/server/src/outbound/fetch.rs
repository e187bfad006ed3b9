//! `GET` of an address that somebody named, bounded in time and size, without redirects.

use super::connect::{self, Allowed};
use domain::{Error, Result};
use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::{Request, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use url::{Position, Url};

#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// For everything, from the look-up to the last byte.
    pub within: Duration,
    pub largest: usize,
}

/// The body of a plain 200; everything else is `unavailable`.
pub async fn get(url: &Url, allowed: &Allowed, bounds: Bounds) -> Result<Bytes> {
    let asked = timeout(bounds.within, ask(url, allowed, bounds.largest)).await;
    asked.unwrap_or_else(|_| Err(problem(url, "took too long")))
}

fn problem(url: &Url, what: impl std::fmt::Display) -> Error {
    Error::unavailable(format!("{}: {what}", &url[..Position::AfterPort]))
}

async fn ask(url: &Url, allowed: &Allowed, largest: usize) -> Result<Bytes> {
    let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
        return Err(problem(url, "is no address of the web"));
    };
    let stream = connect::tcp(&host, port, allowed).await?;
    match url.scheme() {
        "https" => exchange(url, connect::tls(&host, stream).await?, largest).await,
        "http" => exchange(url, stream, largest).await,
        _ => Err(problem(url, "is no address of the web")),
    }
}

/// Ends the connection's task with the exchange, however that ends.
struct Driven(JoinHandle<()>);

impl Drop for Driven {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn exchange<S>(url: &Url, stream: S, largest: usize) -> Result<Bytes>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let refused = |error: hyper::Error| problem(url, error);
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(refused)?;
    let _driven = Driven(tokio::spawn(async move { drop(connection.await) }));
    // What follows `#` and stands before `@` stays here.
    let request = Request::get(&url[Position::BeforePath..Position::AfterQuery])
        .header(header::HOST, &url[Position::BeforeHost..Position::AfterPort])
        .header(header::USER_AGENT, "Yingke")
        .header(header::ACCEPT_ENCODING, "identity")
        .header(header::CONNECTION, "close")
        .body(Empty::<Bytes>::new())
        .map_err(|error| problem(url, error))?;
    let response = sender.send_request(request).await.map_err(refused)?;
    if response.status() != StatusCode::OK {
        return Err(problem(url, response.status()));
    }
    body(url, response, largest).await
}

async fn body(url: &Url, response: Response<Incoming>, largest: usize) -> Result<Bytes> {
    let mut incoming = response.into_body();
    let mut read = Vec::new();
    while let Some(frame) = incoming.frame().await {
        let Ok(chunk) = frame.map_err(|error| problem(url, error))?.into_data() else { continue };
        if read.len() + chunk.len() > largest {
            return Err(problem(url, "is too large"));
        }
        read.extend_from_slice(&chunk);
    }
    Ok(read.into())
}

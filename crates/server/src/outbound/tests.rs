//! Attacks on the way out: a server of our own on the loopback, and addresses that try to lead there.

use super::fetch::{Bounds, get};
use domain::{Code, Result};
use hyper::body::Bytes;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

const BOUNDS: Bounds = Bounds { within: Duration::from_secs(5), largest: 1_000 };
const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

/// Answers each connection with these bytes, and then keeps it open.
struct Server {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn that_says(answer: impl Into<Vec<u8>>) -> Server {
        let listener = TcpListener::bind((HERE, 0)).await.unwrap();
        let (address, heard) = (listener.local_addr().unwrap(), Arc::default());
        let (answer, asked): (Vec<u8>, Arc<Mutex<Vec<String>>>) = (answer.into(), Arc::clone(&heard));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, answer.clone(), Arc::clone(&asked)));
            }
        });
        Server { address, heard }
    }

    fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.address)).unwrap()
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

async fn converse(mut stream: TcpStream, answer: Vec<u8>, heard: Arc<Mutex<Vec<String>>>) {
    let mut asked = vec![0; 4096];
    let read = stream.read(&mut asked).await.unwrap_or(0);
    heard.lock().unwrap().push(String::from_utf8_lossy(&asked[..read]).into_owned());
    drop(stream.write_all(&answer).await);
    std::future::pending::<()>().await;
}

fn says(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

async fn allowed(url: &Url) -> Result<Bytes> {
    get(url, &[(HERE, 32)], BOUNDS).await
}

fn why(outcome: Result<Bytes>) -> String {
    let error = outcome.unwrap_err();
    assert_eq!(error.code, Code::Unavailable);
    error.internal.clone().unwrap()
}

#[tokio::test]
async fn what_the_operator_allows_is_fetched_and_nothing_of_the_address_but_host_and_path_is_told() {
    let server = Server::that_says(says("tea")).await;
    let mut url = server.url("/a%20b?c=d#secret");
    url.set_username("ann").unwrap();
    assert_eq!(allowed(&url).await.unwrap(), "tea");
    let heard = server.heard();
    assert!(heard[0].starts_with("GET /a%20b?c=d HTTP/1.1\r\n"), "{heard:?}");
    assert!(heard[0].to_lowercase().contains(&format!("host: {}\r\n", server.address)), "{heard:?}");
    assert!(!heard[0].contains("secret") && !heard[0].contains("ann"), "{heard:?}");
}

#[tokio::test]
async fn no_spelling_of_a_private_address_is_connected_to() {
    let server = Server::that_says(says("inner affairs")).await;
    let port = server.address.port();
    assert_eq!(allowed(&server.url("/")).await.unwrap(), "inner affairs", "the server is there");
    for host in [
        "127.0.0.1",
        "localhost",
        "LOCALHOST",
        "127.1",
        "0x7f.1",
        "2130706433",
        "017700000001",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "127.0.0.1.",
        "１２７.０.０.１",
    ] {
        let url = Url::parse(&format!("http://{host}:{port}/")).unwrap();
        let told = why(get(&url, &[], BOUNDS).await);
        assert!(told.contains("not public"), "{host}: {told}");
    }
    assert_eq!(server.heard().len(), 1, "nobody was connected to");
}

#[tokio::test]
async fn an_allowed_network_opens_no_other() {
    let server = Server::that_says(says("inner affairs")).await;
    let elsewhere = [("127.0.0.2".parse().unwrap(), 32), ("10.0.0.0".parse().unwrap(), 8)];
    assert!(why(get(&server.url("/"), &elsewhere, BOUNDS).await).contains("not public"));
    assert_eq!(server.heard(), Vec::<String>::new());
}

#[tokio::test]
async fn nobody_makes_us_knock_at_other_doors_than_the_web_s() {
    for address in ["http://8.8.8.8:22/", "https://8.8.8.8:25/", "http://[2606:4700:4700::1111]:6379/"] {
        let told = why(get(&Url::parse(address).unwrap(), &[], BOUNDS).await);
        assert!(told.contains("no port of the web"), "{address}: {told}");
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let target = Server::that_says(says("inner affairs")).await;
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let answer = format!("HTTP/1.1 {status}\r\nLocation: http://{}/\r\nContent-Length: 0\r\n\r\n", target.address);
        let server = Server::that_says(answer).await;
        assert!(why(allowed(&server.url("/")).await).contains(&status[..3]));
        assert_eq!(server.heard().len(), 1);
    }
    assert_eq!(target.heard(), Vec::<String>::new());
}

#[tokio::test]
async fn what_is_too_large_is_left_whether_it_says_so_or_not() {
    let most = "x".repeat(1_000);
    assert_eq!(allowed(&Server::that_says(says(&most)).await.url("/")).await.unwrap().len(), 1_000);
    let more = "x".repeat(1_001);
    let chunked = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n{more}\r\n0\r\n\r\n");
    let endless = format!("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{more}");
    for answer in [says(&more), chunked, endless] {
        assert!(why(allowed(&Server::that_says(answer).await.url("/")).await).contains("too large"));
    }
}

#[tokio::test]
async fn whoever_is_slow_is_not_waited_for() {
    let hasty = Bounds { within: Duration::from_millis(50), ..BOUNDS };
    for answer in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"] {
        let server = Server::that_says(answer).await;
        assert!(why(get(&server.url("/"), &[(HERE, 32)], hasty).await).contains("too long"), "{answer:?}");
    }
}

#[tokio::test]
async fn what_is_no_plain_answer_is_refused() {
    for answer in [
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 206 Partial\r\nContent-Length: 0\r\n\r\n",
        "nonsense\r\n\r\n",
    ] {
        why(allowed(&Server::that_says(answer).await.url("/")).await);
    }
    // Plain text where TLS is expected proves nobody.
    let mut url = Server::that_says(says("tea")).await.url("/");
    url.set_scheme("https").unwrap();
    assert!(why(allowed(&url).await).contains("TLS"));
}

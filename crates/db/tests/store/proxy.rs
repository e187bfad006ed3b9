//! A line to PostgreSQL that breaks in one moment: the server has been told to commit, and its answer is lost.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

pub struct Proxy {
    port: u16,
    loses: Arc<AtomicBool>,
}

impl Proxy {
    /// Between here and the server at `host:port`.
    pub fn to(server: &str) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (loses, server) = (Arc::new(AtomicBool::new(false)), server.to_owned());
        let armed = loses.clone();
        // It ends with the test's process.
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = TcpStream::connect(&server).expect("the server answers");
                let (armed, other) = (armed.clone(), (copy(&server), copy(&client)));
                thread::spawn(move || there(client, server, &armed));
                thread::spawn(move || back(other.0, other.1));
            }
        });
        Proxy { port, loses }
    }

    /// The same address, through this line.
    pub fn address(&self, url: &str, server: &str) -> String {
        url.replacen(server, &format!("127.0.0.1:{}", self.port), 1)
    }

    /// The answer to the next commit never arrives.
    pub fn loses_the_next_answer(&self) {
        self.loses.store(true, Ordering::SeqCst);
    }
}

fn copy(stream: &TcpStream) -> TcpStream {
    stream.try_clone().expect("a second handle")
}

fn there(mut client: TcpStream, mut server: TcpStream, loses: &AtomicBool) {
    let mut bytes = [0; 65536];
    while let Ok(length) = client.read(&mut bytes) {
        // Not the "read committed" of a connection that is set up.
        let is_commit = bytes[..length].windows(7).any(|seven| seven.starts_with(b"commit") && seven[6] != b't');
        let lost = is_commit && loses.swap(false, Ordering::SeqCst);
        if lost {
            // No way back any more, before the server can answer.
            drop(client.shutdown(Shutdown::Both));
        }
        if length == 0 || server.write_all(&bytes[..length]).is_err() {
            break;
        }
        if lost {
            return;
        }
    }
    drop(server.shutdown(Shutdown::Both));
}

fn back(mut server: TcpStream, mut client: TcpStream) {
    let mut bytes = [0; 65536];
    while let Ok(length) = server.read(&mut bytes) {
        if length == 0 || client.write_all(&bytes[..length]).is_err() {
            break;
        }
    }
    drop(client.shutdown(Shutdown::Both));
}

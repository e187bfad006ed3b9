//! Stopping: within ten seconds, with a word to every socket, whatever a peer does. And one program per data folder.

use crate::program::{Program, Shop, command, said};
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

const PROMISED: Duration = Duration::from_secs(10);

async fn socket_closes(program: &Program, shop: &Shop) -> u16 {
    let url = format!("{}/api/v1/socket", program.url.replacen("http", "ws", 1));
    let (mut socket, _) = connect_async(url).await.unwrap();
    let hello = json!({ "type": "hello", "token": shop.owner }).to_string();
    socket.send(Message::text(hello)).await.unwrap();
    let welcome = socket.next().await.unwrap().unwrap();
    assert!(welcome.to_text().unwrap().contains("welcome"));
    program.is_told_to_stop();
    while let Some(Ok(message)) = socket.next().await {
        if let Message::Close(Some(frame)) = message {
            return frame.code.into();
        }
    }
    panic!("the socket closed without a word")
}

#[tokio::test]
async fn sockets_are_told_to_come_back_and_the_program_ends_well() {
    let mut program = Program::starts();
    let shop = program.shop_opens().await;
    assert_eq!(socket_closes(&program, &shop).await, 1012);
    assert_eq!(program.ends_within(PROMISED), Some(0));
    program.logs("Stopped.");
}

#[tokio::test]
async fn a_peer_that_never_finishes_its_request_does_not_hold_the_program() {
    let mut program = Program::starts();
    let mut slow = TcpStream::connect(program.url.trim_start_matches("http://")).unwrap();
    slow.write_all(
        b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{",
    )
    .unwrap();
    // Answered after the slow one was accepted, so the slow one is under way.
    assert_eq!(program.get("/healthz").await.status(), 200);
    program.is_told_to_stop();
    assert_eq!(program.ends_within(PROMISED), Some(0));
}

#[tokio::test]
async fn a_second_program_on_the_same_folder_is_refused() {
    let program = Program::starts();
    let second =
        command(&["serve", "--listen", "127.0.0.1:0"]).arg("--data").arg(program.data.path()).output().unwrap();
    assert!(!second.status.success());
    assert!(said(&second.stderr).contains("is in use by another yingke"), "{}", said(&second.stderr));
}

//! The people who keep the shop busy, and the ledger of what they were told.

use super::program::Shop;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;

/// client_id → message id of everything acknowledged, and every message that the owner's screen was sent.
#[derive(Default)]
pub struct Ledger {
    acknowledged: Mutex<HashMap<String, String>>,
    shown: Mutex<HashSet<String>>,
    /// Messages that the stream brought a second time under another number.
    doubled: Mutex<Vec<String>>,
    /// Snapshots that the watcher loaded because the stream could not resume.
    resets: Mutex<usize>,
}

impl Ledger {
    pub fn acknowledged(&self) -> usize {
        self.acknowledged.lock().expect("ledger").len()
    }

    fn note(&self, client_id: &str, message: &Value) {
        let id = message["id"].as_str().expect("an id").to_owned();
        let earlier = self.acknowledged.lock().expect("ledger").insert(client_id.to_owned(), id.clone());
        assert!(earlier.is_none_or(|earlier| earlier == id), "{client_id} was acknowledged as two messages");
    }

    pub async fn wait_for(&self, number: usize) {
        for _ in 0..1_200 {
            if self.acknowledged() >= number {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("only {} of {number} messages were acknowledged in 30 s", self.acknowledged());
    }

    /// Until the owner's stream has brought everything acknowledged.
    pub async fn wait_until_watched(&self) {
        for _ in 0..800 {
            let missing = {
                let shown = self.shown.lock().expect("ledger");
                self.acknowledged.lock().expect("ledger").values().filter(|id| !shown.contains(*id)).count()
            };
            if missing == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("the owner's stream never brought some acknowledged messages");
    }

    pub fn check(&self, stored: &[Value]) {
        let mut by_id: HashMap<&str, usize> = HashMap::new();
        let mut numbers: HashSet<(&str, i64)> = HashSet::new();
        for message in stored {
            *by_id.entry(message["id"].as_str().expect("id")).or_default() += 1;
            let place =
                (message["conversation_id"].as_str().expect("conversation"), message["seq"].as_i64().expect("seq"));
            assert!(numbers.insert(place), "two messages have one number: {place:?}");
        }
        let acknowledged = self.acknowledged.lock().expect("ledger");
        let lost: Vec<_> = acknowledged.iter().filter(|(_, id)| !by_id.contains_key(id.as_str())).collect();
        assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
        let mut texts: HashMap<&str, usize> = HashMap::new();
        for message in stored.iter().filter(|message| message["kind"] == "text") {
            *texts.entry(message["text"].as_str().expect("text")).or_default() += 1;
        }
        let doubled: Vec<_> = texts.iter().filter(|(_, count)| **count > 1).collect();
        assert!(doubled.is_empty(), "stored twice: {doubled:?}");
        let shown_twice = self.doubled.lock().expect("ledger");
        assert!(shown_twice.is_empty(), "shown twice: {shown_twice:?}");
        assert!(acknowledged.len() > 200, "there was hardly any load: {}", acknowledged.len());
        assert!(*self.resets.lock().expect("ledger") <= 1, "the stream must resume after a restart");
    }
}

const PAUSE: Duration = Duration::from_millis(8);
const RETRY: Duration = Duration::from_millis(40);

/// Sends until it is acknowledged, always under the same client_id.
async fn send_until_acknowledged(shop: &Shop, path: &str, token: &str, body: &Value) -> Option<Value> {
    for _ in 0..1_500 {
        match shop.client.post(format!("{}{path}", shop.base)).bearer_auth(token).json(body).send().await {
            Ok(answer) if answer.status().as_u16() == 201 || answer.status().as_u16() == 200 => {
                // The answer may break off in the middle: then it was not acknowledged.
                if let Ok(message) = answer.json().await {
                    return Some(message);
                }
            }
            Ok(answer) if answer.status().as_u16() == 409 => return None,
            Ok(answer) if answer.status().is_client_error() && answer.status().as_u16() != 429 => {
                panic!("{path}: {} {}", answer.status(), answer.text().await.unwrap_or_default())
            }
            _ => {}
        }
        tokio::time::sleep(RETRY).await;
    }
    panic!("{path} was never acknowledged");
}

pub async fn visitor_writes(shop: Shop, ledger: Arc<Ledger>, stop: Arc<AtomicBool>) {
    let session = send_until_acknowledged(&shop, "/visitor/sessions", "", &json!({ "inbox_id": shop.inbox }))
        .await
        .expect("a session");
    let token = session["token"].as_str().expect("a token").to_owned();
    let visitor = session["visitor_id"].as_str().expect("an id").to_owned();
    for n in 0.. {
        if stop.load(Ordering::SeqCst) {
            return;
        }
        let client_id = format!("{visitor}-{n}");
        let body = json!({"client_id": client_id, "text": format!("在吗 {client_id}")});
        let message =
            send_until_acknowledged(&shop, "/visitor/messages", &token, &body).await.expect("never in conflict");
        ledger.note(&client_id, &message);
        tokio::time::sleep(PAUSE).await;
    }
}

/// Answers in whatever conversations are the agent's own at the moment.
pub async fn agent_answers(shop: Shop, token: String, ledger: Arc<Ledger>, stop: Arc<AtomicBool>) {
    let socket = tokio::spawn(keeps_workbench_open(shop.clone(), token.clone()));
    let mut n = 0;
    while !stop.load(Ordering::SeqCst) {
        let list = shop.client.get(format!("{}/conversations?view=mine", shop.base)).bearer_auth(&token).send().await;
        let list: Value = match list {
            Ok(answer) => answer.json().await.unwrap_or_default(),
            Err(_) => Value::Null,
        };
        for conversation in list["items"].as_array().into_iter().flatten() {
            n += 1;
            let id = conversation["id"].as_str().expect("an id");
            let client_id = format!("{}-{n}", &token[..8]);
            let body = json!({"client_id": client_id, "kind": "text", "text": format!("您好 {client_id}")});
            if let Some(message) =
                send_until_acknowledged(&shop, &format!("/conversations/{id}/messages"), &token, &body).await
            {
                ledger.note(&client_id, &message);
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
    socket.abort();
}

type Socket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

async fn connect(shop: &Shop, token: &str, since: Option<&Value>, observe: bool) -> Option<Socket> {
    let address = format!("ws://127.0.0.1:{}/api/v1/socket", shop.port);
    let (mut socket, _) = tokio_tungstenite::connect_async(address).await.ok()?;
    let hello = json!({"type": "hello", "token": token, "since": since, "observe": observe});
    socket.send(Message::text(hello.to_string())).await.ok()?;
    Some(socket)
}

async fn keeps_workbench_open(shop: Shop, token: String) {
    loop {
        if let Some(mut socket) = connect(&shop, &token, None, false).await {
            while let Some(Ok(_)) = socket.next().await {}
        }
        tokio::time::sleep(RETRY).await;
    }
}

/// The owner's screen: loads once, then lives from the stream, resuming after every kill.
pub async fn owner_watches(shop: Shop, ledger: Arc<Ledger>, stop: Arc<AtomicBool>) {
    let mut since: Option<Value> = None;
    let mut numbers: HashMap<String, Value> = HashMap::new();
    loop {
        if let Some(mut socket) = connect(&shop, &shop.owner, since.as_ref(), true).await {
            while let Some(Ok(Message::Text(text))) = socket.next().await {
                let frame: Value = serde_json::from_str(&text).expect("a frame");
                if frame["type"] == "welcome" {
                    if frame["resumed"] == false {
                        *ledger.resets.lock().expect("ledger") += 1;
                    }
                    since = since.or_else(|| Some(frame["seq"].clone()));
                }
                if frame["type"] == "event" && !frame["seq"].is_null() {
                    since = Some(frame["seq"].clone());
                }
                if frame["name"] == "message_created" {
                    let id = frame["data"]["message"]["id"].as_str().expect("an id").to_owned();
                    if let Some(earlier) = numbers.insert(id.clone(), frame["seq"].clone())
                        && earlier != frame["seq"]
                    {
                        ledger.doubled.lock().expect("ledger").push(id.clone());
                    }
                    ledger.shown.lock().expect("ledger").insert(id);
                }
            }
        }
        if stop.load(Ordering::SeqCst) && since.is_none() {
            return;
        }
        tokio::time::sleep(RETRY).await;
    }
}

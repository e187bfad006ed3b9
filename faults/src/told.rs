//! What the people of a shop were told: each acknowledged message and file, and what each screen was shown.

use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A message that the desk has said it has.
#[derive(Debug, Clone, PartialEq)]
pub struct Acknowledged {
    pub id: String,
    pub conversation: String,
    pub seq: i64,
    pub text: String,
    pub files: Vec<Uploaded>,
}

/// A file that the desk has said it has.
#[derive(Debug, Clone, PartialEq)]
pub struct Uploaded {
    pub id: String,
    /// As it was answered then; it must be good for a day, whatever happens meanwhile.
    pub url: String,
    pub bytes: Vec<u8>,
}

/// What a screen got through its stream since it was opened.
#[derive(Debug, Default)]
pub struct Screen {
    /// From here on everything must come through the stream.
    pub is_open: bool,
    pub shown: HashSet<String>,
    /// What was loaded anew, after a gap too long for the stream; it may come through the stream as well.
    pub loaded: HashSet<String>,
    pub twice: Vec<String>,
    /// The stream said "load anew" although it was given a position: it may, when much was missed.
    pub resets: usize,
    /// Times at which so much may have been missed.
    pub long_gaps: usize,
    /// Numbers of events that did not rise.
    pub backward: usize,
    pub last: i64,
}

#[derive(Default)]
pub struct Told {
    messages: Mutex<HashMap<String, Acknowledged>>,
    screens: Mutex<HashMap<String, Screen>>,
    /// Visitors by the name of their screen: their token.
    visitors: Mutex<HashMap<String, String>>,
    /// Answers that nobody should get.
    wrong: Mutex<Vec<String>>,
    /// Clear refusals ("try again later") that people saw, by their reason.
    refused: Mutex<HashMap<String, usize>>,
    reconnects: AtomicUsize,
    stop: AtomicBool,
    over: AtomicBool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Told {
    pub fn acknowledged(&self) -> usize {
        lock(&self.messages).len()
    }

    pub fn messages(&self) -> HashMap<String, Acknowledged> {
        lock(&self.messages).clone()
    }

    /// The same client_id may be acknowledged again, always with the same message.
    pub fn acknowledge(&self, client_id: &str, message: Acknowledged) {
        let earlier = lock(&self.messages).insert(client_id.to_owned(), message.clone());
        if let Some(earlier) = earlier.filter(|earlier| earlier.id != message.id) {
            self.complain(format!("{client_id} was acknowledged as {} and as {}", earlier.id, message.id));
        }
    }

    pub fn complain(&self, what: String) {
        lock(&self.wrong).push(what);
    }

    pub fn wrong(&self) -> Vec<String> {
        lock(&self.wrong).clone()
    }

    pub fn refuse(&self, reason: &str) {
        *lock(&self.refused).entry(reason.to_owned()).or_default() += 1;
    }

    pub fn refused(&self) -> HashMap<String, usize> {
        lock(&self.refused).clone()
    }

    pub fn visitor(&self, screen: &str, token: &str) {
        lock(&self.visitors).insert(screen.to_owned(), token.to_owned());
    }

    pub fn visitors(&self) -> HashMap<String, String> {
        lock(&self.visitors).clone()
    }

    pub fn screen<T>(&self, name: &str, look: impl FnOnce(&mut Screen) -> T) -> T {
        look(lock(&self.screens).entry(name.to_owned()).or_default())
    }

    pub fn screens(&self, look: impl FnMut(&mut Screen)) {
        lock(&self.screens).values_mut().for_each(look);
    }

    /// One numbered event on a screen.
    pub fn show(&self, screen: &str, frame: &Value) {
        self.screen(screen, |screen| {
            let seq = frame["seq"].as_i64().unwrap_or(0);
            screen.backward += usize::from(seq < screen.last);
            screen.last = seq;
            if frame["name"] == "message_created"
                && let Some(id) = frame["data"]["message"]["id"].as_str()
                && !screen.shown.insert(id.to_owned())
            {
                screen.twice.push(id.to_owned());
            }
        });
    }

    pub fn reconnected(&self) {
        self.reconnects.fetch_add(1, Ordering::Relaxed);
    }

    pub fn reconnects(&self) -> usize {
        self.reconnects.load(Ordering::Relaxed)
    }

    /// The working day is over: everybody finishes what he is at.
    pub fn closes(&self) {
        self.stop.store(true, Ordering::SeqCst);
    }

    /// Nobody looks at the screens any more.
    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    pub fn over(&self) {
        self.over.store(true, Ordering::SeqCst);
    }

    /// Until the screen lives from its stream: what is written from then on must be shown by it.
    pub async fn opened(&self, screen: &str) -> crate::Result<()> {
        let waiting = async {
            while !self.screen(screen, |screen| screen.is_open) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(120), waiting)
            .await
            .map_err(|_| format!("the screen of {screen} stays dark").into())
    }

    pub fn is_closed(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// Until so many more were acknowledged than now.
    pub async fn more(&self, number: usize, within: Duration) -> crate::Result<()> {
        let wanted = self.acknowledged() + number;
        let waiting = async {
            while self.acknowledged() < wanted {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let late = || format!("only {} of {wanted} messages were acknowledged in {within:?}", self.acknowledged());
        tokio::time::timeout(within, waiting).await.map_err(|_| late().into())
    }
}

//! A visitor with a token, who writes and reads, with or without an open socket.

use super::agent::told;
use super::calls::{Answer, Caller};
use super::desk::Shared;
use super::node::Door;
use super::socket::{Socket, Whose};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

pub struct Visitor {
    pub name: String,
    /// The contact.
    pub id: String,
    pub inbox: String,
    pub api: Caller,
    conversations: Mutex<Vec<String>>,
    shared: Arc<Shared>,
}

/// Through which door somebody comes.
#[derive(Clone)]
pub enum Who {
    Inbox(String),
    Link(String),
}

impl Visitor {
    pub(super) async fn comes(name: &str, through: Who, mut api: Caller, shared: Arc<Shared>) -> Visitor {
        let mut body = json!({"identity": {"claims": {"name": name}}});
        match through {
            Who::Inbox(id) => body["inbox_id"] = json!(id),
            Who::Link(key) => body["link"] = json!(key),
        }
        let session = api.post("/visitor/sessions", body).await.ok();
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        api.token = text(&session["token"]);
        Visitor {
            name: name.to_owned(),
            id: text(&session["visitor_id"]),
            inbox: text(&session["inbox"]["id"]),
            api,
            conversations: Mutex::default(),
            shared,
        }
    }

    pub fn at(mut self, door: &Door) -> Visitor {
        self.api.door = door.clone();
        self
    }

    /// Writes; gives the message as acknowledged.
    pub async fn says(&self, text: &str) -> Value {
        self.tries_to_say(&self.shared.new_name("v"), text).await.ok()
    }

    pub async fn tries_to_say(&self, client_id: &str, text: &str) -> Answer {
        let answer = self.api.post("/visitor/messages", json!({"client_id": client_id, "text": text})).await;
        if let Some(id) = answer.body["conversation_id"].as_str() {
            let mut known = self.conversations.lock().expect("conversations");
            known.retain(|other| other != id);
            known.push(id.to_owned());
        }
        answer
    }

    /// The conversation that the last message went to.
    pub fn conversation(&self) -> String {
        self.conversations
            .lock()
            .expect("conversations")
            .last()
            .unwrap_or_else(|| panic!("{} has not written", self.name))
            .clone()
    }

    pub fn tries_conversation(&self) -> Option<String> {
        self.conversations.lock().expect("conversations").last().cloned()
    }

    /// After calls that went past [`Visitor::says`].
    pub async fn looks_up_conversation(&self) {
        if let Some(id) = self.standing().await["id"].as_str() {
            self.conversations.lock().expect("conversations").push(id.to_owned());
        }
    }

    /// The texts that she gets; events appear as `<type>`.
    pub async fn history(&self) -> Vec<String> {
        self.api.get("/visitor/messages").await.items().iter().map(told).collect()
    }

    /// `{id, status, position, agent, unread}`.
    pub async fn standing(&self) -> Value {
        self.api.get("/visitor/conversation").await.ok()
    }

    pub async fn opens_chat(&self) -> Socket {
        self.opens_socket(json!({})).await
    }

    pub async fn opens_socket(&self, extra: Value) -> Socket {
        let mut hello = json!({"type": "hello", "token": self.api.token});
        for (key, value) in extra.as_object().expect("an object") {
            hello[key] = value.clone();
        }
        let opened = Socket::open(&self.api.door.address(), "/visitor/socket", hello).await;
        let socket = opened.unwrap_or_else(|refused| panic!("{} got no socket: {refused:?}", self.name));
        self.shared.listens(&socket.log, Whose::Visitor { contact: self.id.clone(), inbox: self.inbox.clone() });
        socket
    }
}

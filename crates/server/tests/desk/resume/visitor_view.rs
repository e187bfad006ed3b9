//! What a visitor's chat shows, loaded and then kept up by events.

use crate::harness::*;
use serde_json::{Value, json};

#[derive(Clone)]
pub struct VisitorView {
    pub position: i64,
    messages: Vec<Value>,
    conversation: Value,
}

impl VisitorView {
    pub async fn load(visitor: &Visitor) -> VisitorView {
        let messages = visitor.api.get("/visitor/messages").await;
        let position = messages.position.expect("a position");
        VisitorView { position, messages: messages.items(), conversation: visitor.standing().await }
    }

    pub fn apply(&mut self, frame: &Value) {
        let data = &frame["data"];
        match frame["name"].as_str().unwrap_or_default() {
            "message_created" | "message_updated" => {
                self.conversation = data["conversation"].clone();
                match self.messages.iter_mut().find(|other| other["id"] == data["message"]["id"]) {
                    Some(same) => *same = data["message"].clone(),
                    None => self.messages.push(data["message"].clone()),
                }
            }
            "conversation_updated" => self.conversation = data["conversation"].clone(),
            "conversation_read" if self.conversation["id"] == data["conversation_id"] => {
                self.conversation["agent_read_seq"] = data["seq"].clone();
            }
            _ => {}
        }
    }

    pub fn shown(&self) -> Value {
        json!({"messages": self.messages, "conversation": self.conversation})
    }
}

//! What a workbench shows, loaded and then kept up by events as a client does it.

use crate::harness::*;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Conversations, the messages of those that were opened, drafts, the team.
#[derive(Clone, Default)]
pub struct AgentView {
    pub position: i64,
    conversations: Map<String, Value>,
    messages: Map<String, Value>,
    drafts: Map<String, Value>,
    team: Map<String, Value>,
    /// Conversations in which a note calls him.
    mentioned: BTreeSet<String>,
    /// The notes of each conversation that call him and that he has not read.
    unseen: Map<String, Value>,
    /// Mentions in these were read or taken back: they are asked for again.
    asks_for_mentions: BTreeSet<String>,
    tags: Vec<Value>,
    /// The list of tags changed: it is asked for again.
    asks_for_tags: bool,
    /// The own rights changed: what the team shows of others is asked for again.
    asks_for_the_team: bool,
}

fn key(value: &Value) -> String {
    value["id"].as_str().unwrap_or_else(|| panic!("no id: {value}")).to_owned()
}

/// File addresses are signed anew in each answer.
fn unsigned(mut message: Value) -> Value {
    for file in message["attachments"].as_array_mut().into_iter().flatten() {
        file["url"] = Value::Null;
    }
    message
}

impl AgentView {
    pub async fn load(agent: &Agent) -> AgentView {
        let mut view = AgentView::default();
        let list = agent.api.get("/conversations?limit=200").await;
        // Everything up to this position is in what follows; later events are applied again, which does no harm.
        view.position = list.position.expect("a position");
        for summary in list.items() {
            let id = key(&summary);
            let messages = agent.api.get(&format!("/conversations/{id}/messages?limit=200")).await.items();
            view.messages.insert(id.clone(), messages.into_iter().map(unsigned).collect());
            let whole = agent.api.get(&format!("/conversations/{id}")).await.ok();
            view.drafts.insert(id.clone(), whole["draft"]["text"].clone());
            view.unseen.insert(id.clone(), whole["unseen_mentions"].clone());
            view.conversations.insert(id, summary);
        }
        view.mentioned = agent.list("mentioned").await.into_iter().collect();
        view.tags = agent.api.get("/tags").await.items();
        // How many bear them is asked for with the list.
        view.tags.iter_mut().for_each(|tag| tag["conversations"] = Value::Null);
        view.team = agent.api.get("/team").await.items().into_iter().map(|member| (key(&member), member)).collect();
        view
    }

    pub fn apply(&mut self, frame: &Value) {
        let data = &frame["data"];
        match frame["name"].as_str().unwrap_or_default() {
            "message_created" | "message_updated" => {
                self.upsert(&data["conversation"]);
                self.message(&data["message"]);
            }
            "conversation_updated" => self.upsert(&data["conversation"]),
            "conversation_removed" => {
                self.mentioned.remove(&key(data));
                for map in [&mut self.conversations, &mut self.messages, &mut self.drafts, &mut self.unseen] {
                    map.remove(&key(data));
                }
            }
            "conversation_read" => self.read(data),
            "draft_updated" => {
                let text = data["text"].as_str().filter(|text| !text.is_empty());
                self.drafts.insert(data["conversation_id"].as_str().expect("an id").to_owned(), json!(text));
            }
            "mentioned" => {
                self.upsert(&data["conversation"]);
                self.message(&data["message"]);
                let id = key(&data["conversation"]);
                let unseen = self.unseen.entry(id.clone()).or_insert(json!([])).as_array_mut().expect("a list");
                if !unseen.contains(&data["message"]["id"]) {
                    unseen.push(data["message"]["id"].clone());
                }
                self.mentioned.insert(id);
            }
            "mentions_changed" => {
                self.asks_for_mentions.insert(data["conversation_id"].as_str().expect("an id").to_owned());
            }
            "settings_changed" if data["what"] == "tags" => self.asks_for_tags = true,
            "agent_updated" => {
                let member = self.team.entry(key(&data["agent"])).or_insert(json!({}));
                for (field, value) in data["agent"].as_object().expect("a member") {
                    member[field] = value.clone();
                }
            }
            "me_updated" => self.asks_for_the_team = true,
            "agent_removed" => {
                self.team.remove(&key(data));
            }
            "presence_changed" => {
                let id = data["agent_id"].as_str().expect("an id");
                if let Some(member) = self.team.get_mut(id) {
                    for field in ["presence", "open_chats", "takes_routing", "capacity"] {
                        member[field] = data[field].clone();
                    }
                }
            }
            _ => {}
        }
    }

    fn upsert(&mut self, summary: &Value) {
        let id = key(summary);
        if !self.conversations.contains_key(&id) && summary["seq"].as_i64() != Some(1) {
            // It came into view; its history is loaded when it is opened.
            self.messages.insert(id.clone(), Value::Null);
        }
        self.conversations.insert(id, summary.clone());
    }

    fn message(&mut self, message: &Value) {
        let id = message["conversation_id"].as_str().expect("an id").to_owned();
        let known = self.messages.entry(id).or_insert(json!([]));
        let Some(known) = known.as_array_mut() else { return };
        match known.iter_mut().find(|other| other["id"] == message["id"]) {
            Some(same) => *same = unsigned(message.clone()),
            None => known.push(unsigned(message.clone())),
        }
    }

    fn read(&mut self, data: &Value) {
        if let Some(summary) = self.conversations.get_mut(&key(data)) {
            summary["unread"] = data["unread"].clone();
            let field = if data["by"] == "contact" { "contact_read_seq" } else { "agent_read_seq" };
            if !summary[field].is_null() {
                summary[field] = data["seq"].clone();
            }
        }
    }

    /// As JSON, to be compared with `fresh`: only what a client keeps by events alone.
    pub fn compared_with(&self, fresh: &AgentView, without_presence: bool) -> (Value, Value) {
        let without_presence = without_presence || self.asks_for_the_team;
        let (mut kept, mut loaded) = (self.shown(self, without_presence), fresh.shown(self, without_presence));
        for (view, shown) in [(self, &mut kept), (fresh, &mut loaded)] {
            let known = |id: &&String| !self.asks_for_mentions.contains(*id);
            shown["mentioned"] = view.mentioned.iter().filter(known).map(|id| json!(id)).collect();
            let called = |(id, unseen): &(&String, &Value)| known(id) && **unseen != json!([]);
            let unseen = view.unseen.iter().filter(called).map(|(id, unseen)| (id.clone(), unseen.clone()));
            shown["unseen"] = Value::Object(unseen.collect());
            shown["tags"] = if self.asks_for_tags { Value::Null } else { json!(view.tags) };
        }
        (kept, loaded)
    }

    fn shown(&self, loaded: &AgentView, without_presence: bool) -> Value {
        // What came into view is loaded, with its draft, when it is opened.
        let is_open = |id: &String| loaded.messages.get(id).is_some_and(Value::is_array);
        let messages: Map<String, Value> =
            self.messages.iter().filter(|(id, _)| is_open(id)).map(|(id, list)| (id.clone(), list.clone())).collect();
        let drafts: Map<String, Value> = self
            .drafts
            .iter()
            .filter(|(id, text)| is_open(id) && !text.is_null())
            .map(|(id, text)| (id.clone(), text.clone()))
            .collect();
        let mut team = self.team.clone();
        if without_presence {
            // Frames without number are not replayed: a client asks for the team again.
            for member in team.values_mut() {
                let member = member.as_object_mut().expect("a member");
                for field in ["presence", "open_chats", "takes_routing", "capacity"] {
                    member.remove(field);
                }
            }
        }
        json!({"conversations": self.conversations, "messages": messages, "drafts": drafts, "team": team})
    }
}

//! An agent, signed in, and his workbench: the same agent with an open socket.

use super::calls::{Answer, Caller};
use super::desk::Shared;
use super::eventually;
use super::node::Door;
use super::socket::{Socket, Whose};
use super::visitor::Visitor;
use db::{Query, args};
use domain::id::AgentId;
use serde_json::{Value, json};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

#[derive(Clone)]
pub struct Agent {
    pub id: String,
    pub name: String,
    pub api: Caller,
    pub(super) shared: Arc<Shared>,
}

impl Agent {
    pub async fn opens_workbench(self) -> Workbench {
        let socket = self.opens_socket(json!({})).await;
        Workbench { agent: self, socket: Some(socket) }
    }

    /// The same person at another process of the program.
    pub fn at(mut self, door: &Door) -> Agent {
        self.api.door = door.clone();
        self
    }

    /// Another socket; `extra` joins the `hello`.
    pub async fn opens_socket(&self, extra: Value) -> Socket {
        self.tries_socket(extra).await.unwrap_or_else(|refused| panic!("{} got no socket: {refused:?}", self.name))
    }

    pub async fn tries_socket(&self, extra: Value) -> Result<Socket, (Option<u16>, Vec<Value>)> {
        let mut hello = json!({"type": "hello", "token": self.api.token});
        for (key, value) in extra.as_object().expect("an object") {
            hello[key] = value.clone();
        }
        let socket = Socket::open(&self.api.door.address(), "/socket", hello).await?;
        self.shared.listens(&socket.log, Whose::Agent);
        Ok(socket)
    }

    pub async fn chooses(&self, presence: &str) {
        self.api.put(&format!("/agents/{}/presence", self.id), json!({ "presence": presence })).await.ok();
    }

    /// Offline by choice, saying what happens to the open conversations.
    pub async fn leaves(&self, hand_over: Value) -> Answer {
        self.api
            .put(&format!("/agents/{}/presence", self.id), json!({"presence": "offline", "hand_over": hand_over}))
            .await
    }

    pub async fn answers(&self, whom: &Visitor, text: &str) -> Value {
        self.tries_to_answer(whom, text).await.ok()
    }

    pub async fn tries_to_answer(&self, whom: &Visitor, text: &str) -> Answer {
        self.sends(&whom.conversation(), json!({"client_id": self.shared.new_name("r"), "kind": "text", "text": text}))
            .await
    }

    pub async fn notes(&self, about: &Visitor, text: &str) -> Value {
        let body = json!({"client_id": self.shared.new_name("n"), "kind": "note", "text": text});
        self.sends(&about.conversation(), body).await.ok()
    }

    pub async fn sends(&self, conversation: &str, body: Value) -> Answer {
        self.api.post(&format!("/conversations/{conversation}/messages"), body).await
    }

    /// Transfer, pick, assign, end, snooze, read: `act` is the last word of the path.
    pub async fn does(&self, act: &str, with: &Visitor, body: Value) -> Answer {
        self.api.post(&format!("/conversations/{}/{act}", with.conversation()), body).await
    }

    pub async fn transfers(&self, whom: &Visitor, to: &Agent) -> Answer {
        self.does("transfer", whom, json!({ "agent_id": to.id })).await
    }

    pub async fn ends(&self, with: &Visitor) -> Value {
        self.does("end", with, json!({})).await.ok()
    }

    pub async fn picks(&self, whom: &Visitor) -> Answer {
        self.does("pick", whom, json!({})).await
    }

    pub async fn reads(&self, whom: &Visitor) {
        let seq = self.api.get(&format!("/conversations/{}", whom.conversation())).await.ok()["seq"].clone();
        self.does("read", whom, json!({ "seq": seq })).await.ok();
    }

    /// The texts of the conversation as he gets them; events appear as `<type>`.
    pub async fn history(&self, of: &Visitor) -> Vec<String> {
        let items = self.api.get(&format!("/conversations/{}/messages?limit=200", of.conversation())).await.items();
        items.iter().map(told).collect()
    }

    /// Ids of the conversations in a view.
    pub async fn list(&self, view: &str) -> Vec<String> {
        let items = self.api.get(&format!("/conversations?view={view}&limit=200")).await.items();
        items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
    }

    pub async fn finds(&self, whom: &Visitor) -> bool {
        self.api.get(&format!("/conversations/{}", whom.conversation())).await.status == 200
    }

    /// As 我们的团队 shows him.
    pub async fn shown(&self) -> Value {
        let team = self.api.get("/team").await.items();
        team.into_iter().find(|member| member["id"] == self.id.as_str()).expect("himself in the team")
    }

    pub async fn presence(&self) -> String {
        self.shown().await["presence"].as_str().expect("his own presence").to_owned()
    }

    /// Sockets that the store knows of.
    pub async fn connections(&self) -> i64 {
        let id = AgentId(domain::id::decode(&self.id).expect("an id"));
        const COUNT: &str = "select count(*) as n from connections where agent_id = $1";
        self.api.door.app().db.read(move |q| q.one(COUNT, &args![id], |row| row.get("n"))).await.expect("a count")
    }

    /// Closes a socket and waits until the desk has noticed.
    pub async fn loses(&self, socket: Socket) {
        let before = self.connections().await;
        drop(socket);
        let noticed = || async { (self.connections().await < before).then_some(()) };
        eventually("the desk notices a lost socket", noticed).await;
    }
}

/// A message as a line of text.
pub fn told(message: &Value) -> String {
    match message["event"]["type"].as_str() {
        Some(event) => format!("<{event}>"),
        None => message["text"].as_str().expect("a text").to_owned(),
    }
}

/// An agent with an open workbench.
pub struct Workbench {
    pub agent: Agent,
    socket: Option<Socket>,
}

impl Deref for Workbench {
    type Target = Agent;
    fn deref(&self) -> &Agent {
        &self.agent
    }
}

impl Workbench {
    pub fn socket(&self) -> &Socket {
        self.socket.as_ref().expect("an open socket")
    }

    pub async fn types(&mut self, to: &Visitor) {
        let frame = json!({"type": "typing", "conversation_id": to.conversation(), "typing": true});
        self.socket.as_mut().expect("an open socket").sends(frame).await;
    }

    /// The connection is gone without a word.
    pub async fn loses_connection(mut self) -> Agent {
        let socket = self.socket.take().expect("an open socket");
        self.agent.loses(socket).await;
        self.agent.clone()
    }

    pub async fn sees_assigned(&self, whom: &Visitor) -> Value {
        let mine = |frame: &Value| {
            let c = &frame["data"]["conversation"];
            c["contact"]["id"] == whom.id.as_str() && c["assignee_id"] == self.id.as_str() && c["status"] == "open"
        };
        self.socket().sees(&format!("{} with {}", whom.name, self.name), mine).await
    }

    pub async fn sees_message(&self, text: &str) -> Value {
        self.socket()
            .sees(text, |frame| frame["name"] == "message_created" && frame["data"]["message"]["text"] == text)
            .await
    }
}

impl DerefMut for Workbench {
    fn deref_mut(&mut self) -> &mut Agent {
        &mut self.agent
    }
}

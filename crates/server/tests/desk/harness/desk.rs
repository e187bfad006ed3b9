//! A desk that is open: one shop, its owner, its clock, one or two processes on one database.

use super::agent::Agent;
use super::calls::Caller;
use super::node::{Door, FakeClock, Node};
use super::place::Where;
use super::socket::{Log, Whose};
use super::store::{Kind, Store};
use super::visitor::{Visitor, Who};
use super::{PATIENCE, eventually, invariants};
use db::{NewEvent, Query, args};
use domain::id::WorkspaceId;
use serde_json::{Value, json};
use server::App;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};

pub const PASSWORD: &str = "long enough 茶";

/// What people of the desk share: who is called what, and who listens.
#[derive(Default)]
pub struct Shared {
    names: Mutex<HashMap<String, String>>,
    listeners: Mutex<Vec<(Weak<Log>, Whose)>>,
    counter: AtomicU64,
}

impl Shared {
    pub fn new_name(&self, prefix: &str) -> String {
        format!("{prefix}{}", self.counter.fetch_add(1, Ordering::Relaxed))
    }

    pub fn listens(&self, log: &Arc<Log>, whose: Whose) {
        self.listeners.lock().expect("listeners").push((Arc::downgrade(log), whose));
    }

    fn open_logs(&self) -> Vec<(Arc<Log>, Whose)> {
        let listeners = self.listeners.lock().expect("listeners");
        let alive = listeners.iter().filter_map(|(log, whose)| Some((log.upgrade()?, whose.clone())));
        alive.filter(|(log, _)| log.closed().is_none()).collect()
    }
}

pub struct Desk {
    pub owner: Agent,
    pub inbox: String,
    pub workspace: WorkspaceId,
    pub clock: FakeClock,
    pub(super) shared: Arc<Shared>,
    nodes: Vec<Node>,
    store: Store,
    http: reqwest::Client,
}

impl Desk {
    pub async fn start() -> Desk {
        Desk::start_on(Kind::chosen()).await
    }

    pub async fn start_on(kind: Kind) -> Desk {
        let (store, clock) = (Store::make(kind).await, FakeClock::new());
        let node = Node::start(store.url.clone(), store.folder.path(), &clock, 1).await;
        let http = reqwest::Client::builder().timeout(PATIENCE).no_proxy().build().expect("a client");
        let shared = Arc::new(Shared::default());
        let anybody =
            Caller { http: http.clone(), door: node.door.clone(), token: String::new(), clock: clock.clone() };
        let new = json!({"name": "shop", "email": "owner@desk.test", "password": PASSWORD});
        let signed_in = anybody.post("/workspaces", new).await.ok();
        let owner = agent(&signed_in, "owner", anybody, &shared);
        let workspace = signed_in["workspace"]["id"].as_str().and_then(domain::id::decode).expect("a workspace");
        let inbox = owner.api.get("/inboxes").await.items()[0]["id"].as_str().expect("an inbox").to_owned();
        Desk { owner, inbox, workspace: WorkspaceId(workspace), clock, shared, nodes: vec![node], store, http }
    }

    /// Another process on the same database.
    pub async fn second_node(&mut self) -> Door {
        let seed = self.nodes.len() as u64 + 1;
        let folder = self.store.folder.path().join("second");
        self.nodes.push(Node::start(self.store.url.clone(), &folder, &self.clock, seed).await);
        self.nodes[self.nodes.len() - 1].door.clone()
    }

    /// `kill -9` in the middle of whatever it does, and a new start.
    pub async fn is_killed_and_started_again(&mut self) {
        let seed = 100 + self.clock.now().0 as u64 % 1000;
        self.nodes[0].kill().await;
        self.nodes[0].start_again(self.store.url.clone(), self.store.folder.path(), &self.clock, seed).await;
    }

    /// It takes its sockets with it and says nothing.
    pub async fn kills_second_node(&mut self) {
        self.nodes[1].kill().await;
        self.nodes.truncate(1);
    }

    /// Until what is given here is dropped. Its sockets stay open and say nothing.
    pub fn second_node_stands_still(&self) -> impl Sized {
        self.nodes[1].stands_still()
    }

    /// Time passes, and only the first process says that it lives.
    pub async fn advances_without_the_second_node(&self, seconds: i64) {
        self.clock.move_on(seconds * 1000);
        server::workbench::node::beat(&self.app()).await.expect("a heartbeat");
        self.app().job_signal.notify_one();
    }

    pub fn app(&self) -> App {
        self.nodes[0].door.app()
    }

    pub fn anybody(&self) -> Caller {
        let (http, door, clock) = (self.http.clone(), self.nodes[0].door.clone(), self.clock.clone());
        Caller { http, door, token: String::new(), clock }
    }

    /// A sub-account with the rights of an ordinary 客服.
    pub async fn hires(&self, name: &str) -> Agent {
        self.hires_with(name, json!({})).await
    }

    /// The same with further fields of `POST /agents`.
    pub async fn hires_with(&self, name: &str, extra: Value) -> Agent {
        let mut new = json!({"name": name, "password": PASSWORD});
        for (key, value) in extra.as_object().expect("an object") {
            new[key] = value.clone();
        }
        self.owner.api.post("/agents", new).await.ok();
        self.signs_in(name).await
    }

    /// A colleague with the rights of a shipped role.
    pub async fn hires_as(&self, name: &str, template: &str) -> Agent {
        let roles = self.owner.api.get("/roles").await.items();
        let role = roles.iter().find(|role| role["template"] == template).expect("a shipped role");
        self.hires_with(name, json!({"roles": [role["id"]]})).await
    }

    pub async fn signs_in(&self, name: &str) -> Agent {
        let login = json!({"login": format!("shop:{name}"), "password": PASSWORD});
        let signed_in = self.anybody().post("/session", login).await.ok();
        agent(&signed_in, name, self.anybody(), &self.shared)
    }

    pub async fn visitor(&self, name: &str) -> Visitor {
        self.visitor_through(name, Who::Inbox(self.inbox.clone())).await
    }

    pub async fn visitor_through(&self, name: &str, through: Who) -> Visitor {
        Visitor::comes(name, through, self.anybody(), self.shared.clone()).await
    }

    /// The conversation as its owner sees it.
    pub async fn conversation(&self, of: &Visitor) -> Value {
        self.owner.api.get(&format!("/conversations/{}", of.conversation())).await.ok()
    }

    pub async fn place(&self, of: &Visitor) -> Where {
        Where::of(&self.conversation(of).await, |id| self.name_of(id))
    }

    pub fn name_of(&self, id: &str) -> String {
        self.shared.names.lock().expect("names").get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    /// The stored decisions, newest first.
    pub async fn decisions(&self, of: &Visitor) -> Vec<Value> {
        self.owner.api.get(&format!("/conversations/{}/routing", of.conversation())).await.items()
    }

    /// The rule that settled it last.
    pub async fn rule(&self, of: &Visitor) -> String {
        self.decisions(of).await[0]["rule"].as_str().expect("a rule").to_owned()
    }

    /// Time passes, and everything that became due is done.
    pub async fn advance(&self, seconds: i64) {
        // A process that lives says so every few seconds; a great step of the clock must not make it look dead.
        let step = if self.nodes.len() > 1 { 10 } else { seconds.max(1) };
        let mut left = seconds;
        while left > 0 {
            self.clock.move_on(step.min(left) * 1000);
            left -= step;
            for node in &self.nodes {
                server::workbench::node::beat(&node.door.app()).await.expect("a heartbeat");
            }
        }
        self.nodes.iter().for_each(|node| node.door.app().job_signal.notify_one());
        self.settles().await;
    }

    /// The sweep that otherwise runs every few seconds.
    pub async fn looks_for_silence(&self) {
        server::conversations::silence::look(&self.app()).await.expect("a look");
        self.settles().await;
    }

    /// Until no job is due and every open socket has what was committed so far.
    pub async fn settles(&self) {
        let db = self.app().db.clone();
        const DUE: &str =
            "select count(*) as n, max(problem) as problem from jobs where due_at <= $1 or problem is not null";
        let idle = || async {
            self.nodes.iter().for_each(|node| node.door.app().job_signal.notify_one());
            let now = self.clock.now();
            let due = db.read(move |q| q.one(DUE, &args![now], |row| Ok((row.get("n")?, row.get("problem")?))));
            let (due, problem): (i64, Option<String>) = due.await.expect("a count");
            assert!(problem.is_none(), "a job failed: {problem:?}");
            (due == 0).then_some(())
        };
        eventually("no job is due", idle).await;
        self.sockets_catch_up().await;
    }

    /// Sends a mark down every stream, on the road that all events take, and waits until it is out at the other end.
    async fn sockets_catch_up(&self) {
        let open = self.shared.open_logs();
        if open.is_empty() {
            return;
        }
        let name = self.shared.new_name("mark");
        let marks: Vec<(Value, Value)> = marks(&open, &name);
        let db = self.app().db.clone();
        let written = db.write(self.workspace, move |tx| {
            for (audience, data) in &marks {
                tx.emit(NewEvent {
                    name: "mark",
                    audience: audience.to_string(),
                    contact: None,
                    data: data.to_string(),
                });
            }
            Ok(())
        });
        written.await.expect("marks are written");
        for (log, _) in open {
            let arrived = log.next(0, |frame| frame["name"] == "mark" && frame["data"]["mark"] == name.as_str()).await;
            assert!(arrived.is_some() || log.closed().is_some(), "a socket fell behind for good");
        }
    }
}

/// Audience and data of the marks: one for all agents, one for each visitor.
fn marks(open: &[(Arc<Log>, Whose)], name: &str) -> Vec<(Value, Value)> {
    let mut marks = vec![(json!("everybody"), json!({"agent": {"mark": name}}))];
    for (_, whose) in open {
        if let Whose::Visitor { contact, inbox } = whose {
            let nobody = json!({"private": true, "assignee": null});
            let audience = json!({"conversation": {"id": domain::id::encode(1), "now": nobody, "contact": contact}});
            let data = json!({"visitor": {"inbox_id": inbox, "name": "mark", "data": {"mark": name}}});
            if !marks.contains(&(audience.clone(), data.clone())) {
                marks.push((audience, data));
            }
        }
    }
    marks
}

fn agent(signed_in: &Value, name: &str, caller: Caller, shared: &Arc<Shared>) -> Agent {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let id = text(&signed_in["agent"]["id"]);
    shared.names.lock().expect("names").insert(id.clone(), name.to_owned());
    let api = Caller { token: text(&signed_in["token"]), ..caller };
    Agent { id, name: name.to_owned(), api, shared: shared.clone() }
}

impl Drop for Desk {
    /// What must always be true is looked at when a desk closes, whatever its test was about.
    fn drop(&mut self) {
        let failing = std::thread::panicking();
        tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(async {
                if !failing {
                    self.settles().await;
                    invariants::hold(&self.app()).await;
                }
                for node in &mut self.nodes {
                    node.kill().await;
                }
                self.store.drop_schema().await;
            });
        });
    }
}

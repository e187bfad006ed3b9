//! The real program with many agents and a long line: what passes between the moment room appears and the agent's screen.
//!
//! Every agent with an open workbench has his hands full; one chat ends, and the oldest of the line is his. The moments are
//! due at a fixed rate, and each time counts from the due moment. Chat messages are sent in the same way between them.

use super::client::{Desk, Heard, PASSWORD, What, word};
use super::{Routing, seed};
use crate::Result;
use crate::clock::{Plan, now};
use crate::program::{ANY_PORT, Program, yingke};
use crate::stats::Times;
use reqwest::Method;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet, VecDeque};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

const SHOP: &str = "青岚茶器";
/// Waiting ones that each agent gets when he comes.
const ROOM: i64 = 2;
const FRAME_WITHIN: Duration = Duration::from_secs(30);

#[derive(Serialize)]
pub struct Rooms {
    pub agents: u32,
    pub queued: u32,
    pub ended: Times,
    pub raised: Times,
    pub came: Times,
    pub chat: Times,
    /// From the start of the program to the line in its log.
    pub ready_ms: u64,
    /// From there to the first agent's screen showing whom he got.
    pub first_ms: u64,
    pub wrong: usize,
    pub missing: usize,
}

impl Rooms {
    pub fn kept(&self) -> bool {
        self.wrong + self.missing == 0
    }
}

struct Agent {
    id: String,
    token: String,
    capacity: i64,
    has: VecDeque<String>,
}

struct Scene {
    desk: Desk,
    owner: String,
    agents: Vec<Agent>,
    visitors: Vec<String>,
    heard: UnboundedReceiver<Heard>,
    speaks: UnboundedSender<Heard>,
    /// Conversations that somebody was seen to have.
    known: HashSet<String>,
    /// The place in line of the one that comes next.
    next: i64,
    wrong: usize,
    missing: usize,
}

pub async fn measure(asked: &Routing, agents: u32, queued: u32) -> Result<Rooms> {
    let scratch = &asked.place.scratch;
    std::fs::create_dir_all(scratch)?;
    let folder = tempfile::Builder::new().prefix("routing-").tempdir_in(scratch)?;
    let connected = asked.connected.min(agents);
    let command = || yingke(&asked.place.program, &folder.path().join("data"), None, ANY_PORT);
    let program = Program::start(command(), folder.path())?;
    let visitors = people(&program, connected).await?;
    drop(program);
    eprintln!("Seeding {agents} agents and {queued} waiting conversations …");
    seed::seed(&folder.path().join("data/yingke.db"), agents - connected, queued)?;
    let begun = now();
    let program = Program::start(command(), folder.path())?;
    let ready = now();
    let (mut scene, first) = Scene::opens(&program, connected, visitors).await?;
    // Each room takes one from the line, and it must not end before the measurement does.
    let events = asked.events.min(queued / 2);
    eprintln!("Measuring {events} rooms and {events} messages …");
    let (mut ended, mut chat) = (Vec::new(), Vec::new());
    for _ in 0..4 {
        ended.extend(scene.chats_end(asked.rate, events / 4).await?);
        chat.extend(scene.visitors_write(asked.rate, events / 4).await?);
    }
    let raised = scene.capacities_rise(asked.rate.min(20), events / 10).await?;
    let came = scene.agents_come(asked.rate.min(5), events / 10).await?;
    Ok(Rooms {
        agents,
        queued,
        ended: Times::of(ended)?,
        raised: Times::of(raised)?,
        came: Times::of(came)?,
        chat: Times::of(chat)?,
        ready_ms: (ready - begun).as_millis() as u64,
        first_ms: first.saturating_duration_since(ready).as_millis() as u64,
        wrong: scene.wrong,
        missing: scene.missing,
    })
}

/// Before the line is there: the agents, and for each a visitor who is being served.
async fn people(program: &Program, connected: u32) -> Result<Vec<String>> {
    let desk = Desk::new(program.desk)?;
    let new = json!({"name": SHOP, "email": "owner@example.com", "password": PASSWORD});
    let owner = word(&desk.call(Method::POST, "", "/workspaces", new).await?["token"])?;
    let inbox = word(&desk.call(Method::GET, &owner, "/inboxes", Value::Null).await?["items"][0]["id"])?;
    let (speaks, _heard) = unbounded_channel();
    for n in 0..connected as usize {
        let new = json!({"name": format!("a{n}"), "password": PASSWORD, "capacity": 1});
        desk.call(Method::POST, &owner, "/agents", new).await?;
        let (token, id) = desk.signs_in(&format!("{SHOP}:a{n}")).await?;
        desk.opens((n, &id), &token, speaks.clone()).await?;
    }
    let mut visitors = Vec::new();
    for n in 0..connected {
        let token =
            desk.call(Method::POST, "", "/visitor/sessions", json!({"inbox_id": inbox})).await?["token"].clone();
        let token = word(&token)?;
        says(&desk, &token, &format!("first-{n}")).await?;
        visitors.push(token);
    }
    Ok(visitors)
}

async fn says(desk: &Desk, visitor: &str, text: &str) -> Result<()> {
    let said = json!({"client_id": text, "text": text});
    desk.call(Method::POST, visitor, "/visitor/messages", said).await.map(drop)
}

impl Scene {
    /// Everybody comes back after the restart and gets the oldest ones; gives when the first of them saw his.
    async fn opens(program: &Program, connected: u32, visitors: Vec<String>) -> Result<(Scene, Instant)> {
        let desk = Desk::new(program.desk)?;
        let (owner, _) = desk.signs_in("owner@example.com").await?;
        let (speaks, heard) = unbounded_channel();
        let (agents, known, next, wrong, missing) = (Vec::new(), HashSet::new(), 1, 0, 0);
        let mut scene = Scene { desk, owner, agents, visitors, heard, speaks, known, next, wrong, missing };
        let mut first = None;
        for n in 0..connected as usize {
            let (token, id) = scene.desk.signs_in(&format!("{SHOP}:a{n}")).await?;
            scene.desk.opens((n, &id), &token, scene.speaks.clone()).await?;
            scene.agents.push(Agent { id, token, capacity: 1, has: VecDeque::new() });
            // Only now: what a workbench is given while it opens, it learns by loading its list.
            scene.sets(n, 1 + ROOM).await?;
            for _ in 0..ROOM {
                let (_, at) = scene.gets().await?.ok_or("an agent came back and nobody was given to him")?;
                first.get_or_insert(at);
            }
        }
        Ok((scene, first.ok_or("nobody is connected")?))
    }

    async fn sets(&mut self, agent: usize, capacity: i64) -> Result<()> {
        self.agents[agent].capacity = capacity;
        let path = format!("/agents/{}", self.agents[agent].id);
        self.desk.call(Method::PATCH, &self.owner, &path, json!({"capacity": capacity})).await.map(drop)
    }

    async fn chooses(&mut self, agent: usize, presence: &str) -> Result<()> {
        let Agent { id, token, .. } = &self.agents[agent];
        let path = format!("/agents/{id}/presence");
        self.desk.call(Method::PUT, token, &path, json!({"presence": presence})).await.map(drop)
    }

    /// The next assignment that anybody sees; it must be the oldest that waited.
    async fn gets(&mut self) -> Result<Option<(usize, Instant)>> {
        loop {
            let Ok(Some(heard)) = tokio::time::timeout(FRAME_WITHIN, self.heard.recv()).await else {
                self.missing += 1;
                return Ok(None);
            };
            let What::Has(conversation) = heard.what else { continue };
            let Some(place) = seed::place(&conversation) else { continue };
            if !self.known.insert(conversation.clone()) {
                continue;
            }
            self.wrong += usize::from(place != self.next);
            self.next = place + 1;
            self.agents[heard.agent].has.push_back(conversation);
            return Ok(Some((heard.agent, heard.at)));
        }
    }

    /// At each due moment the next agent ends his oldest chat; his screen shows another one in its place.
    async fn chats_end(&mut self, rate: u32, count: u32) -> Result<Vec<Duration>> {
        let (start, plan) = (now(), Plan { first: 0, per_second: rate, count: count as usize });
        let mut took = Vec::new();
        for n in 0..plan.count {
            let agent = n % self.agents.len();
            let Some(conversation) = self.agents[agent].has.pop_front() else { continue };
            let due = at(start + plan.due(n)).await;
            let (desk, token) = (self.desk.clone(), self.agents[agent].token.clone());
            let path = format!("/conversations/{conversation}/end");
            let asking = tokio::spawn(async move { desk.call(Method::POST, &token, &path, json!({})).await.map(drop) });
            if let Some((who, seen)) = self.gets().await? {
                self.wrong += usize::from(who != agent);
                took.push(seen.saturating_duration_since(due));
            }
            asking.await??;
        }
        Ok(took)
    }

    async fn capacities_rise(&mut self, rate: u32, count: u32) -> Result<Vec<Duration>> {
        let (start, plan) = (now(), Plan { first: 0, per_second: rate, count: count as usize });
        let mut took = Vec::new();
        for n in 0..plan.count {
            let agent = n % self.agents.len();
            let due = at(start + plan.due(n)).await;
            self.sets(agent, self.agents[agent].capacity + 1).await?;
            took.extend(self.gets().await?.map(|(_, seen)| seen.saturating_duration_since(due)));
        }
        Ok(took)
    }

    /// Busy for a moment, with more room afterwards.
    async fn agents_come(&mut self, rate: u32, count: u32) -> Result<Vec<Duration>> {
        let (start, plan) = (now(), Plan { first: 0, per_second: rate, count: count as usize });
        let mut took = Vec::new();
        for n in 0..plan.count {
            let agent = n % self.agents.len();
            self.chooses(agent, "busy").await?;
            self.sets(agent, self.agents[agent].capacity + 1).await?;
            let due = at((start + plan.due(n)).max(now())).await;
            self.chooses(agent, "online").await?;
            took.extend(self.gets().await?.map(|(_, seen)| seen.saturating_duration_since(due)));
        }
        Ok(took)
    }

    async fn visitors_write(&mut self, rate: u32, count: u32) -> Result<Vec<Duration>> {
        let (start, plan) = (now(), Plan { first: 0, per_second: rate, count: count as usize });
        let round = self.known.len();
        let text = move |n: usize| format!("m{round}-{n}");
        let (desk, visitors) = (self.desk.clone(), self.visitors.clone());
        let sending = tokio::spawn(async move {
            let mut asked = Vec::new();
            for n in 0..plan.count {
                let (desk, visitor) = (desk.clone(), visitors[n % visitors.len()].clone());
                at(start + plan.due(n)).await;
                asked.push(tokio::spawn(async move { says(&desk, &visitor, &text(n)).await }));
            }
            for one in asked {
                one.await??;
            }
            Result::Ok(())
        });
        let mut due: HashMap<String, Instant> = (0..plan.count).map(|n| (text(n), start + plan.due(n))).collect();
        let mut took = Vec::new();
        while !due.is_empty()
            && let Ok(Some(heard)) = tokio::time::timeout(FRAME_WITHIN, self.heard.recv()).await
        {
            if let What::Message(text) = heard.what
                && let Some(due) = due.remove(&text)
            {
                took.push(heard.at.saturating_duration_since(due));
            }
        }
        self.missing += due.len();
        sending.await??;
        Ok(took)
    }
}

/// The moment, once it has come; a later one when the one before took longer.
async fn at(due: Instant) -> Instant {
    tokio::time::sleep_until(due.into()).await;
    due
}

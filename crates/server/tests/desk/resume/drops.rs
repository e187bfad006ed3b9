//! An agent's socket breaks off again and again while the shop is at work: what he has then, plus what is replayed when he
//! comes back, is what a fresh load shows.
//!
//! `YINGKE_TEST_DROPS` makes it longer, `YINGKE_TEST_SEED` repeats a run.

use super::agent_view::AgentView;
use super::differences;
use crate::harness::*;
use serde_json::json;

/// An agent who sees a part of the shop, and one who sees all of it.
const WATCHERS: usize = 2;

struct Shop {
    desk: Desk,
    visitors: Vec<Visitor>,
    agents: Vec<Agent>,
    tags: Vec<String>,
    dice: Dice,
}

impl Shop {
    async fn open(seed: u64) -> Shop {
        let desk = Desk::start().await;
        desk.owner_takes_no_part().await;
        let agents = vec![desk.hires("lin").await, desk.hires_as("sup", "supervisor").await, desk.hires("mei").await];
        // Little room, so that some wait: what waits comes into sight of those who may pick it, and goes again.
        for agent in &agents {
            desk.changes(agent, json!({"capacity": 1})).await;
        }
        let mut visitors = Vec::new();
        for name in ["Ann", "Bea", "Cat", "Dan", "Eva"] {
            visitors.push(desk.visitor(name).await);
        }
        let mut tags = Vec::new();
        for name in ["加急", "老客"] {
            let tag = desk.owner.api.post("/tags", json!({ "name": name })).await.ok();
            tags.push(tag["id"].as_str().expect("an id").to_owned());
        }
        Shop { desk, visitors, agents, tags, dice: Dice(seed) }
    }

    /// One act by chance. A refusal is no mistake: another act may have come before it.
    async fn acts_somehow(&mut self) {
        let v = &self.visitors[self.dice.below(self.visitors.len())];
        let a = self.dice.one_of(&self.agents);
        let what = self.dice.below(100);
        let Some(id) = v.tries_conversation().filter(|_| what >= 35) else {
            return drop(v.says("又一句").await);
        };
        match what {
            0..60 => drop(a.tries_to_answer(v, "答").await),
            60..66 => drop(a.does("end", v, json!({})).await),
            66..72 => {
                let to = self.dice.one_of(&self.agents).id.clone();
                drop(a.does("transfer", v, json!({"agent_id": to, "confirm": true})).await);
            }
            72..78 => {
                let to = self.dice.one_of(&self.agents).id.clone();
                drop(self.desk.owner.does("assign", v, json!({ "agent_id": to })).await);
            }
            78..82 => drop(a.does("pick", v, json!({})).await),
            82..87 => {
                let tags = json!({"tag_ids": [self.dice.one_of(&self.tags)]});
                drop(a.api.put(&format!("/conversations/{id}/tags"), tags).await);
            }
            87..91 => drop(a.api.put(&format!("/conversations/{id}/draft"), json!({"text": "半句"})).await),
            91..95 => drop(a.does("read", v, json!({"seq": 1 + self.dice.below(4)})).await),
            _ => drop(v.api.post("/visitor/read", json!({"seq": 1 + self.dice.below(4)})).await),
        }
    }
}

/// What one agent's window holds, and the socket that keeps it up.
struct Window {
    agent: Agent,
    view: AgentView,
    socket: Socket,
    /// Frames of this socket that the window has taken in.
    taken: usize,
}

impl Window {
    async fn opens(agent: Agent) -> Window {
        let view = AgentView::load(&agent).await;
        let socket = agent.opens_socket(json!({"since": view.position})).await;
        Window { agent, view, socket, taken: 0 }
    }

    fn takes_in(&mut self, up_to: usize) {
        for frame in &self.socket.frames()[self.taken..up_to] {
            self.view.apply(frame);
            if let Some(position) = frame["seq"].as_i64() {
                self.view.position = position;
            }
        }
        self.taken = up_to;
    }

    /// The line breaks off somewhere within what is on its way, and the window comes back from there.
    async fn drops(&mut self, dice: &mut Dice) {
        let arrived = self.socket.frames().len();
        self.takes_in(self.taken + dice.below(arrived - self.taken + 1));
        self.socket = self.agent.opens_socket(json!({"since": self.view.position})).await;
        self.taken = 0;
        assert_eq!(self.socket.welcome["resumed"], true, "{} is told to load again", self.agent.name);
    }

    async fn is_as_loaded(&mut self, after: &str) {
        self.takes_in(self.socket.frames().len());
        let fresh = AgentView::load(&self.agent).await;
        let (kept, loaded) = self.view.compared_with(&fresh, true);
        let mut wrong = Vec::new();
        differences(&self.agent.name, &kept, &loaded, &mut wrong);
        assert!(wrong.is_empty(), "{after}:\n{}", wrong.join("\n"));
        // What came into view is opened now and then; otherwise less and less would be compared.
        self.view = fresh;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_every_drop_of_the_line_the_view_is_that_of_a_fresh_load() {
    let seed = number("YINGKE_TEST_SEED", 20_261_122);
    let drops = number("YINGKE_TEST_DROPS", 60);
    let mut shop = Shop::open(seed).await;
    let mut chance = Dice(seed ^ 0x5eed);
    let mut windows = Vec::new();
    for agent in shop.agents.iter().take(WATCHERS) {
        windows.push(Window::opens(agent.clone()).await);
    }
    let mut done = 0;
    while done < drops {
        let before = chance.below(5);
        for _ in 0..before {
            shop.acts_somehow().await;
        }
        // Come back while the shop goes on: what is replayed and what happens meet.
        let after = 1 + chance.below(3);
        let going_on = async {
            for _ in 0..after {
                shop.acts_somehow().await;
            }
        };
        let coming_back = async {
            for window in &mut windows {
                window.drops(&mut chance).await;
            }
        };
        tokio::join!(going_on, coming_back);
        done += WATCHERS as u64;
        shop.desk.settles().await;
        for window in &mut windows {
            window.is_as_loaded(&format!("seed {seed}, drop {done}")).await;
        }
    }
    println!("{done} drops, each view as loaded");
}

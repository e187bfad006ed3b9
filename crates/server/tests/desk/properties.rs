//! RTE-7 and RTE-8 under random acts against the real server: on PostgreSQL with two processes that route at once.
//!
//! `YINGKE_TEST_SEED` repeats a run, `YINGKE_TEST_ACTS` makes it longer. The rules alone are tried with far more events in
//! `domain`.

use crate::harness::*;
use db::{Query, Row, args};
use serde_json::json;
use std::collections::HashMap;
use tokio::task::JoinSet;

/// Four agents of different capacities and a dozen visitors, spread over the processes.
struct Crowd {
    desk: Desk,
    agents: Vec<Agent>,
    sockets: Vec<Option<Socket>>,
    visitors: Vec<Visitor>,
    dice: Dice,
    seed: u64,
}

const CAPACITIES: [i64; 4] = [1, 2, 3, 0];

impl Crowd {
    async fn gather(default_seed: u64) -> Crowd {
        let seed = number("YINGKE_TEST_SEED", default_seed);
        let mut desk = Desk::start().await;
        desk.owner_takes_no_part().await;
        let mut doors = vec![desk.anybody().door];
        if Kind::chosen() == Kind::Postgres {
            doors.push(desk.second_node().await);
        }
        let (mut agents, mut visitors) = (Vec::new(), Vec::new());
        for (index, capacity) in CAPACITIES.into_iter().enumerate() {
            let agent = desk.hires_with(&format!("agent{index}"), json!({ "capacity": capacity })).await;
            agents.push(agent.at(&doors[index % doors.len()]));
        }
        let narrow = desk.link("二人", json!({"agent_ids": [agents[0].id, agents[1].id]})).await;
        for index in 0..12 {
            let door = if index % 4 == 3 { narrow.clone() } else { Who::Inbox(desk.inbox.clone()) };
            let visitor = desk.visitor_through(&format!("visitor{index}"), door).await;
            visitors.push(visitor.at(&doors[index / 2 % doors.len()]));
        }
        let mut sockets = Vec::new();
        for agent in &agents {
            sockets.push(Some(agent.opens_socket(json!({})).await));
        }
        Crowd { desk, agents, sockets, visitors, dice: Dice(seed), seed }
    }

    fn visitor(&mut self) -> usize {
        self.dice.below(self.visitors.len())
    }
}

/// A conversation as routing left it.
#[derive(Debug, Clone)]
struct Stood {
    id: i64,
    status: String,
    assignee: Option<i64>,
    queued_at: Option<i64>,
    entry: i64,
    rule: String,
    decided_at: i64,
}

const STANDING: &str = "
select c.id, c.status, c.assignee_id, c.queued_at, c.entry_id, d.rule, d.at from conversations c
join decisions d on d.conversation_id = c.id
where not exists (select 1 from decisions n where n.conversation_id = c.id and (n.at, n.id) > (d.at, d.id)) order by c.queued_at, c.id";

impl Desk {
    async fn all_stood(&self) -> Vec<Stood> {
        let row = |row: &Row| {
            Ok(Stood {
                id: row.get("id")?,
                status: row.get("status")?,
                assignee: row.get("assignee_id")?,
                queued_at: row.get("queued_at")?,
                entry: row.get("entry_id")?,
                rule: row.get("rule")?,
                decided_at: row.get("at")?,
            })
        };
        self.app().db.read(move |q| q.all(STANDING, &[], row)).await.expect("the conversations")
    }

    /// Agents with more than their capacity, at one moment.
    async fn overrun(&self) -> Vec<String> {
        const OVER: &str = "select name from agents where owner = false and open_chats > capacity";
        self.app().db.read(|q| q.all(OVER, &args![], |row| row.get("name"))).await.expect("the agents")
    }
}

/// What was dealt by the rules (not by hand, not to whom it belongs) found room: counted among those decided before it.
fn capacity_held(stood: &[Stood], capacities: &HashMap<i64, usize>) -> Result<(), String> {
    let open: Vec<&Stood> = stood.iter().filter(|c| c.status == "open" || c.status == "snoozed").collect();
    for c in open.iter().filter(|c| c.rule == "strategy" || c.rule == "suspended") {
        let agent = c.assignee.ok_or_else(|| format!("open without assignee: {c:?}"))?;
        let Some(capacity) = capacities.get(&agent) else { continue };
        let before = open.iter().filter(|o| o.assignee == Some(agent) && o.decided_at < c.decided_at).count();
        if before + 1 > *capacity {
            return Err(format!("{before} open and {capacity} at most when it was dealt: {c:?}"));
        }
    }
    Ok(())
}

/// Of two that waited at the same door, the strategy took the older one.
fn order_held(before: &[Stood], after: &[Stood]) -> Result<(), String> {
    let now: HashMap<i64, &Stood> = after.iter().map(|c| (c.id, c)).collect();
    let waited = || before.iter().filter(|c| c.status == "queued");
    for taken in waited().filter(|c| now[&c.id].status == "open" && now[&c.id].rule == "strategy") {
        let older = |c: &&Stood| c.entry == taken.entry && (c.queued_at, c.id) < (taken.queued_at, taken.id);
        if let Some(passed) = waited().filter(older).find(|c| now[&c.id].status == "queued") {
            return Err(format!("{passed:?} was passed over by {taken:?}"));
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_8_one_after_the_other_every_act_keeps_capacity_order_and_loads() {
    let mut crowd = Crowd::gather(20_260_102).await;
    let capacities: HashMap<i64, usize> = crowd
        .agents
        .iter()
        .zip(CAPACITIES)
        .map(|(agent, capacity)| (domain::id::decode(&agent.id).expect("an id"), capacity as usize))
        .collect();
    let acts = number("YINGKE_TEST_ACTS", 500);
    let mut before = crowd.desk.all_stood().await;
    for number in 0..acts {
        let what = crowd.acts_somehow().await;
        let after = crowd.desk.all_stood().await;
        let held = capacity_held(&after, &capacities).and_then(|()| order_held(&before, &after));
        assert!(held.is_ok(), "seed {}, act {number} ({what}): {}", crowd.seed, held.unwrap_err());
        before = after;
    }
}

impl Crowd {
    /// One act by chance. Refusals are answers too: they must change nothing.
    async fn acts_somehow(&mut self) -> String {
        let (agent, visitor) = (self.dice.below(self.agents.len()), self.visitor());
        let (a, v) = (&self.agents[agent], &self.visitors[visitor]);
        let what = self.dice.below(100);
        if (40..80).contains(&what) && v.tries_conversation().is_none() {
            return "nothing".to_owned();
        }
        match what {
            0..40 => drop(v.says("又一句").await),
            40..55 => drop(a.tries_to_answer(v, "答").await),
            55..67 => drop(a.does("end", v, json!({})).await),
            67..71 => drop(a.picks(v).await),
            71..76 => {
                let to = self.dice.one_of(&self.agents).id.clone();
                drop(a.does("transfer", v, json!({"agent_id": to, "confirm": true})).await);
            }
            76..80 => {
                let to = self.dice.one_of(&self.agents).id.clone();
                drop(self.desk.owner.does("assign", v, json!({ "agent_id": to })).await);
            }
            80..90 => {
                let presence = *self.dice.one_of(&["online", "online", "busy", "suspended", "offline"]);
                a.chooses(presence).await;
            }
            90..95 => match self.sockets[agent].take() {
                Some(socket) => a.loses(socket).await,
                None => self.sockets[agent] = Some(a.opens_socket(json!({})).await),
            },
            95..98 => self.desk.advance(self.dice.below(40) as i64 + 1).await,
            _ => drop(self.desk.owner.api.post("/pool/hand-out", json!({})).await),
        }
        format!("{what} by agent{agent}, visitor{visitor}")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_8_many_at_once_never_exceed_a_capacity() {
    let mut crowd = Crowd::gather(7).await;
    crowd.desk.rules(json!({"sticky_over_capacity": false})).await;
    let rounds = number("YINGKE_TEST_ACTS", 500) / 20;
    for round in 0..rounds {
        let mut calls = JoinSet::new();
        for _ in 0..12 {
            let visitor = crowd.visitor();
            let (v, a) = (&crowd.visitors[visitor], &crowd.agents[crowd.dice.below(3)]);
            let (caller, path, body) = match (crowd.dice.below(3), v.tries_conversation()) {
                (1, Some(id)) => (a.api.clone(), format!("/conversations/{id}/end"), json!({})),
                (2, _) => {
                    let presence = if crowd.dice.below(3) == 0 { "busy" } else { "online" };
                    let path = format!("/agents/{}/presence", a.id);
                    let put = (a.api.clone(), path, json!({ "presence": presence }));
                    calls.spawn(async move { drop(put.0.put(&put.1, put.2).await) });
                    continue;
                }
                _ => {
                    let id = format!("p{round}-{}", crowd.dice.below(1_000_000));
                    (v.api.clone(), "/visitor/messages".to_owned(), json!({"client_id": id, "text": "在吗"}))
                }
            };
            calls.spawn(async move { drop(caller.post(&path, body).await) });
        }
        while calls.join_next().await.is_some() {
            let over = crowd.desk.overrun().await;
            assert!(over.is_empty(), "seed {}, round {round}: {over:?} got too much", crowd.seed);
        }
        for visitor in &crowd.visitors {
            visitor.looks_up_conversation().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_8_the_queue_keeps_its_order_over_kills() {
    let mut crowd = Crowd::gather(11).await;
    for agent in &crowd.agents {
        agent.chooses("busy").await;
    }
    let queue =
        |stood: Vec<Stood>| -> Vec<i64> { stood.into_iter().filter(|c| c.status == "queued").map(|c| c.id).collect() };
    for round in 0..4 {
        for _ in 0..5 {
            let visitor = crowd.visitor();
            crowd.visitors[visitor].says("排队").await;
        }
        let before = queue(crowd.desk.all_stood().await);
        assert!(before.len() > round, "somebody waits");
        crowd.desk.is_killed_and_started_again().await;
        assert_eq!(queue(crowd.desk.all_stood().await), before);
    }
}

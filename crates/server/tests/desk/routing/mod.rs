//! RTE through the real stack: every line of RTE-6 and the promises around it. The rules alone are tried in `domain`.

mod by_hand;
mod decision;
mod leaving;
mod private;
mod strategies;
mod waiting;

use crate::harness::*;
use serde_json::json;

pub fn with(name: &str) -> Where {
    With(name.to_owned())
}

pub fn left(name: &str) -> Where {
    Left(name.to_owned())
}

/// A desk whose owner looks on, with these colleagues at their workbenches.
pub async fn desk_with<const N: usize>(names: [&str; N]) -> (Desk, [Workbench; N]) {
    let desk = Desk::start().await;
    desk.owner_takes_no_part().await;
    let mut people = Vec::new();
    for name in names {
        people.push(desk.hires(name).await.opens_workbench().await);
    }
    (desk, people.try_into().ok().expect("as many as were hired"))
}

impl Desk {
    /// Somebody new writes; gives her after everything has happened that follows.
    pub async fn arrives(&self, name: &str) -> Visitor {
        self.arrives_through(name, Who::Inbox(self.inbox.clone())).await
    }

    pub async fn arrives_through(&self, name: &str, door: Who) -> Visitor {
        let visitor = self.visitor_through(name, door).await;
        visitor.says(&format!("{name}: 在吗")).await;
        visitor
    }

    /// Where it went and by which rule.
    pub async fn routed(&self, whom: &Visitor) -> (Where, String) {
        (self.place(whom).await, self.rule(whom).await)
    }

    /// What the stored decision says of an agent.
    pub async fn reason(&self, whom: &Visitor, about: &Agent) -> String {
        let newest = self.decisions(whom).await[0].clone();
        let candidates = newest["candidates"].as_array().expect("candidates").clone();
        let found = candidates.iter().find(|candidate| candidate["agent_id"] == about.id.as_str());
        found.map_or("not named".to_owned(), |candidate| candidate["reason"].as_str().expect("a reason").to_owned())
    }
}

#[track_caller]
pub fn assert_routed(found: (Where, String), place: Where, rule: &str) {
    assert_eq!(found, (place, rule.to_owned()));
}

/// `{"capacity": n}` for hiring.
pub fn room(capacity: i64) -> serde_json::Value {
    json!({ "capacity": capacity })
}

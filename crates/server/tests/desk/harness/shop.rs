//! What the owner sets up: groups, links, rules of routing, marks of contacts.

use super::agent::Agent;
use super::desk::Desk;
use super::visitor::{Visitor, Who};
use serde_json::{Value, json};

impl Desk {
    pub async fn rules(&self, patch: Value) {
        self.owner.api.patch("/settings/routing", patch).await.ok();
    }

    /// Who may serve the inbox; nobody named means everybody who takes part.
    pub async fn inbox_takes(&self, patch: Value) {
        self.owner.api.patch(&format!("/inboxes/{}", self.inbox), patch).await.ok();
    }

    pub async fn changes(&self, agent: &Agent, patch: Value) {
        self.owner.api.patch(&format!("/agents/{}", agent.id), patch).await.ok();
        self.settles().await;
    }

    /// A group; gives its id.
    pub async fn group(&self, name: &str, members: &[&Agent]) -> String {
        let ids: Vec<&str> = members.iter().map(|agent| agent.id.as_str()).collect();
        let group = self.owner.api.post("/groups", json!({"name": name, "agent_ids": ids})).await.ok();
        group["id"].as_str().expect("a group").to_owned()
    }

    /// A link; `rule` is agents, groups or a personal agent.
    pub async fn link(&self, name: &str, rule: Value) -> Who {
        let mut new = json!({ "name": name });
        for (key, value) in rule.as_object().expect("an object") {
            new[key] = value.clone();
        }
        let link = self.owner.api.post(&format!("/inboxes/{}/links", self.inbox), new).await.ok();
        Who::Link(link["key"].as_str().expect("a key").to_owned())
    }

    pub async fn marks_private(&self, whom: &Visitor) {
        self.owner.api.put(&format!("/contacts/{}/private", whom.id), json!({})).await.ok();
    }

    pub async fn blocks(&self, whom: &Visitor) {
        self.owner.api.put(&format!("/contacts/{}/block", whom.id), json!({})).await.ok();
    }

    /// The owner looks on and is never routed to.
    pub async fn owner_takes_no_part(&self) {
        self.changes(&self.owner, json!({"takes_routing": false})).await;
    }
}

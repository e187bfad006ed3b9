//! The house of viewers that every act is tried before, and the comparison.

use super::agent_view::AgentView;
use super::differences;
use super::visitor_view::VisitorView;
use crate::harness::*;
use serde_json::json;

/// One viewer of each kind: owner, supervisor (`:all`), of the group (`:group`), own, someone who takes no part in it.
pub struct House {
    pub desk: Desk,
    pub owner: Workbench,
    pub sup: Workbench,
    pub grp: Workbench,
    pub lin: Workbench,
    pub zoe: Workbench,
    pub group: String,
    pub visitors: Vec<(Visitor, Socket)>,
    pub wrong: Vec<String>,
}

impl House {
    pub async fn open() -> House {
        let desk = Desk::start().await;
        desk.owner_takes_no_part().await;
        let owner = desk.owner.clone().opens_workbench().await;
        let lin = desk.hires("lin").await.opens_workbench().await;
        let sup = desk.hires_as("sup", "supervisor").await.opens_workbench().await;
        let grp = desk
            .hires_with("grp", json!({"permissions": ["chat.view:group", "chat.serve"], "takes_routing": false}))
            .await;
        let grp = grp.opens_workbench().await;
        let zoe = desk.hires_with("zoe", json!({"takes_routing": false})).await.opens_workbench().await;
        desk.changes(&sup, json!({"takes_routing": false})).await;
        let group = desk.group("一组", &[&lin, &grp]).await;
        let mut visitors = Vec::new();
        for name in ["Ann", "Bea", "Cat"] {
            let visitor = desk.visitor(name).await;
            let chat = visitor.opens_chat().await;
            visitors.push((visitor, chat));
        }
        House { desk, owner, sup, grp, lin, zoe, group, visitors, wrong: Vec::new() }
    }

    pub fn ann(&self) -> &Visitor {
        &self.visitors[0].0
    }

    pub fn bea(&self) -> &Visitor {
        &self.visitors[1].0
    }

    fn agents(&self) -> [&Workbench; 5] {
        [&self.owner, &self.sup, &self.grp, &self.lin, &self.zoe]
    }

    /// Snapshot, act, apply the events, compare with a fresh load; once as it happened live, once as it is replayed.
    pub async fn after(&mut self, what: &str, act: impl AsyncFnOnce(&House)) {
        self.desk.settles().await;
        let mut agents = Vec::new();
        for agent in self.agents() {
            agents.push((AgentView::load(agent).await, agent.socket().mark()));
        }
        let mut visitors = Vec::new();
        for (visitor, chat) in &self.visitors {
            visitors.push((VisitorView::load(visitor).await, chat.mark()));
        }
        act(self).await;
        // Those in line hear of their places once a second.
        self.desk.advance(1).await;
        let mut wrong = Vec::new();
        for (agent, (old, mark)) in self.agents().into_iter().zip(agents) {
            self.compare_agent(agent, old, mark, &mut wrong).await;
        }
        for ((visitor, chat), (old, mark)) in self.visitors.iter().zip(visitors) {
            compare_visitor(&self.desk, visitor, chat, old, mark, &mut wrong).await;
        }
        self.wrong.extend(wrong.into_iter().map(|wrong| format!("after {what}: {wrong}")));
    }

    async fn compare_agent(&self, agent: &Workbench, old: AgentView, mark: usize, wrong: &mut Vec<String>) {
        let fresh = AgentView::load(agent).await;
        let mut live = old.clone();
        agent.socket().frames()[mark..].iter().for_each(|frame| live.apply(frame));
        let (reduced, loaded) = live.compared_with(&fresh, false);
        differences(&format!("{} live", agent.name), &reduced, &loaded, wrong);

        let observer = agent.opens_socket(json!({"observe": true, "since": old.position})).await;
        self.desk.settles().await;
        if observer.welcome["resumed"] == false {
            return; // Loading again is always right; `gaps` says when it must not be needed.
        }
        let mut resumed = old;
        observer.frames().iter().for_each(|frame| resumed.apply(frame));
        let (reduced, loaded) = resumed.compared_with(&fresh, true);
        differences(&format!("{} resumed", agent.name), &reduced, &loaded, wrong);
    }

    #[track_caller]
    pub fn all_agree(&self) {
        assert!(self.wrong.is_empty(), "{} differences:\n{}", self.wrong.len(), self.wrong.join("\n"));
    }
}

async fn compare_visitor(
    desk: &Desk,
    visitor: &Visitor,
    chat: &Socket,
    old: VisitorView,
    mark: usize,
    wrong: &mut Vec<String>,
) {
    let fresh = VisitorView::load(visitor).await;
    let mut live = old.clone();
    chat.frames()[mark..].iter().for_each(|frame| live.apply(frame));
    differences(&format!("{} live", visitor.name), &live.shown(), &fresh.shown(), wrong);

    let again = visitor.opens_socket(json!({"since": old.position})).await;
    desk.settles().await;
    assert_eq!(again.welcome["resumed"], true, "little has happened, so {} goes on", visitor.name);
    let mut resumed = old;
    again.frames().iter().for_each(|frame| resumed.apply(frame));
    differences(&format!("{} resumed", visitor.name), &resumed.shown(), &fresh.shown(), wrong);
}

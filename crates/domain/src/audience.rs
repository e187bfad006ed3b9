//! Who may see an event: a description that is stored with the event, and the test that a viewer's *current* rights pass it.
//!
//! The same rule decides lists (in SQL, `server::conversations::visible`) and live events (here); a test holds them together.

use crate::id::{AgentId, ContactId, ConversationId, GroupId};
use crate::permission::Reach;
use serde::{Deserialize, Serialize};

/// How a conversation stands towards viewers at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The owner's private conversation: nobody else, whatever they hold.
    #[serde(default, skip_serializing_if = "is_false")]
    pub private: bool,
    pub assignee: Option<AgentId>,
    /// Whoever sent a message, was the assignee, or was called in by a note.
    #[serde(default)]
    pub participants: Vec<AgentId>,
    /// Groups of the assignee and the group it waits in.
    #[serde(default)]
    pub groups: Vec<GroupId>,
    #[serde(default)]
    pub waiting: Waiting,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// Who may pick a waiting conversation, and so read it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Waiting {
    #[default]
    No,
    /// Everybody: who takes no part may still pick (RTE-4).
    Everybody,
    Only(Vec<AgentId>),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Every agent of the workspace.
    Everybody,
    /// These agents only.
    Agents(Vec<AgentId>),
    /// Those whom a note of the conversation calls, as long as they see it.
    Called { agents: Vec<AgentId>, conversation: ConversationId },
    /// Holders of `agent.presence_view`, and the agent it is about.
    PresenceViewers { about: AgentId },
    /// Whoever sees the conversation now; `before`: whoever saw it until this event.
    Conversation {
        id: ConversationId,
        now: Standing,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<Standing>,
        /// The contact hears of it too, through the visitor's stream.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contact: Option<ContactId>,
    },
}

impl Audience {
    /// The contact in whose stream the event is too.
    pub fn contact(&self) -> Option<ContactId> {
        match self {
            Audience::Conversation { contact, .. } => *contact,
            _ => None,
        }
    }
}

/// The rights that decide what a person sees, as they are now.
#[derive(Debug, Clone)]
pub struct Viewer {
    pub agent: AgentId,
    pub owner: bool,
    pub groups: Vec<GroupId>,
    /// `chat.view`.
    pub chats: Option<Reach>,
    /// `queue.pick` or `pool.pick`.
    pub picks: bool,
    /// `agent.presence_view`.
    pub presence: bool,
}

/// What an event means to one viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    Sees,
    /// Sees it from now on: tell him of the whole.
    Gains,
    /// Saw it until now: tell him that it is gone.
    Loses,
    Nothing,
}

impl Viewer {
    pub fn sees(&self, standing: &Standing) -> bool {
        if standing.private {
            return self.owner;
        }
        if standing.assignee == Some(self.agent) || standing.participants.contains(&self.agent) {
            return self.chats.is_some() || self.owner;
        }
        match self.chats {
            Some(Reach::All) => true,
            Some(Reach::Group) if standing.groups.iter().any(|group| self.groups.contains(group)) => true,
            _ => self.may_pick(&standing.waiting),
        }
    }

    fn may_pick(&self, waiting: &Waiting) -> bool {
        self.picks
            && match waiting {
                Waiting::No => false,
                Waiting::Everybody => true,
                Waiting::Only(agents) => agents.contains(&self.agent),
            }
    }

    fn change(&self, now: &Standing, before: Option<&Standing>) -> Sight {
        let seen_before = before.map(|before| self.sees(before));
        match (seen_before, self.sees(now)) {
            (Some(false), true) => Sight::Gains,
            (_, true) => Sight::Sees,
            (Some(true), false) => Sight::Loses,
            (_, false) => Sight::Nothing,
        }
    }

    pub fn sight(&self, audience: &Audience) -> Sight {
        let sees = match audience {
            Audience::Everybody => true,
            Audience::Agents(agents) | Audience::Called { agents, .. } => agents.contains(&self.agent),
            Audience::PresenceViewers { about } => self.presence || *about == self.agent,
            Audience::Conversation { now, before, .. } => return self.change(now, before.as_ref()),
        };
        if sees { Sight::Sees } else { Sight::Nothing }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewer(agent: i64, chats: Option<Reach>) -> Viewer {
        Viewer { agent: AgentId(agent), owner: false, groups: vec![GroupId(1)], chats, picks: true, presence: false }
    }

    fn served_by(agent: i64) -> Standing {
        Standing {
            private: false,
            assignee: Some(AgentId(agent)),
            participants: vec![],
            groups: vec![],
            waiting: Waiting::No,
        }
    }

    #[test]
    fn an_agent_sees_its_own_a_supervisor_sees_all() {
        assert!(viewer(1, Some(Reach::Own)).sees(&served_by(1)));
        assert!(!viewer(1, Some(Reach::Own)).sees(&served_by(2)));
        assert!(viewer(1, Some(Reach::All)).sees(&served_by(2)));
    }

    #[test]
    fn a_private_conversation_is_nobodys_but_the_owners() {
        let private = Standing { private: true, participants: vec![AgentId(1)], ..served_by(1) };
        assert!(!viewer(1, Some(Reach::All)).sees(&private));
        assert!(Viewer { owner: true, ..viewer(9, Some(Reach::All)) }.sees(&private));
    }

    #[test]
    fn what_waits_is_seen_by_candidates_and_leaves_their_view_when_another_takes_it() {
        let waiting = Standing { assignee: None, waiting: Waiting::Only(vec![AgentId(1)]), ..served_by(2) };
        let one = viewer(1, Some(Reach::Own));
        assert!(one.sees(&waiting) && !viewer(3, Some(Reach::Own)).sees(&waiting));
        let taken =
            Audience::Conversation { id: ConversationId(1), now: served_by(2), before: Some(waiting), contact: None };
        assert_eq!(one.sight(&taken), Sight::Loses);
        assert_eq!(viewer(3, Some(Reach::Own)).sight(&taken), Sight::Nothing);
        assert_eq!(viewer(2, Some(Reach::Own)).sight(&taken), Sight::Gains);
    }

    #[test]
    fn a_group_scope_reaches_the_groups_conversations() {
        let of_group = Standing { groups: vec![GroupId(1)], ..served_by(2) };
        assert!(viewer(1, Some(Reach::Group)).sees(&of_group));
        assert!(!viewer(1, Some(Reach::Own)).sees(&of_group));
    }
}

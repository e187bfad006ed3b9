//! What is asked of routing: one conversation that needs somebody.

use crate::Timestamp;
use crate::id::AgentId;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactStanding {
    #[default]
    Ordinary,
    Blocked,
    /// The owner's private contact.
    Private,
}

/// Names a crew that the floor keeps: the entry's or group's own number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CrewId(pub i64);

/// Whom the inbox or link admits; groups are already expanded into their members.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// Neither agents nor groups are named.
    #[default]
    Everybody,
    /// Agents or groups are named. An empty list is a named group without members, not "everybody".
    Only(Vec<AgentId>),
    /// The same, of which the floor has the list ([`super::Floor::form_crew`]).
    Crew(CrewId),
}

/// Which of an agent's two capacities the conversation counts against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Load {
    #[default]
    Chat,
    Mail,
}

/// An agent once served this contact: sent a message, or was assignee at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    pub agent: AgentId,
    pub at: Timestamp,
}

/// A transfer to a group is an ask whose entry is the group's members, without `addressed` and `last_served`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Ask {
    pub contact: ContactStanding,
    /// The agent whom a personal link names.
    pub addressed: Option<AgentId>,
    pub entry: Entry,
    /// The entry's agents for offline messages.
    pub fallback: Vec<AgentId>,
    /// In any order; several rows per agent are fine.
    pub last_served: Vec<Served>,
    pub load: Load,
    /// Agents it is being taken from (no answer in time), who are no candidates this time.
    pub except: Vec<AgentId>,
}

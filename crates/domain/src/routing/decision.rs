//! The answer of routing, and why: stored as it is and shown as 为什么分给我.

use crate::Timestamp;
use crate::id::AgentId;
use serde::{Deserialize, Serialize};

/// So many candidates are named in a decision; the others are only counted.
pub const MAX_CANDIDATES: usize = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Nothing reaches an agent.
    Blocked,
    /// `offline` marks an offline message.
    Assign {
        agent: AgentId,
        offline: bool,
    },
    Queue,
    Pool,
}

/// Stable codes and their text form; the same list serves serde and the database.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant,)* }

        impl $name {
            pub const ALL: &[$name] = &[$($name::$variant),*];

            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $code,)* }
            }

            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|c| c.as_str() == text)
            }
        }
    };
}

codes! {
    /// The rule that settled it. The last four are acts of people, stored beside the decisions.
    Rule {
        Blocked = "blocked",
        Private = "private",
        Addressed = "addressed",
        Sticky = "sticky",
        Strategy = "strategy",
        Queue = "queue",
        Suspended = "suspended",
        Offline = "offline",
        Pool = "pool",
        Transfer = "transfer",
        Pick = "pick",
        Assign = "assign",
        Return = "return",
    }
}

codes! {
    /// Why a named candidate was or was not chosen.
    Reason {
        Chosen = "chosen",
        /// As good as the chosen one; it was the other's turn.
        Tie = "tie",
        /// Could have been chosen; the strategy preferred another.
        Further = "further",
        /// Weight 0, and somebody with weight has room.
        NoWeight = "no_weight",
        /// Online with room, but an earlier rule settled it.
        NotNeeded = "not_needed",
        Full = "full",
        NoCapacity = "no_capacity",
        Busy = "busy",
        Suspended = "suspended",
        /// In the grace time after a dropped connection.
        Unreachable = "unreachable",
        Offline = "offline",
        NotTakingPart = "not_taking_part",
        /// The conversation is being taken from this agent.
        Excepted = "excepted",
        AddressedOffline = "addressed_offline",
        AddressedUnreachable = "addressed_unreachable",
        AddressedFull = "addressed_full",
        AddressedGone = "addressed_gone",
        AddressedOwnerSuspended = "addressed_owner_suspended",
        StickyTooLong = "sticky_too_long",
        StickyFull = "sticky_full",
        StickyBusy = "sticky_busy",
        StickyOffline = "sticky_offline",
        StickyUnreachable = "sticky_unreachable",
        /// The setting for offline messages names an account that is gone.
        OfflineAgentGone = "offline_agent_gone",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Candidate {
    #[serde(rename = "agent_id")]
    pub agent: AgentId,
    pub eligible: bool,
    pub reason: Reason,
}

/// Heads, counted from rule 4 on: the first of the entry, the others of those of them that take part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Counts {
    /// Admitted by the entry.
    pub candidates: u32,
    pub takes_part: u32,
    pub online: u32,
    pub busy: u32,
    pub suspended: u32,
    pub offline: u32,
    /// Online, but without room.
    pub full: u32,
    /// In the grace time; also counted under the presence that is still shown.
    pub unreachable: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Because {
    pub counts: Counts,
    /// The chosen one first, then addressed and sticky, ties, and the nearest others; each agent once.
    pub candidates: Vec<Candidate>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub outcome: Outcome,
    pub rule: Rule,
    pub because: Because,
    /// To be stored as the chosen agent's `last_assigned_at`; unique within the floor.
    pub assigned_at: Option<Timestamp>,
    /// To be stored as the agents' weighted credits.
    pub credits: Vec<(AgentId, i64)>,
}

impl Decision {
    /// The record of a transfer, pick, assignment or return, made by people and not by the rules.
    pub fn by_hand(rule: Rule, agent: AgentId, at: Timestamp) -> Self {
        let chosen = Candidate { agent, eligible: true, reason: Reason::Chosen };
        Decision {
            outcome: Outcome::Assign { agent, offline: false },
            rule,
            because: Because { counts: Counts::default(), candidates: vec![chosen] },
            assigned_at: Some(at),
            credits: Vec::new(),
        }
    }

    pub fn assignee(&self) -> Option<AgentId> {
        match self.outcome {
            Outcome::Assign { agent, .. } => Some(agent),
            _ => None,
        }
    }
}

//! The settings of a workspace that steer routing, with the names that the public API gives them.

use crate::id::AgentId;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// The fewest open conversations.
    #[default]
    LeastOpen,
    /// The smallest part of the own capacity in use.
    Saturation,
    /// Shares in proportion to the weights.
    Weighted,
    /// One after the other.
    RoundRobin,
}

/// Who keeps what arrives while all candidates are offline, when the entry names no fallback agents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfflineRule {
    #[default]
    Owner,
    /// `Rules::offline_agent_id`; the owner when that account is gone or disabled.
    Agent,
    Pool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Rules {
    pub strategy: Strategy,
    pub sticky_seconds: i64,
    pub sticky_suspended_seconds: i64,
    pub sticky_over_capacity: bool,
    /// Chats that address the owner go to others while the owner is suspended.
    pub addressed_owner_suspended_reroute: bool,
    pub offline_rule: OfflineRule,
    pub offline_agent_id: Option<AgentId>,
}

const DAYS_3: i64 = 72 * 3600;

impl Default for Rules {
    fn default() -> Self {
        Rules {
            strategy: Strategy::default(),
            sticky_seconds: DAYS_3,
            sticky_suspended_seconds: DAYS_3,
            sticky_over_capacity: true,
            addressed_owner_suspended_reroute: false,
            offline_rule: OfflineRule::default(),
            offline_agent_id: None,
        }
    }
}

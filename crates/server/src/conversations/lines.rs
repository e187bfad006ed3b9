//! Event lines: what happened to a conversation, told in its own history.

use super::append::append;
use super::message::{Message, NewMessage, SenderBrief};
use super::row::Conversation;
use crate::accounts::scope::Scope;
use db::Tx;
use domain::Result;
use domain::audience::Standing;
use domain::conversation::Kind;
use domain::id::{AgentId, GroupId};
use serde_json::{Value as Json, json};

/// Something that happened, by an agent's hand or by itself.
pub enum Line<'a> {
    Reopened,
    Ended {
        by: Option<&'a Scope>,
        reason: &'a str,
    },
    Transferred {
        by: &'a Scope,
        agent: Option<(AgentId, &'a str)>,
        group: Option<(GroupId, &'a str)>,
        reason: Option<&'a str>,
        notice: Notice,
    },
    /// An unopened transfer went back.
    Returned {
        agent: AgentId,
        name: &'a str,
    },
    Picked {
        by: &'a Scope,
    },
    Assigned {
        by: Option<&'a Scope>,
        agent: AgentId,
        name: &'a str,
    },
    Queued {
        by: Option<&'a Scope>,
    },
    Snoozed {
        by: &'a Scope,
        until: domain::Timestamp,
    },
    Woke,
    /// The contact has read these questions' answers by himself.
    Faq {
        questions: &'a [&'a String],
    },
    /// The contact has rated the service.
    Rated,
}

/// Whether the contact reads that he was handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    Silent,
    Told,
}

pub fn say(tx: &mut Tx, c: &mut Conversation, line: Line, before: Option<Standing>) -> Result<Message> {
    let sender = match line.by() {
        Some(scope) => SenderBrief::agent(scope.agent, &scope.name, &scope.nickname),
        None => SenderBrief::system(),
    };
    let new = NewMessage {
        kind: Kind::Event,
        sender,
        text: String::new(),
        to_contact: line.is_for_contact(),
        event: Some(line.data()),
        automatic: true,
        reply_to: None,
        mentions: Vec::new(),
        dedup: None,
    };
    append(tx, c, new, None, before)
}

impl<'a> Line<'a> {
    fn by(&self) -> Option<&'a Scope> {
        match self {
            Line::Ended { by, .. } | Line::Assigned { by, .. } | Line::Queued { by } => *by,
            Line::Transferred { by, .. } | Line::Picked { by } | Line::Snoozed { by, .. } => Some(by),
            Line::Reopened | Line::Returned { .. } | Line::Woke | Line::Faq { .. } | Line::Rated => None,
        }
    }

    fn is_for_contact(&self) -> bool {
        matches!(self, Line::Reopened | Line::Ended { .. } | Line::Transferred { notice: Notice::Told, .. })
    }

    fn data(&self) -> Json {
        match self {
            Line::Reopened => json!({"type": "reopened"}),
            Line::Ended { reason, .. } => json!({"type": "ended", "reason": reason}),
            Line::Transferred { agent, group, reason, .. } => json!({
                "type": "transferred", "reason": reason,
                "agent_id": agent.map(|(id, _)| id), "agent_name": agent.map(|(_, name)| name),
                "group_id": group.map(|(id, _)| id), "group_name": group.map(|(_, name)| name),
            }),
            Line::Returned { agent, name } => json!({"type": "returned", "agent_id": agent, "agent_name": name}),
            Line::Picked { .. } => json!({"type": "picked"}),
            Line::Assigned { agent, name, .. } => json!({"type": "assigned", "agent_id": agent, "agent_name": name}),
            Line::Queued { .. } => json!({"type": "queued"}),
            Line::Snoozed { until, .. } => json!({"type": "snoozed", "until": until}),
            Line::Woke => json!({"type": "woke"}),
            Line::Faq { questions } => json!({"type": "faq", "questions": questions}),
            Line::Rated => json!({"type": "rating"}),
        }
    }
}

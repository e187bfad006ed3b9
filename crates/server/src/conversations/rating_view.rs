//! How the contact rated the service, as agents may read it. Not here: how he gives it, which is his channel's.

use super::participants::Participant;
use super::row::Conversation;
use crate::accounts::scope::Scope;
use domain::Timestamp;
use domain::permission::Permission;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RatingView {
    /// 1 to 5.
    pub score: i64,
    pub comment: Option<String>,
    pub at: Timestamp,
}

/// Whoever took part may know what he was told; other ratings are for holders of the right.
pub fn seen_by(scope: &Scope, c: &Conversation, participants: &[Participant]) -> Option<RatingView> {
    let took_part = c.assignee == Some(scope.agent) || participants.iter().any(|p| p.agent_id == scope.agent);
    if !took_part && !scope.has(Permission::RatingView) {
        return None;
    }
    Some(RatingView { score: c.rating?, comment: c.rating_comment.clone(), at: c.rated_at? })
}

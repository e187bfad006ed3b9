//! Loading through the scope: what the caller may not see is not found.

use super::row::{self, Conversation};
use super::standing;
use crate::accounts::scope::Scope;
use crate::search::reach::{LogReach, reads};
use db::Query;
use domain::id::ConversationId;
use domain::permission::{Permission, Reach};
use domain::{Code, Error, Result};

/// The conversation, when the scope sees it.
pub fn visible(q: &mut impl Query, scope: &Scope, id: ConversationId) -> Result<Conversation> {
    let c = row::load(q, scope.workspace, id)?;
    let standing = standing::load(q, id)?.ok_or_else(Error::not_found)?;
    if scope.viewer().sees(&standing) { Ok(c) } else { Err(Error::not_found()) }
}

/// Visible in the workbench, or within what the chat log shows the scope: enough to read it, not to act on it.
pub fn readable(q: &mut impl Query, scope: &Scope, id: ConversationId) -> Result<Conversation> {
    match visible(q, scope, id) {
        Err(error) if error.code == Code::NotFound && scope.has(Permission::ChatlogView) => {
            let c = row::load(q, scope.workspace, id)?;
            if reads(q, &LogReach::of(scope), id)? { Ok(c) } else { Err(Error::not_found()) }
        }
        seen => seen,
    }
}

/// Visible, and within the reach of `permission`: `own` means being the assignee.
pub fn within(q: &mut impl Query, scope: &Scope, id: ConversationId, permission: Permission) -> Result<Conversation> {
    let c = visible(q, scope, id)?;
    scope.need(permission)?;
    if reaches(q, scope, &c, permission)? { Ok(c) } else { Err(Error::forbidden().reason("reach")) }
}

/// Whether the scope's reach of `permission` includes this conversation.
pub fn reaches(q: &mut impl Query, scope: &Scope, c: &Conversation, permission: Permission) -> Result<bool> {
    let is_own = c.assignee == Some(scope.agent);
    Ok(match scope.reach(permission) {
        None => false,
        Some(Reach::All) => true,
        Some(Reach::Own) => is_own,
        Some(Reach::Group) => {
            let groups = standing::load(q, c.id)?.map(|standing| standing.groups).unwrap_or_default();
            is_own || groups.iter().any(|group| scope.groups.contains(group))
        }
    })
}

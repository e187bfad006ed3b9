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
    let reach = scope.reach(permission).ok_or_else(|| Error::forbidden().detail("permission", permission.key().into()))?;
    let is_own = c.assignee == Some(scope.agent);
    let reaches = match reach {
        Reach::All => true,
        Reach::Own => is_own,
        Reach::Group => {
            let groups = standing::load(q, id)?.map(|standing| standing.groups).unwrap_or_default();
            is_own || groups.iter().any(|group| scope.groups.contains(group))
        }
    };
    if reaches { Ok(c) } else { Err(Error::forbidden().reason("reach")) }
}

//! Who ever served a contact (CNV-7): members and times, none of the contents.

use super::contact;
use crate::accounts::scope::Scope;
use db::{Query, args};
use domain::id::{AgentId, ContactId};
use domain::permission::Permission;
use domain::{Result, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ServedBy {
    pub agent_id: AgentId,
    pub name: String,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
    /// Conversations in which it took part.
    pub count: i64,
}

/// What was private is counted for the owner alone.
const SERVED: &str = "
select p.agent_id, a.name, min(p.first_at) as first_at, max(p.last_at) as last_at, count(*) as conversations
from participants p join agents a on a.id = p.agent_id
where p.workspace_id = $1 and p.contact_id = $2 and p.invited = false and (p.private = false or $3 = true)
group by p.agent_id, a.name order by max(p.last_at) desc, p.agent_id";

/// For whoever sees the contact or any of its conversations in the log.
pub fn served_by(q: &mut impl Query, scope: &Scope, contact: ContactId) -> Result<Vec<ServedBy>> {
    let as_contact = contact::load(q, scope, Permission::ContactView, contact);
    as_contact.or_else(|_| contact::load(q, scope, Permission::ChatlogView, contact))?;
    q.all(SERVED, &args![scope.workspace, contact, scope.owner], |row| {
        Ok(ServedBy {
            agent_id: row.get("agent_id")?,
            name: row.get("name")?,
            first_at: row.get("first_at")?,
            last_at: row.get("last_at")?,
            count: row.get("conversations")?,
        })
    })
}

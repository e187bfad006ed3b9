//! How far an agent's view of the chat log goes (CNV-7). It is a right of its own, beside that to see conversations.

use crate::accounts::scope::Scope;
use db::{Query, Value, args};
use domain::Result;
use domain::id::{AgentId, ConversationId, WorkspaceId};
use domain::permission::{Permission, Reach};

/// Own: conversations it took part in, whole ones. Private ones: the owner alone. Blocked ones: nobody.
#[derive(Debug, Clone, Copy)]
pub struct LogReach {
    workspace: WorkspaceId,
    agent: AgentId,
    width: i64,
}

impl LogReach {
    /// `None`: no view of the log at all.
    pub fn new(workspace: WorkspaceId, agent: AgentId, owner: bool, held: Option<Reach>) -> Option<LogReach> {
        let width = match held {
            _ if owner => 3,
            Some(Reach::All) => 2,
            Some(Reach::Group) => 1,
            Some(Reach::Own) => 0,
            None => return None,
        };
        Some(LogReach { workspace, agent, width })
    }

    pub fn of(scope: &Scope) -> Option<LogReach> {
        LogReach::new(scope.workspace, scope.agent, scope.owner, scope.reach(Permission::ChatlogView))
    }

    /// What [`REACHED`] needs as its first three arguments.
    pub fn args(&self) -> Vec<Value> {
        args![self.workspace, self.agent, self.width].into()
    }
}

/// The condition on a conversation `c`: $1 workspace, $2 agent, $3 width.
macro_rules! reached {
    () => {
        "c.workspace_id = $1 and c.blocked = false and ($3 >= 3 or (c.private = false and ($3 >= 2
  or c.assignee_id = $2
  or exists (select 1 from participants p where p.conversation_id = c.id and p.agent_id = $2)
  or ($3 >= 1 and (
    exists (select 1 from team_members mine where mine.agent_id = $2 and mine.group_id = c.group_id)
    or exists (select 1 from team_members mine join team_members theirs on theirs.group_id = mine.group_id
      where mine.agent_id = $2 and theirs.agent_id = c.assignee_id))))))"
    };
}
pub(super) use reached;

const READS: &str = concat!("select 1 as one from conversations c where ", reached!(), " and c.id = $4");

/// Whether the log shows this conversation.
pub fn reads(q: &mut impl Query, reach: &LogReach, conversation: ConversationId) -> Result<bool> {
    let mut args = reach.args();
    args.push(conversation.into());
    Ok(q.maybe(READS, &args, |_| Ok(()))?.is_some())
}

//! How far a person's view of the chat log goes (CNV-7): a right of its own beside that to see conversations, with the
//! same rule. Own: conversations it took part in, whole ones. Private ones: the owner alone. Blocked ones: nobody.

use crate::accounts::scope::Scope;
use crate::conversations::list::{is_own, picks, rights_by, visible_sql};
use db::{Query, Value, args};
use domain::Result;
use domain::audience::Viewer;
use domain::id::{AgentId, ConversationId, WorkspaceId};
use domain::permission::{Permission, Reach};

/// The rights as the first five arguments of every statement with `visible_sql`.
#[derive(Debug, Clone)]
pub struct LogReach {
    pub workspace: WorkspaceId,
    pub viewer: AgentId,
    /// What it sees is what it took part in and, where it picks, what waits.
    pub is_own: bool,
    pub picks: bool,
    args: [Value; 5],
}

impl LogReach {
    pub fn of(scope: &Scope) -> LogReach {
        LogReach::by(scope, Permission::ChatlogView)
    }

    /// What the workbench's lists show: `chat.view` in place of `chatlog.view`.
    pub fn of_lists(scope: &Scope) -> LogReach {
        LogReach::by(scope, Permission::ChatView)
    }

    fn by(scope: &Scope, permission: Permission) -> LogReach {
        LogReach {
            workspace: scope.workspace,
            viewer: scope.agent,
            is_own: is_own(scope, permission),
            picks: picks(scope),
            args: rights_by(scope, permission),
        }
    }

    /// Of somebody who is not there to ask, with its `chatlog.view`. What waits is no matter of the log.
    pub fn of_viewer(workspace: WorkspaceId, viewer: &Viewer, log: Option<Reach>) -> LogReach {
        let reach = log.map_or("", Reach::as_str);
        LogReach {
            workspace,
            viewer: viewer.agent,
            is_own: !viewer.owner && !matches!(log, Some(Reach::All | Reach::Group)),
            picks: false,
            args: args![workspace, viewer.agent, viewer.owner, reach, false],
        }
    }

    pub fn args(&self) -> Vec<Value> {
        self.args.to_vec()
    }
}

const READS: &str = concat!("select 1 as one from conversations c where ", visible_sql!(), " and c.id = $6");

/// Whether the log shows this conversation.
pub fn reads(q: &mut impl Query, reach: &LogReach, conversation: ConversationId) -> Result<bool> {
    let mut args = reach.args();
    args.push(conversation.into());
    Ok(q.maybe(READS, &args, |_| Ok(()))?.is_some())
}

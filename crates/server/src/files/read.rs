//! May this viewer have this file now? Asked at every GET, whatever the address's signature said when it was made.

use super::link::FileViewer;
use crate::accounts::scope::{grants_of, groups_of};
use crate::conversations::standing;
use crate::search::reach::{self, LogReach};
use db::{Query, Row, args};
use domain::audience::Viewer;
use domain::id::{AgentId, ContactId, ConversationId, FileId, WorkspaceId};
use domain::permission::{Grants, Permission};
use domain::{Error, Result};

/// A file on its way out.
#[derive(Debug)]
pub struct Stored {
    pub name: String,
    pub r#type: String,
    pub size: i64,
    pub storage_key: String,
}

struct Place {
    stored: Stored,
    workspace: WorkspaceId,
    uploader: Option<FileViewer>,
    /// `None` while no message has it.
    sent: Option<Sent>,
}

struct Sent {
    conversation: ConversationId,
    contact: ContactId,
    /// Notes are the agents' own.
    note: bool,
}

const PLACE: &str = "
select f.name, f.type, f.size, f.storage_key, f.workspace_id, f.agent_id, f.contact_id, f.message_id,
  m.kind, m.state, f.conversation_id, c.contact_id as whose
from files f left join messages m on m.id = f.message_id left join conversations c on c.id = f.conversation_id
where f.id = $1";

/// What is absent, out of reach or recalled looks alike.
pub fn find(q: &mut impl Query, file: FileId, viewer: FileViewer) -> Result<Stored> {
    let place = q.maybe(PLACE, &args![file], place)?.flatten().ok_or_else(Error::not_found)?;
    let allowed = match viewer {
        FileViewer::Contact(contact) => place.is_open_to(contact),
        FileViewer::Agent(agent) => agent_may(q, agent, &place)?,
    };
    if allowed { Ok(place.stored) } else { Err(Error::not_found()) }
}

fn place(row: &Row) -> Result<Option<Place>> {
    let attached = row.get::<Option<i64>>("message_id")?.is_some();
    let sent = match row.get::<Option<String>>("state")?.as_deref() {
        Some("sent") => Some(Sent {
            conversation: row.get("conversation_id")?,
            contact: row.get("whose")?,
            note: row.get::<String>("kind")? == "note",
        }),
        _ => None,
    };
    if attached && sent.is_none() {
        return Ok(None);
    }
    Ok(Some(Place {
        stored: Stored {
            name: row.get("name")?,
            r#type: row.get("type")?,
            size: row.get("size")?,
            storage_key: row.get("storage_key")?,
        },
        workspace: row.get("workspace_id")?,
        uploader: super::attach::uploader_of(row)?,
        sent,
    }))
}

impl Place {
    fn is_open_to(&self, contact: ContactId) -> bool {
        match &self.sent {
            Some(sent) => sent.contact == contact && !sent.note,
            None => self.uploader == Some(FileViewer::Contact(contact)),
        }
    }
}

const AGENT: &str = "
select owner, permissions from agents
where id = $1 and workspace_id = $2 and state = 'active' and deleted_at is null";

fn agent_may(q: &mut impl Query, agent: AgentId, place: &Place) -> Result<bool> {
    let found = q.maybe(AGENT, &args![agent, place.workspace], |row| {
        Ok((row.get::<bool>("owner")?, row.get::<String>("permissions")?))
    })?;
    let Some((owner, extra)) = found else { return Ok(false) };
    let Some(sent) = &place.sent else { return Ok(place.uploader == Some(FileViewer::Agent(agent))) };
    let grants = if owner { Grants::everything() } else { grants_of(q, agent, &extra)? };
    let viewer = Viewer {
        agent,
        owner,
        groups: groups_of(q, agent)?,
        chats: grants.reach(Permission::ChatView),
        picks: grants.has(Permission::QueuePick) || grants.has(Permission::PoolPick),
        presence: false,
    };
    if standing::load(q, sent.conversation)?.is_some_and(|standing| viewer.sees(&standing)) {
        return Ok(true);
    }
    let log = LogReach::of_viewer(place.workspace, &viewer, grants.reach(Permission::ChatlogView));
    reach::reads(q, &log, sent.conversation)
}

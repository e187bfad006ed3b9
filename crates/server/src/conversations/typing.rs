//! Typing notices: passed on to the other side, never stored, without number.

use super::row::Conversation;
use super::{sight, standing, visitor_view};
use crate::App;
use crate::accounts::scope::Scope;
use crate::realtime::frames;
use crate::realtime::whisper::{Whisper, tell};
use crate::visitors::scope::VisitorScope;
use db::args;
use domain::audience::Audience;
use domain::id::ConversationId;
use domain::permission::Permission;
use domain::{Result, audience::Standing};
use serde_json::{Value as Json, json};

const OPENED: &str = "update conversations set return_to = null, return_at = null where id = $1 and assignee_id = $2";

/// Who may not answer does not look as if he did. By the assignee it also counts as having opened what was transferred to him.
pub async fn by_agent(app: &App, scope: &Scope, id: ConversationId, typing: bool) -> Result<()> {
    scope.need(Permission::ChatServe)?;
    let asked = scope.clone();
    let (c, standing) = app.db.read(move |q| Ok((sight::visible(q, &asked, id)?, standing::load(q, id)?))).await?;
    if c.return_to.is_some() && c.assignee == Some(scope.agent) {
        let agent = scope.agent;
        app.db.write(scope.workspace, move |tx| tx.exec(OPENED, &args![id, agent]).map(drop)).await?;
    }
    let sender = json!({"type": "agent", "id": scope.agent, "name": scope.name});
    tell_agents(app, &c, standing, sender, Typing { typing, from: Some(scope.agent) }).await;
    if c.assignee == Some(scope.agent) {
        let to_contact = json!({"typing": typing, "sender": {"type": "agent", "name": scope.nickname}});
        let nobody = Audience::Agents(Vec::new());
        let frame = frames::unnumbered("typing", &to_contact.to_string());
        let to = Some((c.contact, c.inbox));
        tell(app, Whisper { workspace: scope.workspace, audience: nobody, to, from: None, frame }).await;
    }
    Ok(())
}

pub async fn by_contact(app: &App, scope: &VisitorScope, typing: bool) -> Result<()> {
    let asked = *scope;
    let found = app.db.read(move |q| {
        let Some(c) = visitor_view::noticed(q, asked.contact, asked.inbox)? else { return Ok(None) };
        let standing = standing::load(q, c.id)?;
        Ok(Some((c, standing)))
    });
    if let Some((c, standing)) = found.await? {
        let sender = json!({"type": "contact", "id": c.contact, "name": c.contact_name});
        tell_agents(app, &c, standing, sender, Typing { typing, from: None }).await;
    }
    Ok(())
}

struct Typing {
    typing: bool,
    from: Option<domain::id::AgentId>,
}

async fn tell_agents(app: &App, c: &Conversation, standing: Option<Standing>, sender: Json, notice: Typing) {
    let Some(now) = standing else { return };
    let audience = Audience::Conversation { id: c.id, now, before: None, contact: None };
    let data = json!({"conversation_id": c.id, "sender": sender, "typing": notice.typing});
    let frame = frames::unnumbered("typing", &data.to_string());
    tell(app, Whisper { workspace: c.workspace, audience, to: None, from: notice.from, frame }).await;
}

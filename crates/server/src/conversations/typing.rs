//! Typing notices: passed on to the other side, never stored, without number.

use super::row::{self, Conversation};
use super::{sight, standing, visitor_view};
use crate::App;
use crate::accounts::scope::Scope;
use crate::channels::web::scope::VisitorScope;
use crate::realtime::frames;
use db::args;
use domain::audience::Audience;
use domain::id::ConversationId;
use domain::{Result, audience::Standing};
use serde_json::{Value as Json, json};

const OPENED: &str = "update conversations set return_to = null, return_at = null where id = $1 and assignee_id = $2";

/// By the assignee it also counts as having opened what was transferred to him.
pub async fn by_agent(app: &App, scope: &Scope, id: ConversationId, typing: bool) -> Result<()> {
    let asked = scope.clone();
    let (c, standing) = app.db.read(move |q| Ok((sight::visible(q, &asked, id)?, standing::load(q, id)?))).await?;
    if c.return_to.is_some() && c.assignee == Some(scope.agent) {
        let agent = scope.agent;
        app.db.write(scope.workspace, move |tx| tx.exec(OPENED, &args![id, agent]).map(drop)).await?;
    }
    let sender = json!({"type": "agent", "id": scope.agent, "name": scope.name});
    whisper(app, &c, standing, sender, typing, Some(scope.agent));
    if c.assignee == Some(scope.agent) {
        let to_contact = json!({"typing": typing, "sender": {"type": "agent", "name": scope.nickname}});
        let nobody = Audience::Agents(Vec::new());
        let frame = frames::unnumbered("typing", &to_contact.to_string());
        app.hub.whisper(scope.workspace, &nobody, frame, Some((c.contact, c.inbox)), None);
    }
    Ok(())
}

pub async fn by_contact(app: &App, scope: &VisitorScope, typing: bool) -> Result<()> {
    let asked = *scope;
    let found = app.db.read(move |q| {
        let Some(c) = visitor_view::current(q, asked.contact, asked.inbox)? else { return Ok(None) };
        let standing = standing::load(q, c.id)?;
        Ok(Some((row::load(q, asked.workspace, c.id)?, standing)))
    });
    if let Some((c, standing)) = found.await? {
        let sender = json!({"type": "contact", "id": c.contact, "name": c.contact_name});
        whisper(app, &c, standing, sender, typing, None);
    }
    Ok(())
}

fn whisper(
    app: &App,
    c: &Conversation,
    standing: Option<Standing>,
    sender: Json,
    typing: bool,
    from: Option<domain::id::AgentId>,
) {
    let Some(now) = standing else { return };
    let audience = Audience::Conversation { id: c.id, now, before: None, contact: None };
    let data = json!({"conversation_id": c.id, "sender": sender, "typing": typing});
    app.hub.whisper(c.workspace, &audience, frames::unnumbered("typing", &data.to_string()), None, from);
}

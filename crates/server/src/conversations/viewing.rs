//! Who looks at a conversation right now, for the colleagues who see it too: passed on like typing, never to the contact.

use super::{sight, standing};
use crate::App;
use crate::accounts::scope::Scope;
use crate::realtime::frames;
use crate::realtime::whisper::{Whisper, tell};
use domain::Result;
use domain::audience::{Audience, Standing};
use domain::id::ConversationId;
use serde_json::json;

/// He opened it, or still looks at it.
pub async fn looks(app: &App, scope: &Scope, id: ConversationId) -> Result<()> {
    let asked = scope.clone();
    let standing = app.db.read(move |q| {
        sight::visible(q, &asked, id)?;
        standing::load(q, id)
    });
    pass_on(app, scope, id, standing.await?, true).await;
    Ok(())
}

/// He looks elsewhere. Only where he could look before, which is not asked again: he may have lost sight of it meanwhile.
pub async fn looks_away(app: &App, scope: &Scope, id: ConversationId) -> Result<()> {
    let standing = app.db.read(move |q| standing::load(q, id)).await?;
    pass_on(app, scope, id, standing, false).await;
    Ok(())
}

async fn pass_on(app: &App, scope: &Scope, id: ConversationId, standing: Option<Standing>, viewing: bool) {
    let Some(now) = standing else { return };
    let audience = Audience::Conversation { id, now, before: None, contact: None };
    let data = json!({"conversation_id": id, "agent": {"id": scope.agent, "name": scope.name}, "viewing": viewing});
    let frame = frames::unnumbered("viewing", &data.to_string());
    tell(app, Whisper { workspace: scope.workspace, audience, to: None, from: Some(scope.agent), frame }).await;
}

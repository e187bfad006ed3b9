//! Typing and the like: told to whoever is there now, on every node, without number and without trace. May be lost.

use super::hub::lock;
use crate::App;
use domain::audience::Audience;
use domain::id::{AgentId, ContactId, InboxId, WorkspaceId};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Whisper {
    pub workspace: WorkspaceId,
    pub audience: Audience,
    /// The visitor who hears it.
    pub to: Option<(ContactId, InboxId)>,
    /// Whoever said it does not hear it.
    pub from: Option<AgentId>,
    /// The finished frame.
    pub frame: String,
}

/// To this process's sockets, and to the other nodes.
pub async fn tell(app: &App, whisper: Whisper) {
    let text = serde_json::to_string(&whisper);
    here(app, whisper);
    let told = match text {
        Ok(text) => app.db.whisper(text).await,
        Err(error) => Err(domain::Error::internal_error(error.to_string())),
    };
    if let Err(error) = told {
        tracing::debug!(error.internal = %error, "A whisper did not reach the other nodes.");
    }
}

fn here(app: &App, whisper: Whisper) {
    if let Some(room) = app.hub.open_room(whisper.workspace) {
        lock(&room).whisper(&whisper.audience, &whisper.frame.into(), whisper.to, whisper.from);
    }
}

/// Passes on what other nodes whisper, until the program ends.
pub async fn follow_other_nodes(app: App) {
    let mut whispers = app.db.whispers();
    while let Some(text) = whispers.recv().await {
        match serde_json::from_str(&text) {
            Ok(whisper) => here(&app, whisper),
            Err(error) => {
                tracing::warn!(error.internal = %error, "Another node whispers what this one does not understand.")
            }
        }
    }
}

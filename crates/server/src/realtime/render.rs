//! An event as one viewer gets it: the part meant for his side, with file addresses signed for him.
//!
//! Stored `data` is `{"agent": …, "visitor": {"inbox_id", "name", "data"}}`; either part may be missing.

use super::frames;
use super::room::Heard;
use crate::App;
use crate::files::link::{FileViewer, sign_attachments};
use domain::audience::Audience;
use domain::id::{ContactId, InboxId};
use serde_json::{Value, json};

pub const PRESENCE_CHANGED: &str = "presence_changed";

/// The frame for an agent; `None` when the event has nothing for agents.
pub fn for_agent(app: &App, heard: &Heard, viewer: FileViewer) -> Option<String> {
    let data = signed(app, heard.event.data.get("agent")?, viewer);
    Some(match heard.event.name.as_str() {
        PRESENCE_CHANGED => frames::unnumbered(PRESENCE_CHANGED, &data),
        name => frames::event(heard.event.seq, name, &data),
    })
}

/// The frame that brings a conversation in full into an agent's view, before the event that did so.
pub fn gained(heard: &Heard) -> Option<String> {
    let conversation = heard.event.data.get("agent")?.get("conversation")?;
    let already_tells = heard.event.name == "conversation_updated";
    let data = json!({ "conversation": conversation }).to_string();
    (!already_tells).then(|| frames::event(heard.event.seq, "conversation_updated", &data))
}

/// The frame that tells an agent that a conversation has left his view.
pub fn removed(heard: &Heard) -> Option<String> {
    match &heard.audience {
        Audience::Conversation { id, .. } => {
            Some(frames::event(heard.event.seq, "conversation_removed", &json!({ "id": id }).to_string()))
        }
        _ => None,
    }
}

pub fn is_for_visitor(heard: &Heard, contact: ContactId, inbox: InboxId) -> bool {
    let meant = matches!(&heard.audience, Audience::Conversation { contact: Some(whose), .. } if *whose == contact);
    meant && heard.event.data["visitor"]["inbox_id"] == inbox.to_string()
}

pub fn for_visitor(app: &App, heard: &Heard, viewer: FileViewer) -> Option<String> {
    let part = heard.event.data.get("visitor")?;
    let data = signed(app, part.get("data")?, viewer);
    Some(frames::event(heard.event.seq, part.get("name")?.as_str()?, &data))
}

/// Only events with files need a copy per viewer.
fn signed(app: &App, data: &Value, viewer: FileViewer) -> String {
    let has_files = data["message"]["attachments"].as_array().is_some_and(|files| !files.is_empty());
    if !has_files {
        return data.to_string();
    }
    let mut data = data.clone();
    sign_attachments(app, &mut data["message"]["attachments"], viewer);
    data.to_string()
}

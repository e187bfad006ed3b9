//! An event as one viewer gets it: the part meant for his side, with file addresses signed for him.

use super::frames::{self, Frame};
use super::room::Heard;
use crate::App;
use crate::files::link::{FileViewer, sign_attachments};
use domain::audience::Audience;
use domain::id::{ContactId, InboxId};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::borrow::Cow;

pub const PRESENCE_CHANGED: &str = "presence_changed";

/// The frame for an agent; `None` when the event has nothing for agents.
pub fn for_agent(app: &App, heard: &Heard, viewer: FileViewer) -> Option<Frame> {
    let part = heard.told.agent.as_ref()?;
    if has_files(part) {
        return Some(agent_frame(heard, &signed(app, part, viewer)));
    }
    Some(heard.for_all_agents.get_or_init(|| agent_frame(heard, part.get())).clone())
}

fn agent_frame(heard: &Heard, data: &str) -> Frame {
    match heard.event.name.as_str() {
        PRESENCE_CHANGED => frames::unnumbered(PRESENCE_CHANGED, data),
        name => frames::event(heard.event.seq, name, data),
    }
    .into()
}

/// The frame that brings a conversation in full into an agent's view, before the event that did so.
pub fn gained(heard: &Heard) -> Option<Frame> {
    if heard.event.name == "conversation_updated" {
        return None; // It tells it already.
    }
    let part: Value = serde_json::from_str(heard.told.agent.as_ref()?.get()).ok()?;
    let data = json!({ "conversation": part.get("conversation")? }).to_string();
    Some(frames::event(heard.event.seq, "conversation_updated", &data).into())
}

/// The frame that tells an agent that a conversation has left his view.
pub fn removed(heard: &Heard) -> Option<Frame> {
    match &heard.audience {
        Audience::Conversation { id, .. } => {
            Some(frames::event(heard.event.seq, "conversation_removed", &json!({ "id": id }).to_string()).into())
        }
        _ => None,
    }
}

pub fn is_for_visitor(heard: &Heard, contact: ContactId, inbox: InboxId) -> bool {
    let meant = matches!(&heard.audience, Audience::Conversation { contact: Some(whose), .. } if *whose == contact);
    meant && heard.told.visitor.as_ref().is_some_and(|part| part.inbox_id == inbox)
}

pub fn for_visitor(app: &App, heard: &Heard, viewer: FileViewer) -> Option<Frame> {
    let part = heard.told.visitor.as_ref()?;
    Some(frames::event(heard.event.seq, &part.name, &signed(app, &part.data, viewer)).into())
}

/// Within a string of JSON the marks would be escaped, so that nobody's words look like this.
fn has_files(part: &RawValue) -> bool {
    part.get().contains(r#""attachments":[{"#)
}

/// Only events with files need a copy per viewer.
fn signed<'a>(app: &App, part: &'a RawValue, viewer: FileViewer) -> Cow<'a, str> {
    if !has_files(part) {
        return part.get().into();
    }
    let mut data: Value = serde_json::from_str(part.get()).unwrap_or_default();
    sign_attachments(app, &mut data["message"]["attachments"], viewer);
    data.to_string().into()
}

//! Inboxes 接入渠道 and links 客服链接: the configured entries of a workspace.
//!
//! Here is what every channel's inbox has. What one kind can be set to is the channel's affair; who gets a conversation
//! is routing's.

pub mod change;
pub mod domains;
pub mod entries;
pub mod http;
pub mod link_http;
pub mod links;
pub mod qr;
pub mod record;

pub use domains::frame_ancestors;

use crate::audit::{self, Actor, Object};
use crate::channels::Channels;
use db::{NewEvent, Tx};
use domain::audience::Audience;
use domain::id::{InboxId, WorkspaceId};
use domain::shown::{is_blank, is_one_line};
use domain::{Error, Result};
use serde_json::{Map, json};

/// The inbox that a new workspace begins with. It is passed in, because registration writes outside any.
pub fn create_first(tx: &mut Tx<'_>, workspace: WorkspaceId, name: &str) -> Result<InboxId> {
    let channels = Channels::all();
    let first = channels.first();
    let settings = first.check_settings(Map::new())?;
    change::insert(tx, workspace, first.kind(), (name, &settings))
}

const NAME_CHARS: usize = 50;

/// Names of inboxes and links are for the shop's own people; two may be alike.
fn name_of(text: &str) -> Result<String> {
    let name = text.trim();
    if !is_one_line(name) {
        return Err(Error::invalid("name", "名称不能分行。", "A name stands in one line."));
    }
    match name.chars().count() {
        _ if is_blank(name) => Err(Error::invalid("name", "请填写名称。", "Please give a name.").reason("required")),
        ..=NAME_CHARS => Ok(name.to_owned()),
        _ => Err(Error::invalid(
            "name",
            format!("名称最多 {NAME_CHARS} 个字。"),
            format!("At most {NAME_CHARS} characters."),
        )),
    }
}

/// What happened to what, for the log and for open settings pages, which fetch anew.
fn record_act(
    tx: &mut Tx<'_>,
    actor: &Actor,
    action: &'static str,
    object: &Object<'_>,
    changed: &[&str],
) -> Result<()> {
    let details = if changed.is_empty() { json!({}) } else { json!({ "changed": changed }) };
    audit::note(tx, actor, action, object, details)?;
    tx.emit(NewEvent {
        name: "settings_changed",
        audience: json!(Audience::Everybody).to_string(),
        contact: None,
        data: json!({ "agent": { "what": "inboxes" } }).to_string(),
    });
    Ok(())
}

/// The names of those parts of a change that were given.
fn given<const N: usize>(parts: [(&'static str, bool); N]) -> Vec<&'static str> {
    parts.into_iter().filter_map(|(name, given)| given.then_some(name)).collect()
}

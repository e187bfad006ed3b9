//! Channels are equal siblings behind one small interface; everything else looks at abilities, never at the kind.
//!
//! What comes in goes through one door, `conversations::receive`. What goes out reaches a web visitor as the event of
//! the message itself, so there is nothing to deliver yet.

#[cfg(test)]
mod contract;
#[cfg(test)]
mod unnamed;
pub mod web;

/// What an inbox can be set to, for the API's description: the members' own settings.
pub use web::settings::WebSettings as InboxSettings;

use crate::App;
use crate::conversations::automatic::Texts;
use domain::conversation::Abilities;
use domain::id::InboxId;
use domain::{Error, Result};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

/// One way in and out: web chat today, mail and WeCom later.
pub trait Channel: Send + Sync {
    /// The name in the API, in the `channel` of conversations and `kind` of inboxes.
    fn kind(&self) -> &'static str;
    fn abilities(&self) -> Abilities;
    /// What an inbox of this kind may be set to: checked and in normal form, or refused with the field `settings.…`.
    fn check_settings(&self, settings: Map<String, Value>) -> Result<Value>;
    /// What an inbox with these settings says by itself.
    fn automatic(&self, settings: &Value) -> Result<Texts>;
    /// The public page, as a path, at which people write to it; `None` when it has no pages.
    fn page(&self, door: Door<'_>) -> Option<String>;
}

/// Where a person comes in.
#[derive(Debug, Clone, Copy)]
pub enum Door<'a> {
    Inbox(InboxId),
    /// A link, by its key.
    Link(&'a str),
}

/// A kind of inbox that a shop can make.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChannelView {
    pub kind: String,
    pub abilities: Abilities,
}

pub struct Channels(Vec<Box<dyn Channel>>);

impl Channels {
    pub fn all() -> Self {
        Channels(vec![Box::new(web::WebChat)])
    }

    /// The one that a new workspace begins with.
    pub fn first(&self) -> &dyn Channel {
        &*self.0[0]
    }

    pub fn get(&self, kind: &str) -> Result<&dyn Channel> {
        let found = self.0.iter().find(|channel| channel.kind() == kind);
        found.map(Box::as_ref).ok_or_else(|| Error::invalid("kind", "没有这种渠道。", "There is no such channel."))
    }

    pub fn views(&self) -> Vec<ChannelView> {
        let view =
            |channel: &dyn Channel| ChannelView { kind: channel.kind().to_owned(), abilities: channel.abilities() };
        self.iter().map(view).collect()
    }

    /// The kinds whose conversations end when nobody says anything any more.
    pub fn ending_by_silence(&self) -> impl Iterator<Item = &'static str> {
        self.iter().filter(|channel| channel.abilities().ends_by_silence).map(Channel::kind)
    }

    pub fn iter(&self) -> impl Iterator<Item = &dyn Channel> {
        self.0.iter().map(Box::as_ref)
    }
}

/// The members' own parts of the API.
pub fn routes() -> OpenApiRouter<App> {
    web::routes()
}

//! Channels are equal siblings behind one small interface; everything else looks at abilities, never at the kind.

pub mod web;

use domain::conversation::Abilities;
use domain::{Error, Result};

/// One way in and out: web chat today, mail and WeCom later.
pub trait Channel: Send + Sync {
    /// The name in the API, in the `channel` of conversations and `kind` of inboxes.
    fn kind(&self) -> &'static str;
    fn abilities(&self) -> Abilities;
}

pub struct Channels(Vec<Box<dyn Channel>>);

impl Channels {
    pub fn all() -> Self {
        Channels(vec![Box::new(web::WebChat)])
    }

    pub fn get(&self, kind: &str) -> Result<&dyn Channel> {
        let found = self.0.iter().find(|channel| channel.kind() == kind);
        found.map(Box::as_ref).ok_or_else(|| Error::invalid("kind", "没有这种渠道。", "There is no such channel."))
    }

    pub fn iter(&self) -> impl Iterator<Item = &dyn Channel> {
        self.0.iter().map(Box::as_ref)
    }
}

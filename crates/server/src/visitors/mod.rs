//! Visitors: people who write from a page of ours, known by a token that their browser keeps.
//!
//! Any channel with pages admits them; this slice knows who one is, through which door he came and
//! which page he is on. Saying who he is
//! and what he may be set to belong to the channel, what he writes to `conversations`.

pub mod answers;
pub mod browser;
pub mod page;
pub mod scope;
pub mod token;

use domain::id::{InboxId, LinkId};

/// The way in: an inbox, directly or through one of its links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Door {
    pub inbox: InboxId,
    pub link: Option<LinkId>,
}

/// The place that an inbox's secret is sealed for: what signs its visitors' identities.
pub fn inbox_secret(inbox: InboxId) -> String {
    format!("the secret of inbox {inbox}")
}

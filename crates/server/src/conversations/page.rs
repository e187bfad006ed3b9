//! The page a contact is on, beside the chat: told with sessions and messages, and live over the visitor's socket.

use super::announce::{Change, announce};
use super::visitor_view;
use crate::visitors::scope::VisitorScope;
use crate::visitors::token;
use db::{Tx, args};
use domain::Result;
use domain::conversation::Status;
use domain::id::{ContactId, InboxId};
use serde_json::Value;

const NOTE_PAGE: &str = "update conversations set page = $2 where id = $1";

/// Beside a chat that is under way stands the page he is on now. True when it is another one than before.
pub fn goes_to(tx: &mut Tx<'_>, inbox: InboxId, contact: ContactId, page: Option<&Value>) -> Result<bool> {
    let Some(page) = page else { return Ok(false) };
    match visitor_view::noticed(tx, contact, inbox)? {
        Some(c) if c.status != Status::Ended && c.page.as_ref() != Some(page) => {
            tx.put(NOTE_PAGE, &args![c.id, page])?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// A chat that is under way shows its contact's new name, page or answers, where agents may notice them.
pub fn tell_agents(tx: &mut Tx<'_>, inbox: InboxId, contact: ContactId) -> Result<()> {
    match visitor_view::noticed(tx, contact, inbox)? {
        Some(conversation) if conversation.status != Status::Ended => {
            announce(tx, &conversation, None, &Change::Updated).map(drop)
        }
        _ => Ok(()),
    }
}

/// The page he writes from: the one told with the message, which is kept and shown, or else the one last told.
pub fn page_now(tx: &mut Tx<'_>, scope: &VisitorScope, token: &str, told: Option<&Value>) -> Result<Option<Value>> {
    let Some(page) = told else { return token::page(tx, token) };
    token::note_page(tx, token, page)?;
    if goes_to(tx, scope.inbox, scope.contact, Some(page))? {
        tell_agents(tx, scope.inbox, scope.contact)?;
    }
    Ok(Some(page.clone()))
}

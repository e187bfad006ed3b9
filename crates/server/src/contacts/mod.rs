//! Contacts 客户: who writes, and what is known of them.
//!
//! A person sees a contact when he sees one of its conversations, within the reach of `contact.view`; so the owner's
//! private contacts show sub-accounts nothing that came after the mark. How contacts come to be is the channels' affair.

mod announce;
pub mod block;
pub mod contact;
pub mod edit;
pub mod find;
pub mod http;
pub mod mask;
pub mod private;
pub mod reveal;
pub mod served;

use crate::audit::{self, Actor, Object};
use contact::Contact;
use db::Tx;
use domain::Result;

/// What is done to a private contact is the owner's to know.
fn noted(tx: &mut Tx, actor: &Actor, action: &'static str, contact: &Contact) -> Result<()> {
    let kind = if contact::is_private(tx, contact.id)? { audit::PRIVATE } else { "contact" };
    let object = Object { kind, id: Some(contact.id.0), name: &contact.name };
    audit::note(tx, actor, action, &object, serde_json::json!({}))
}

//! Contacts 客户: who writes, and what is known of them.
//!
//! A person sees a contact when he sees one of its conversations, within the reach of `contact.view`; so the owner's
//! private contacts show sub-accounts nothing that came after the mark. How contacts come to be is the channels' affair.

pub mod block;
pub mod contact;
pub mod edit;
pub mod find;
pub mod http;
mod mask;
pub mod private;
pub mod served;

//! Conversations 会话: from a contact's message to the answer and the end.

pub mod standing;
pub mod typing;

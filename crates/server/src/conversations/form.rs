//! What a contact said in the form before the chat, as agents read it beside the conversation.

use crate::accounts::scope::Scope;
use crate::contacts::{contact, mask};
use crate::visitors::answers::{self, Said, SaidKind};
use db::Query;
use domain::id::ContactId;
use domain::permission::Permission;
use domain::{Code, Result};
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FormAnswer {
    /// Missing for the e-mail address that the chat itself asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Addresses and numbers are masked without `contact.reveal`.
    pub value: String,
}

/// As little for whoever may not see the contact as his card is. What stands in his particulars already is left out; what a
/// private contact said is for the owner.
pub fn of(q: &mut impl Query, scope: &Scope, contact: ContactId) -> Result<Vec<FormAnswer>> {
    match contact::load(q, scope, Permission::ContactView, contact) {
        Ok(_) => {}
        Err(error) if error.code == Code::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    }
    let mut answers = answers::load(q, contact)?;
    if scope.owner {
        answers.open.append(&mut answers.private);
    }
    let reveals = scope.has(Permission::ContactReveal);
    let others = answers.open.into_values().filter(|said| !said.taken);
    Ok(others.map(|said| shown(said, reveals)).collect())
}

fn shown(said: Said, reveals: bool) -> FormAnswer {
    let value = match said.kind {
        SaidKind::Address if !reveals => mask::email(&said.text),
        SaidKind::Phone if !reveals => mask::phone(&said.text),
        SaidKind::Plain | SaidKind::Address | SaidKind::Phone => said.text,
    };
    FormAnswer { label: Some(said.label).filter(|label| !label.is_empty()), value }
}

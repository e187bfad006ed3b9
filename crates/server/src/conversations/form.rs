//! What a contact said in the form before the chat, as agents read it beside the conversation.

use crate::accounts::scope::Scope;
use crate::contacts::mask;
use crate::visitors::answers::{self, Said, SaidKind};
use db::Query;
use domain::Result;
use domain::id::ContactId;
use domain::permission::Permission;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FormAnswer {
    pub label: String,
    /// Addresses and numbers are masked without `contact.reveal`.
    pub value: String,
}

/// What stands in his particulars already is left out; what a private contact said is for the owner.
pub fn of(q: &mut impl Query, scope: &Scope, contact: ContactId) -> Result<Vec<FormAnswer>> {
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
    FormAnswer { label: said.label, value }
}

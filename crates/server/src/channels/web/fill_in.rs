//! Answers of the form before the chat: checked against it, kept with the contact, taken into his particulars.

use super::form::{self, EMAIL, Field, FieldKind};
use super::person;
use super::settings::{OfflineEmail, WebSettings};
use crate::conversations::page;
use crate::visitors::answers::{self, Heard, Said, SaidKind};
use crate::visitors::scope::VisitorScope;
use db::{Query, Tx, args};
use domain::id::{ContactId, WorkspaceId};
use domain::{Error, Result};
use std::collections::BTreeMap;

/// Answers that fit the form.
#[derive(Debug, Clone)]
pub struct Given {
    answers: Vec<(Field, String)>,
    /// The whole form, not just an address to write to.
    whole: bool,
}

pub fn check(settings: &WebSettings, given: &BTreeMap<String, String>) -> Result<Given> {
    let mut fields = settings.form.as_ref().map(|form| form.fields.clone()).unwrap_or_default();
    let lone_email = settings.offline_email != OfflineEmail::Off && given.keys().all(|key| key == EMAIL);
    if lone_email && !given.is_empty() {
        fields.retain(|field| field.key == EMAIL);
        if fields.is_empty() {
            fields.push(offline_email());
        }
    }
    if let Some(unknown) = given.keys().find(|key| !fields.iter().any(|field| field.key == **key)) {
        let place = format!("answers.{unknown}");
        return Err(Error::invalid(&place, "没有这个问题。", "The form has no such field."));
    }
    let mut answers = Vec::new();
    for field in fields {
        if let Some(text) = form::answer(&field, given)? {
            answers.push((field, text));
        }
    }
    Ok(Given { answers, whole: !lone_email || given.is_empty() })
}

/// Without a label: the shop named no such field, so each reader's language does.
fn offline_email() -> Field {
    Field { key: EMAIL.into(), label: String::new(), kind: FieldKind::Email, required: true, options: Vec::new() }
}

const MARKS: &str = "select blocked, private from contacts where workspace_id = $1 and id = $2";

fn heard(q: &mut impl Query, scope: &VisitorScope) -> Result<Heard> {
    q.one(MARKS, &args![scope.workspace, scope.contact], |row| Ok(Heard::of(row.get("blocked")?, row.get("private")?)))
}

pub fn fill_in(tx: &mut Tx<'_>, scope: &VisitorScope, given: &Given) -> Result<()> {
    let heard = heard(tx, scope)?;
    let taken = match heard {
        Heard::ByAll => person::take_answers(tx, scope.contact, &given.answers)?,
        // Colleagues who knew him before the mark see his card: it tells them nothing new.
        Heard::ByOwner | Heard::ByNobody => Vec::new(),
    };
    let mut all = answers::load(tx, scope.contact)?;
    all.done |= given.whole;
    for (field, text) in &given.answers {
        let kind = match field.kind {
            FieldKind::Email => SaidKind::Address,
            FieldKind::Phone => SaidKind::Phone,
            FieldKind::Text | FieldKind::Select => SaidKind::Plain,
        };
        let said =
            Said { label: field.label.clone(), kind, text: text.clone(), taken: taken.contains(&field.key.as_str()) };
        all.shelf(heard).insert(field.key.clone(), said);
    }
    answers::keep(tx, scope.contact, &all)?;
    page::tell_agents(tx, scope.inbox, scope.contact)
}

/// Nothing is left to be asked: all that is required was answered or is known of him, and a form that requires nothing
/// was shown to him once. Of a customer whom the shop vouches for only what is required is asked.
pub fn is_done(q: &mut impl Query, workspace: WorkspaceId, settings: &WebSettings, contact: ContactId) -> Result<bool> {
    let Some(form) = &settings.form else { return Ok(true) };
    let known = person::known_of(q, workspace, contact)?;
    let answers = answers::load(q, contact)?;
    let answered = |field: &Field| answers.has(&field.key) || known.has(&field.key);
    let mut required = form.fields.iter().filter(|field| field.required);
    Ok(required.all(answered) && (answers.done || known.verified || form.fields.iter().all(answered)))
}

//! Making, changing and deleting quick replies: one's own, or the team's with the right to.

use super::store::{self, Phrase, PhraseScope, Wording};
use crate::accounts::announce;
use crate::accounts::scope::{self, Scope};
use crate::audit::{self, Actor, Object};
use crate::http::address::Address;
use db::{NewEvent, Tx};
use domain::audience::Audience;
use domain::id::{AgentId, PhraseId};
use domain::permission::Permission;
use domain::shown::{is_blank, is_one_line};
use domain::{Error, Result};
use serde_json::{Value, json};

/// Either makes quick replies.
pub const MAKES: &[Permission] = &[Permission::PhrasePersonal, Permission::PhraseTeam];

const MAX_FOLDER: usize = 20;
const MAX_ABBREVIATION: usize = 20;
pub const MAX_TITLE: usize = 50;
const MAX_TEXT: usize = 2_000;
/// Together they are as many as one answer lists.
const MAX_TEAM: usize = 1_500;
const MAX_PERSONAL: usize = 500;

pub fn create(tx: &mut Tx, scope: &Scope, whose: PhraseScope, wording: &Wording, address: Address) -> Result<Phrase> {
    let scope = &scope::again(tx, scope)?;
    scope.need(right(whose))?;
    room_for(tx, scope, whose, 1)?;
    let id = store::insert(tx, owner(scope, whose), wording)?;
    follow(tx, scope, address, "phrase.create", (whose, id, wording))?;
    store::one(tx, scope.workspace, scope.agent, id)
}

/// What is absent stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// From one's own to the team's, or back.
    pub whose: Option<PhraseScope>,
    pub folder: Option<String>,
    pub abbreviation: Option<Option<String>>,
    pub title: Option<String>,
    pub text: Option<String>,
}

pub fn change(tx: &mut Tx, scope: &Scope, id: PhraseId, change: &Change, address: Address) -> Result<Phrase> {
    let scope = &scope::again(tx, scope)?;
    let before = store::one(tx, scope.workspace, scope.agent, id)?;
    scope.need(right(before.scope))?;
    let whose = change.whose.unwrap_or(before.scope);
    if whose != before.scope {
        scope.need(right(whose))?;
        room_for(tx, scope, whose, 1)?;
    }
    let wording = checked(
        change.folder.as_deref().unwrap_or(&before.folder),
        change.abbreviation.clone().unwrap_or(before.abbreviation).as_deref(),
        change.title.as_deref().unwrap_or(&before.title),
        change.text.as_deref().unwrap_or(&before.text),
    )?;
    store::update(tx, id, owner(scope, whose), &wording)?;
    if whose == before.scope {
        follow(tx, scope, address, "phrase.change", (whose, id, &wording))?;
    } else {
        let moved = json!({"folder": wording.folder, "scope": {"from": before.scope, "to": whose}});
        note(tx, scope, address, "phrase.change", (id, &wording), moved)?;
        announced(tx, scope, before.scope)?;
        announced(tx, scope, whose)?;
    }
    store::one(tx, scope.workspace, scope.agent, id)
}

pub fn delete(tx: &mut Tx, scope: &Scope, id: PhraseId, address: Address) -> Result<()> {
    let scope = &scope::again(tx, scope)?;
    let phrase = store::one(tx, scope.workspace, scope.agent, id)?;
    scope.need(right(phrase.scope))?;
    store::delete(tx, id)?;
    let Phrase { folder, abbreviation, title, text, .. } = phrase;
    let wording = Wording { folder, abbreviation, title, text };
    follow(tx, scope, address, "phrase.delete", (phrase.scope, id, &wording))
}

pub fn right(whose: PhraseScope) -> Permission {
    match whose {
        PhraseScope::Personal => Permission::PhrasePersonal,
        PhraseScope::Team => Permission::PhraseTeam,
    }
}

pub fn owner(scope: &Scope, whose: PhraseScope) -> Option<AgentId> {
    (whose == PhraseScope::Personal).then_some(scope.agent)
}

pub fn room_for(tx: &mut Tx, scope: &Scope, whose: PhraseScope, more: usize) -> Result<()> {
    let most = if whose == PhraseScope::Team { MAX_TEAM } else { MAX_PERSONAL };
    let held = store::list(tx, scope.workspace, scope.agent)?.iter().filter(|held| held.scope == whose).count();
    if held + more <= most {
        return Ok(());
    }
    let error = Error::conflict(format!("快捷回复最多 {most} 条。"), format!("At most {most} quick replies."));
    Err(error.reason("too_many"))
}

/// The team's leave a trace, also when one comes to it or leaves it; one's own are nobody else's business.
fn follow(
    tx: &mut Tx,
    scope: &Scope,
    address: Address,
    action: &'static str,
    (whose, id, wording): (PhraseScope, PhraseId, &Wording),
) -> Result<()> {
    if whose == PhraseScope::Team {
        note(tx, scope, address, action, (id, wording), json!({"folder": wording.folder}))?;
    }
    announced(tx, scope, whose)
}

fn note(
    tx: &mut Tx,
    scope: &Scope,
    address: Address,
    action: &'static str,
    (id, wording): (PhraseId, &Wording),
    details: Value,
) -> Result<()> {
    let object = Object { kind: "phrase", id: Some(id.0), name: &wording.title };
    audit::note(tx, &Actor::of(scope, address), action, &object, details)
}

pub fn announced(tx: &mut Tx, scope: &Scope, whose: PhraseScope) -> Result<()> {
    if whose == PhraseScope::Team {
        return announce::settings_changed(tx, "phrases");
    }
    let audience = json!(Audience::Agents(vec![scope.agent])).to_string();
    let data = json!({"agent": {"what": "phrases"}}).to_string();
    tx.emit(NewEvent { name: "settings_changed", audience, contact: None, data });
    Ok(())
}

/// A title that is missing is the beginning of the text.
pub fn checked(folder: &str, abbreviation: Option<&str>, title: &str, text: &str) -> Result<Wording> {
    let (folder, title, text) = (folder.trim(), title.trim(), text.trim());
    let abbreviation = abbreviation.map(str::trim).filter(|abbreviation| !abbreviation.is_empty());
    if is_blank(text) {
        return Err(Error::invalid("text", "请填写快捷回复的内容。", "Please write what the quick reply says."));
    }
    let long = |text: &str, most: usize| text.chars().count() > most;
    let refused = [
        ("folder", long(folder, MAX_FOLDER), MAX_FOLDER),
        ("abbreviation", abbreviation.is_some_and(|text| long(text, MAX_ABBREVIATION)), MAX_ABBREVIATION),
        ("title", long(title, MAX_TITLE), MAX_TITLE),
        ("text", long(text, MAX_TEXT), MAX_TEXT),
    ];
    if let Some((field, _, most)) = refused.into_iter().find(|(_, is_long, _)| *is_long) {
        return Err(Error::invalid(field, format!("最多 {most} 个字。"), format!("At most {most} characters.")));
    }
    let of_one_line = [("folder", folder), ("abbreviation", abbreviation.unwrap_or_default()), ("title", title)];
    if let Some((field, _)) =
        of_one_line.into_iter().find(|(_, text)| !text.is_empty() && (is_blank(text) || !is_one_line(text)))
    {
        return Err(Error::invalid(
            field,
            "请用看得见的字写在一行里。",
            "Please write it in one line, of letters that can be seen.",
        ));
    }
    if abbreviation.is_some_and(|text| text.contains(char::is_whitespace)) {
        return Err(Error::invalid("abbreviation", "缩写里不能有空格。", "An abbreviation has no spaces."));
    }
    let begins: String = text.lines().next().unwrap_or_default().chars().take(20).collect();
    Ok(Wording {
        folder: folder.to_owned(),
        abbreviation: abbreviation.map(str::to_owned),
        title: if title.is_empty() { begins } else { title.to_owned() },
        text: text.to_owned(),
    })
}

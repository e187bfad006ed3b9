//! Many quick replies at once, from a table that the browser has read. What is there already is passed over, so that the
//! same table twice does no harm.

use super::change::{announced, owner, right, room_for};
use super::store::{self, Phrase, PhraseScope, Wording};
use crate::accounts::scope::{self, Scope};
use crate::audit::{self, Actor, Object};
use crate::http::address::Address;
use db::Tx;
use domain::{Error, Result};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

/// In one call.
pub const MOST: usize = 500;

#[derive(Debug, Serialize, ToSchema)]
pub struct Imported {
    pub items: Vec<Phrase>,
    /// Were there already, with the same title and text.
    pub skipped: i64,
}

pub fn import(tx: &mut Tx, scope: &Scope, wanted: &[(PhraseScope, Wording)], address: Address) -> Result<Imported> {
    if wanted.len() > MOST {
        return Err(Error::invalid("items", "一次最多导入 500 条。", "At most 500 at once."));
    }
    let scope = &scope::again(tx, scope)?;
    let mut held: Vec<(PhraseScope, String, String)> = store::list(tx, scope.workspace, scope.agent)?
        .into_iter()
        .map(|phrase| (phrase.scope, phrase.title, phrase.text))
        .collect();
    let mut new: Vec<(PhraseScope, &Wording)> = Vec::new();
    for (whose, wording) in wanted {
        scope.need(right(*whose))?;
        let key = (*whose, wording.title.clone(), wording.text.clone());
        if !held.contains(&key) {
            held.push(key);
            new.push((*whose, wording));
        }
    }
    let mut items = Vec::new();
    for whose in [PhraseScope::Team, PhraseScope::Personal] {
        let of_this: Vec<&Wording> = new.iter().filter(|(of, _)| *of == whose).map(|(_, wording)| *wording).collect();
        if of_this.is_empty() {
            continue;
        }
        room_for(tx, scope, whose, of_this.len())?;
        for wording in &of_this {
            let id = store::insert(tx, owner(scope, whose), wording)?;
            items.push(store::one(tx, scope.workspace, scope.agent, id)?);
        }
        if whose == PhraseScope::Team {
            let object = Object { kind: "phrase", id: None, name: "" };
            audit::note(tx, &Actor::of(scope, address), "phrase.import", &object, json!({"count": of_this.len()}))?;
        }
        announced(tx, scope, whose)?;
    }
    let skipped = (wanted.len() - items.len()) as i64;
    Ok(Imported { items, skipped })
}

//! Contacts by a part of their name: an index of the names' letters, singly and in pairs, whatever their script. Names are
//! short, so a part of one is found without reading them all.

use super::words::normalise;
use db::{Dialect, Query, Tx, args};
use domain::Result;
use domain::id::{ContactId, WorkspaceId};
use std::collections::BTreeSet;

const FORGET_SQLITE: &str = "delete from contact_words where rowid = $1";
const FORGET_POSTGRES: &str = "delete from contact_words where contact_id = $1";
const ADD_SQLITE: &str = "insert into contact_words (rowid, words) values ($1, $2)";
const ADD_POSTGRES: &str = "
insert into contact_words (contact_id, words) values ($1, cast(cast($2 as text) as tsvector))";

/// Makes a contact findable by this name, and by no other. Called where a name is written, in the same transaction.
pub fn index_name(tx: &mut Tx, id: ContactId, name: &str) -> Result<()> {
    let (forget, add) = match tx.dialect() {
        Dialect::Sqlite => (FORGET_SQLITE, ADD_SQLITE),
        Dialect::Postgres => (FORGET_POSTGRES, ADD_POSTGRES),
    };
    tx.put(forget, &args![id])?;
    tx.put(add, &args![id, entry(name)])
}

/// What the index holds of a name.
pub fn entry(name: &str) -> String {
    let letters: Vec<char> = normalise(name).chars().collect();
    let tokens: BTreeSet<String> = letters.chunks(1).chain(letters.windows(2)).map(spell).collect();
    tokens.into_iter().collect::<Vec<_>>().join(" ")
}

/// In letters that both databases keep as they are: the migration spells the names of before in the same way.
fn spell(letters: &[char]) -> String {
    letters.iter().map(|letter| format!("u{:x}", u32::from(*letter))).collect()
}

const NAMED_SQLITE: &str = "
select k.id, k.name from (select rowid as id from contact_words where contact_words match $1 order by rowid desc limit $2) w
cross join contacts k where k.id = w.id and k.workspace_id = $3 order by k.id desc";
const NAMED_POSTGRES: &str = "
with hits as materialized (select contact_id as id from contact_words where words @@ cast(cast($1 as text) as tsquery)),
newest as materialized (select id from hits order by id desc limit $2)
select k.id, k.name from newest w join contacts k on k.id = w.id where k.workspace_id = $3 order by k.id desc";

/// Entries that are looked at for one question.
const LOOKED_AT: usize = 2_000;

/// The newest contacts whose name contains the text, at most `most`; and whether these are all.
pub fn named(q: &mut impl Query, workspace: WorkspaceId, text: &str, most: usize) -> Result<(Vec<ContactId>, bool)> {
    let wanted = normalise(text.trim());
    let letters: Vec<char> = wanted.chars().collect();
    if letters.is_empty() {
        return Ok((Vec::new(), true));
    }
    let tokens: BTreeSet<String> = letters.windows(2.min(letters.len())).map(spell).collect();
    let (sql, quote, and) = match q.dialect() {
        Dialect::Sqlite => (NAMED_SQLITE, '"', " AND "),
        Dialect::Postgres => (NAMED_POSTGRES, '\'', " & "),
    };
    let tokens: Vec<String> = tokens.iter().map(|token| format!("{quote}{token}{quote}")).collect();
    let rows = q.all(sql, &args![tokens.join(and), LOOKED_AT, workspace], |row| {
        Ok((row.get::<ContactId>("id")?, row.get::<String>("name")?))
    })?;
    let whole = rows.len() < LOOKED_AT;
    let mut ids: Vec<ContactId> =
        rows.into_iter().filter(|(_, name)| normalise(name).contains(&wanted)).map(|(id, _)| id).collect();
    let fits = ids.len() <= most;
    ids.truncate(most);
    Ok((ids, whole && fits))
}

//! The list's search box: words in messages, or a part of the contact's name. One page, newest activity first.

use super::list::{Filter, View, list, rights, visible_sql};
use super::mention;
use super::row::{self, Summary, read, select_conversation};
use crate::accounts::scope::Scope;
use crate::http::{Cursor, Page};
use crate::search::find::conversations;
use crate::search::reach::LogReach;
use crate::search::words::{Words, normalise};
use db::{Query, args};
use domain::Result;

/// So many are found at the most; more words narrow it.
const MOST: usize = 200;

pub fn list_or_find(
    q: &mut impl Query,
    scope: &Scope,
    filter: &Filter,
    after: Cursor,
    limit: i64,
) -> Result<Page<Summary>> {
    match &filter.words {
        None => list(q, scope, filter, after, limit),
        Some(words) => find(q, scope, filter, words),
    }
}

const BY_NAME: &str = concat!(
    select_conversation!("where "),
    visible_sql!(),
    r" and lower(k.name) like $6 escape '\' order by c.last_at desc, c.id desc limit $7"
);

fn find(q: &mut impl Query, scope: &Scope, filter: &Filter, text: &str) -> Result<Page<Summary>> {
    let mut values = rights(scope).to_vec();
    values.extend(args![like(text), MOST]);
    let mut found = q.all(BY_NAME, &values, read)?;
    if let Some(words) = Words::parse(text) {
        for id in conversations(q, &LogReach::of_lists(scope), &words, MOST)? {
            if !found.iter().any(|c| c.id == id) {
                found.push(row::load(q, scope.workspace, id)?);
            }
        }
    }
    found.retain(|c| filter.admits(c, scope.agent));
    if filter.view == Some(View::Mentioned) {
        let mentioned = mention::conversations_of(q, scope.agent)?;
        found.retain(|c| mentioned.contains(&c.id));
    }
    found.sort_by_key(|c| std::cmp::Reverse((c.last_at, c.id)));
    found.truncate(MOST);
    Ok(Page::whole(found.iter().map(Summary::from).collect()))
}

/// A pattern for "contains", with its own signs taken literally.
fn like(text: &str) -> String {
    let literal = normalise(text.trim()).replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
    format!("%{literal}%")
}

//! The list's search box: words in messages, or a part of the contact's name. Each page newest activity first.

use super::list::{Filter, View, is_own, list, rights, visible_among_sql};
use super::mention;
use super::row::{self, Conversation, Summary, read, select_conversation};
use crate::accounts::scope::Scope;
use crate::http::{Cursor, Page};
use crate::search::find::conversations;
use crate::search::names;
use crate::search::reach::LogReach;
use crate::search::words::{Words, normalise};
use db::{Query, Value, args};
use domain::Result;
use domain::id::{ConversationId, MessageId};
use domain::permission::Permission;

pub fn list_or_find(
    q: &mut impl Query,
    scope: &Scope,
    filter: &Filter,
    after: Cursor,
    limit: i64,
) -> Result<Page<Summary>> {
    match &filter.words {
        None => list(q, scope, filter, after, limit),
        Some(words) => find(q, scope, filter, words, after, limit),
    }
}

/// Contacts of that name whose conversations are fetched; of a name that more have, the newest conversations are read through,
/// so many that go on and so many that have ended.
const NAMESAKES: usize = 200;
const READ_THROUGH: i64 = 1_000;

/// So many contacts are asked for at once.
const TOGETHER: usize = 20;

const OF_CONTACTS: &str = concat!(
    select_conversation!("where "),
    visible_among_sql!(),
    " and c.contact_id in ($7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)
  order by c.last_at desc, c.id desc limit $6"
);

const NEWEST: &str = concat!(
    select_conversation!(
        "where c.id in (
  select id from (select id from conversations where workspace_id = $1 and status <> 'ended' order by last_at desc, id desc limit $7) as live
  union all
  select id from (select id from conversations where workspace_id = $1 and status = 'ended' order by last_at desc, id desc limit $7) as ended) and "
    ),
    visible_among_sql!(),
    r" and lower(k.name) like $6 escape '\' order by c.last_at desc, c.id desc"
);

const NEWEST_OF_VIEWER: &str = concat!(
    select_conversation!(
        "where c.id in (select conversation_id from (select conversation_id from participants where agent_id = $2 order by active desc limit $7) as newest) and "
    ),
    visible_among_sql!(),
    r" and lower(k.name) like $6 escape '\' order by c.last_at desc, c.id desc"
);

/// Conversations with contacts whose name contains the text, newest activity first. Of a name that very many have, those
/// of the newest contacts and those among the newest conversations.
fn by_name(q: &mut impl Query, scope: &Scope, text: &str, limit: i64) -> Result<Vec<Conversation>> {
    let (contacts, all) = names::named(q, scope.workspace, text, NAMESAKES)?;
    let mut found = Vec::new();
    for some in contacts.chunks(TOGETHER) {
        let mut values = rights(scope).to_vec();
        values.push(limit.into());
        values.extend((0..TOGETHER).map(|n| Value::from(*some.get(n).unwrap_or(&some[0]))));
        found.extend(q.all(OF_CONTACTS, &values, read)?);
    }
    if !all {
        let sql = if is_own(scope, Permission::ChatView) { NEWEST_OF_VIEWER } else { NEWEST };
        let mut values = rights(scope).to_vec();
        values.extend(args![like(text), READ_THROUGH]);
        found.extend(q.all(sql, &values, read)?);
    }
    found.sort_by_key(|c| std::cmp::Reverse((c.last_at, c.id)));
    found.dedup_by_key(|c| c.id);
    found.truncate(limit as usize);
    Ok(found)
}

/// The contacts' names stand on the first page; further pages go on where the search for words stopped.
fn find(
    q: &mut impl Query,
    scope: &Scope,
    filter: &Filter,
    text: &str,
    after: Cursor,
    limit: i64,
) -> Result<Page<Summary>> {
    let mut found = Vec::new();
    if after.0 == i64::MAX {
        found = by_name(q, scope, text, limit)?;
    }
    let mut rest = None;
    if let Some(words) = Words::parse(text) {
        let reach = LogReach::of_lists(scope);
        let (ids, left) = conversations(q, &reach, &words, MessageId(after.0), limit as usize)?;
        rest = left;
        let new: Vec<ConversationId> = ids.into_iter().filter(|id| !found.iter().any(|c| c.id == *id)).collect();
        found.extend(row::load_all(q, scope.workspace, &new)?);
    }
    found.retain(|c| filter.admits(c, scope.agent));
    if filter.view == Some(View::Mentioned) {
        let mentioned = mention::conversations_of(q, scope.agent)?;
        found.retain(|c| mentioned.contains(&c.id));
    }
    found.sort_by_key(|c| std::cmp::Reverse((c.last_at, c.id)));
    let next = rest.map(|before| Cursor(before.0, 0).encode());
    Ok(Page { items: found.iter().map(Summary::from).collect(), next })
}

/// A pattern for "contains", with its own signs taken literally.
fn like(text: &str) -> String {
    let literal = normalise(text.trim()).replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
    format!("%{literal}%")
}

//! Which visitor asks: the proof that visitor handlers need.

use super::token;
use crate::app::{App, token_hash};
use db::{Query, Row, Tx, args};
use domain::id::{ContactId, InboxId, LinkId, WorkspaceId};
use domain::{Error, Result, Timestamp};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// A visitor of one inbox, possibly through a link.
#[derive(Debug, Clone, Copy)]
pub struct VisitorScope {
    pub workspace: WorkspaceId,
    pub inbox: InboxId,
    pub link: Option<LinkId>,
    pub contact: ContactId,
    /// When the token runs out, unless it is used before.
    pub until: Timestamp,
}

const BY_TOKEN: &str = "
select t.workspace_id, t.inbox_id, t.link_id, t.contact_id, t.expires_at
from visitor_tokens t join inboxes i on i.id = t.inbox_id
where t.token_hash = $1 and t.expires_at > $2 and i.deleted_at is null";

/// The visitor behind a token's text. `unauthorized` when it is unknown or expired.
pub async fn by_token(app: &App, token: &str) -> Result<VisitorScope> {
    let (hash, now) = (token_hash(token), app.now());
    let asked = hash.clone();
    let found = app.db.read(move |q| q.maybe(BY_TOKEN, &args![asked, now], of_row)).await?;
    let scope = found.ok_or_else(Error::unauthorized)?;
    token::slide(app, scope.workspace, hash, scope.until).await;
    Ok(scope)
}

/// Whose tokens were shown lately. A message asks again inside its write ([`again`]), so what stands here need not be true:
/// it only spares a read, which takes as long as the write itself.
#[derive(Default)]
pub struct Remembered(Mutex<HashMap<String, VisitorScope>>);

const MOST_REMEMBERED: usize = 10_000;

impl Remembered {
    fn get(&self, hash: &str) -> Option<VisitorScope> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(hash).copied()
    }

    fn note(&self, hash: String, scope: VisitorScope) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_REMEMBERED {
            known.clear();
        }
        known.insert(hash, scope);
    }

    pub fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = HashMap::new();
    }
}

/// The visitor as he was when his token was last looked at: for those who ask [`again`] inside their write.
pub async fn remembered(app: &App, token: &str) -> Result<VisitorScope> {
    let hash = token_hash(token);
    if let Some(scope) = app.remembered.get(&hash) {
        return Ok(scope);
    }
    let scope = by_token(app, token).await?;
    app.remembered.note(hash, scope);
    Ok(scope)
}

const AGAIN: &str = "
select t.workspace_id, t.inbox_id, t.link_id, t.contact_id, t.expires_at, t.page
from visitor_tokens t join inboxes i on i.id = t.inbox_id
where t.token_hash = $1 and t.expires_at > $2 and t.workspace_id = $3 and i.deleted_at is null";

/// The visitor inside a write, and the page that he told last. The use counts, as in [`by_token`].
pub fn again(tx: &mut Tx<'_>, token: &str) -> Result<(VisitorScope, Option<Value>)> {
    let hash = token_hash(token);
    let key = args![hash.as_str(), tx.now(), tx.workspace()];
    let found = tx.maybe(AGAIN, &key, |row| Ok((of_row(row)?, row.get::<Option<Value>>("page")?)))?;
    let (scope, page) = found.ok_or_else(Error::unauthorized)?;
    token::slide_within(tx, &hash, scope.until)?;
    Ok((scope, page))
}

fn of_row(row: &Row<'_>) -> Result<VisitorScope> {
    Ok(VisitorScope {
        workspace: row.get("workspace_id")?,
        inbox: row.get("inbox_id")?,
        link: row.get("link_id")?,
        contact: row.get("contact_id")?,
        until: row.get("expires_at")?,
    })
}

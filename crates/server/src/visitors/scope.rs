//! Which visitor asks: the proof that visitor handlers need.

use super::token;
use crate::app::{App, token_hash};
use db::{Query, Row, args};
use domain::id::{ContactId, InboxId, LinkId, WorkspaceId};
use domain::{Error, Result, Timestamp};

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

fn of_row(row: &Row<'_>) -> Result<VisitorScope> {
    Ok(VisitorScope {
        workspace: row.get("workspace_id")?,
        inbox: row.get("inbox_id")?,
        link: row.get("link_id")?,
        contact: row.get("contact_id")?,
        until: row.get("expires_at")?,
    })
}

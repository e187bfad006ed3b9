//! Visitor tokens: what a browser keeps to come back as the same visitor. They live 365 days from the last use; only the
//! hash is kept.

use super::Door;
use crate::app::{App, token_hash};
use crate::realtime::publish::VISITORS_LEFT;
use db::{NewEvent, Query, Tx, args};
use domain::audience::Audience;
use domain::id::{ContactId, InboxId, WorkspaceId};
use domain::{Result, Timestamp};
use serde_json::{Value, json};

pub const LIFE_SECONDS: i64 = 365 * 86_400;
/// A use within this time of the last renewal is not worth a write.
const SLIDE_SECONDS: i64 = 86_400;

const ISSUE: &str = "
insert into visitor_tokens (token_hash, workspace_id, inbox_id, link_id, contact_id, page, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)";

pub fn issue(tx: &mut Tx<'_>, token: &str, door: Door, contact: ContactId, page: Option<&Value>) -> Result<()> {
    let (workspace, now) = (tx.workspace(), tx.now());
    let expires = now.plus_seconds(LIFE_SECONDS);
    tx.exec(ISSUE, &args![token_hash(token), workspace, door.inbox, door.link, contact, page, now, expires])?;
    Ok(())
}

const RENEW: &str = "update visitor_tokens set link_id = $2, expires_at = $3, page = $4 where token_hash = $1";

/// Coming back keeps the token alive; the door he came through this time counts for what he says next.
pub fn renew(tx: &mut Tx<'_>, token: &str, door: Door, page: Option<&Value>) -> Result<()> {
    tx.exec(RENEW, &args![token_hash(token), door.link, tx.now().plus_seconds(LIFE_SECONDS), page])?;
    Ok(())
}

const PAGE: &str = "select page from visitor_tokens where token_hash = $1";

/// The page that this browser was on when it last told one.
pub fn page(tx: &mut Tx<'_>, token: &str) -> Result<Option<Value>> {
    Ok(tx.maybe(PAGE, &args![token_hash(token)], |row| row.get::<Option<Value>>("page"))?.flatten())
}

const NOTE_PAGE: &str = "update visitor_tokens set page = $2 where token_hash = $1";

pub fn note_page(tx: &mut Tx<'_>, token: &str, page: &Value) -> Result<()> {
    tx.put(NOTE_PAGE, &args![token_hash(token), page])?;
    Ok(())
}

const SLIDE: &str = "update visitor_tokens set expires_at = $2 where token_hash = $1";

/// Once a day of use. A failure costs nobody his answer: the next use tries again.
pub async fn slide(app: &App, workspace: WorkspaceId, hash: String, expires: Timestamp) {
    if is_fresh(expires, app.now()) {
        return;
    }
    let slid = app.db.write(workspace, move |tx| slide_within(tx, &hash, expires)).await;
    if let Err(error) = slid {
        tracing::warn!(error.internal = %error, "A visitor's token could not be renewed.");
    }
}

/// The same inside a write.
pub fn slide_within(tx: &mut Tx<'_>, hash: &str, expires: Timestamp) -> Result<()> {
    if !is_fresh(expires, tx.now()) {
        tx.put(SLIDE, &args![hash, tx.now().plus_seconds(LIFE_SECONDS)])?;
    }
    Ok(())
}

fn is_fresh(expires: Timestamp, now: Timestamp) -> bool {
    expires.plus_seconds(SLIDE_SECONDS) > now.plus_seconds(LIFE_SECONDS)
}

const REVOKE: &str = "delete from visitor_tokens where token_hash = $1";

/// Its sockets end too.
pub fn revoke(tx: &mut Tx<'_>, token: &str, inbox: InboxId, contact: ContactId) -> Result<()> {
    tx.exec(REVOKE, &args![token_hash(token)])?;
    tell_sockets(tx, json!({ "inbox": inbox, "contact": contact }));
    Ok(())
}

const REVOKE_ALL: &str = "delete from visitor_tokens where inbox_id = $1";

pub fn revoke_all(tx: &mut Tx<'_>, inbox: InboxId) -> Result<()> {
    tx.exec(REVOKE_ALL, &args![inbox])?;
    tell_sockets(tx, json!({ "inbox": inbox }));
    Ok(())
}

fn tell_sockets(tx: &mut Tx<'_>, data: Value) {
    let nobody = json!(Audience::Agents(Vec::new())).to_string();
    tx.emit(NewEvent { name: VISITORS_LEFT, audience: nobody, contact: None, data: data.to_string() });
}

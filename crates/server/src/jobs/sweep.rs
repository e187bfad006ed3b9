//! What is looked after now and then: silence, events that are too old to be replayed, sessions that ran out, idle limits and rooms.

use crate::App;
use crate::accounts::store::sessions;
use crate::conversations::silence;
use db::{Query, Tx, args};
use domain::Result;
use domain::id::WorkspaceId;

/// Events are kept this long, and at least so many of each workspace.
const KEPT_SECONDS: i64 = 24 * 3600;
const KEPT_AT_LEAST: i64 = 100_000;

pub async fn run(app: App) {
    let mut stopping = app.stopping.subscribe();
    let mut round: u32 = 0;
    while !*stopping.borrow() {
        tokio::select! {
            () = tokio::time::sleep(silence::LOOK_EVERY) => {}
            _ = stopping.changed() => break,
        }
        if let Err(error) = silence::look(&app).await {
            tracing::error!(error.internal = %error, "Silent conversations could not be looked after.");
        }
        round = round.wrapping_add(1);
        if round.is_multiple_of(30) {
            app.limits.forget_idle();
            app.remembered.forget();
            app.hub.forget_idle_rooms();
            if let Err(error) = forget_old_events(&app).await {
                tracing::error!(error.internal = %error, "Old events could not be removed.");
            }
            if let Err(error) = app.db.write_any(sessions::delete_expired).await {
                tracing::error!(error.internal = %error, "Sessions that ran out could not be removed.");
            }
        }
    }
}

const WORKSPACES: &str = "select id from workspaces order by id";
/// By number alone, so that only the index is read: an event's number is at least its moment.
const OLD_ENOUGH: &str = "
select max(seq) as seq from events where workspace_id = $1 and seq < $2
  and seq < (select seq from events where workspace_id = $1 order by seq desc limit 1 offset $3)";
const SOME: &str = "
select seq from events where workspace_id = $1 and seq <= $2 order by seq limit 1 offset $3";
const FORGET: &str = "delete from events where workspace_id = $1 and seq <= $2";
/// Never back: a migration may have said of events that are still here that nobody goes on from them.
const REMEMBER: &str = "update workspaces set purged_seq = $2 where id = $1 and purged_seq < $2";

/// Removed in one write: messages wait behind it.
const AT_ONCE: i64 = 1_000;

/// Removes what no resume may ask for any more, and remembers up to where.
pub async fn forget_old_events(app: &App) -> Result<()> {
    let workspaces = app.db.read(|q| q.all(WORKSPACES, &[], |row| row.get::<WorkspaceId>("id"))).await?;
    let before = db::earliest_event(app.now().plus_seconds(-KEPT_SECONDS));
    for workspace in workspaces {
        let old = app.db.read(move |q| {
            q.one(OLD_ENOUGH, &args![workspace, before, KEPT_AT_LEAST - 1], |row| row.get::<Option<i64>>("seq"))
        });
        let Some(old) = old.await? else { continue };
        let mut is_last = false;
        while !is_last {
            is_last = app.db.write(workspace, move |tx| forget_some(tx, workspace, old)).await?;
        }
    }
    Ok(())
}

/// True when nothing is left to be removed.
fn forget_some(tx: &mut Tx, workspace: WorkspaceId, old: i64) -> Result<bool> {
    let some = tx.maybe(SOME, &args![workspace, old, AT_ONCE - 1], |row| row.get::<i64>("seq"))?;
    let upto = some.unwrap_or(old);
    tx.exec(FORGET, &args![workspace, upto])?;
    tx.exec(REMEMBER, &args![workspace, upto])?;
    Ok(some.is_none())
}

//! This process among others: its heartbeat, and the sockets of processes that are gone.

use super::presence::lost;
use crate::App;
use db::{Query, args};
use domain::Result;
use domain::id::{AgentId, WorkspaceId};
use std::time::Duration;

const BEAT_EVERY: Duration = Duration::from_secs(5);
/// A process that has not been heard of for so long is gone, and its sockets with it.
const DEAD_AFTER_SECONDS: i64 = 20;

const BEAT: &str = "
insert into nodes (node, instance, seen_at) values ($1, $2, $3) on conflict (node) do update set seen_at = excluded.seen_at";
const DEAD: &str = "delete from nodes where seen_at < $1 and node <> $2";
const ORPHANS: &str = "
select distinct c.workspace_id, c.agent_id from connections c
where not exists (select 1 from nodes n where n.node = c.node)";
const SWEEP: &str = "
delete from connections where agent_id = $1 and not exists (select 1 from nodes n where n.node = connections.node)";

/// First thing after the start: a restart begins the grace time for everybody who was connected.
pub async fn node_starts(app: &App) -> Result<()> {
    let instance = app.instance.clone();
    app.db.write_any(move |tx| tx.exec(FORMER_LIFE, &args![instance.as_str()]).map(drop)).await?;
    beat(app).await?;
    let alone = app.db.read(|q| q.one(NODES, &[], |row| Ok(row.get::<i64>("nodes")? == 1))).await?;
    if alone { begin_grace_anew(app).await } else { Ok(()) }
}

const FORMER_LIFE: &str = "delete from nodes where instance = $1";
const NODES: &str = "select count(*) as nodes from nodes";
const IN_GRACE: &str = "select workspace_id, payload from jobs where kind = 'agent_left'";

/// Whoever was in the grace time when everything stopped could not come back meanwhile: it starts anew.
async fn begin_grace_anew(app: &App) -> Result<()> {
    let waiting = app.db.read(|q| {
        q.all(IN_GRACE, &[], |row| {
            Ok((row.get::<WorkspaceId>("workspace_id")?, row.get::<serde_json::Value>("payload")?))
        })
    });
    for (workspace, payload) in waiting.await? {
        let Some(agent) = payload["agent_id"].as_str().and_then(domain::id::decode).map(AgentId) else { continue };
        app.db.write(workspace, move |tx| lost(tx, agent)).await?;
    }
    Ok(())
}

pub async fn keep_node_alive(app: App) {
    let mut stopping = app.stopping.subscribe();
    while !*stopping.borrow() {
        tokio::select! {
            () = tokio::time::sleep(BEAT_EVERY) => {}
            _ = stopping.changed() => break,
        }
        if let Err(error) = beat(&app).await {
            tracing::error!(error.internal = %error, "The heartbeat of this process could not be stored.");
        }
    }
}

/// Says that this process lives, and clears up after those that do not.
pub async fn beat(app: &App) -> Result<()> {
    let (node, instance, now) = (app.db.node(), app.instance.clone(), app.now());
    app.db
        .write_any(move |tx| {
            tx.exec(BEAT, &args![node, instance.as_str(), now])?;
            tx.exec(DEAD, &args![now.plus_seconds(-DEAD_AFTER_SECONDS), node]).map(drop)
        })
        .await?;
    let orphans = app
        .db
        .read(|q| {
            q.all(ORPHANS, &[], |row| Ok((row.get::<WorkspaceId>("workspace_id")?, row.get::<AgentId>("agent_id")?)))
        })
        .await?;
    for (workspace, agent) in orphans {
        db::fail_point("node.sweeping");
        app.db
            .write(workspace, move |tx| {
                tx.exec(SWEEP, &args![agent])?;
                lost(tx, agent)
            })
            .await?;
    }
    Ok(())
}

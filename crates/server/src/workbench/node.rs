//! This process among others: its heartbeat, and the sockets of processes that are gone.

use super::presence::lost;
use crate::App;
use db::{Query, args};
use domain::id::{AgentId, WorkspaceId};
use domain::{Result, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

const BEAT_EVERY: Duration = Duration::from_secs(5);
/// A process that has not been heard of for so long is gone, and its sockets with it.
const DEAD_AFTER_SECONDS: i64 = 20;

const ARRIVE: &str = "insert into nodes (node, instance, seen_at) values ($1, $2, $3)";
const STILL_HERE: &str = "update nodes set seen_at = $2 where node = $1";
const OTHERS: &str = "select node, seen_at from nodes where node <> $1";
const DEAD: &str = "delete from nodes where node = $1 and seen_at = $2";
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
    let was_counted = app.db.write_any(move |tx| {
        let known = tx.exec(STILL_HERE, &args![node, now])? > 0;
        if !known {
            tx.exec(ARRIVE, &args![node, instance.as_str(), now])?;
        }
        Ok(known)
    });
    if !was_counted.await? {
        // It stood still for so long that the others took it for dead and counted its agents out. They come back at once
        // and are counted anew. At a start nobody is there yet.
        app.hub.send_agents_away();
    }
    bury_the_silent(app).await?;
    clear_up(app).await
}

/// When each of the other processes was last heard of. Their clocks may be wrong and ours may jump, so a beat is told by its
/// change, not by its hour.
#[derive(Default)]
pub struct Heard(Mutex<HashMap<i64, (Timestamp, Timestamp)>>);

impl Heard {
    /// Those of `beats` that have not changed for too long.
    fn silent(&self, beats: &[(i64, Timestamp)], now: Timestamp) -> Vec<(i64, Timestamp)> {
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heard.retain(|node, _| beats.iter().any(|(there, _)| there == node));
        let is_silent = |(node, beat): &&(i64, Timestamp)| {
            let (last, since) = heard.entry(*node).or_insert((*beat, now));
            if last != beat || *since > now {
                (*last, *since) = (*beat, now);
            }
            since.plus_seconds(DEAD_AFTER_SECONDS) <= now
        };
        beats.iter().filter(is_silent).copied().collect()
    }
}

async fn bury_the_silent(app: &App) -> Result<()> {
    let node = app.db.node();
    let beats = app.db.read(move |q| {
        q.all(OTHERS, &args![node], |row| Ok((row.get::<i64>("node")?, row.get::<Timestamp>("seen_at")?)))
    });
    let silent = app.heard.silent(&beats.await?, app.now());
    if silent.is_empty() {
        return Ok(());
    }
    app.db
        .write_any(move |tx| silent.iter().try_for_each(|(node, beat)| tx.exec(DEAD, &args![*node, *beat]).map(drop)))
        .await
}

/// The sockets of processes that are gone.
async fn clear_up(app: &App) -> Result<()> {
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

#[cfg(test)]
mod tests {
    use super::*;

    const T: fn(i64) -> Timestamp = |seconds| Timestamp(1_767_323_045_000 + seconds * 1000);

    #[test]
    fn whoever_beats_lives_whatever_his_clock_says() {
        let heard = Heard::default();
        for seconds in (0..100).step_by(5) {
            assert_eq!(heard.silent(&[(7, T(seconds - 3600))], T(seconds)), []);
        }
    }

    #[test]
    fn whoever_falls_silent_is_dead_after_twenty_seconds() {
        let heard = Heard::default();
        let last = [(7, T(0)), (8, T(0))];
        assert_eq!(heard.silent(&last, T(0)), []);
        assert_eq!(heard.silent(&last, T(15)), []);
        assert_eq!(heard.silent(&[(7, T(0)), (8, T(20))], T(20)), [(7, T(0))]);
    }

    #[test]
    fn a_clock_that_jumps_back_begins_to_wait_anew() {
        let heard = Heard::default();
        let last = [(7, T(0))];
        assert_eq!(heard.silent(&last, T(0)), []);
        assert_eq!(heard.silent(&last, T(-3600)), []);
        assert_eq!(heard.silent(&last, T(-3585)), []);
        assert_eq!(heard.silent(&last, T(-3580)), last);
    }
}

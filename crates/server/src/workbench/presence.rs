//! Presence as it happens: sockets come and go, agents choose (spec §3).

use crate::App;
use crate::accounts::agents::hand_over::HandOver;
use crate::accounts::announce;
use crate::accounts::scope::Scope;
use crate::channels::Channels;
use crate::conversations::{drain, leave};
use crate::floor;
use crate::realtime::pump::Departure;
use crate::routing::floor::is_offline;
use crate::routing::settings;
use db::{NewJob, Query, Tx, args};
use domain::id::AgentId;
use domain::presence::Presence;
use domain::routing::Leaving;
use domain::{Result, Timestamp};
use serde_json::json;

/// Everybody learns whether he can be handed work; presence itself goes to those who may see it.
fn tell(tx: &mut Tx, agent: AgentId) -> Result<()> {
    announce::agent_updated(tx, agent)?;
    announce::presence_changed(tx, agent)
}

/// A socket's entry in `connections`.
#[derive(Debug, Clone, Copy)]
pub struct Connection(i64);

pub const AGENT_LEFT: &str = "agent_left";

const CONNECTED: &str = "update agents set connections = connections + 1, gone_at = null where id = $1";
const ENTER: &str = "insert into connections (id, workspace_id, agent_id, node) values ($1, $2, $3, $4)";

/// A workbench opened. Its presence holds before the socket is greeted, and what waits is dealt out.
pub async fn connect(app: &App, scope: &Scope) -> Result<Connection> {
    let (workspace, agent, node, inner) = (scope.workspace, scope.agent, app.db.node(), app.clone());
    app.db
        .write(workspace, move |tx| {
            let id = tx.new_id();
            tx.exec(ENTER, &args![id, workspace, agent, node])?;
            tx.exec(CONNECTED, &args![agent])?;
            floor::changed(tx, agent)?;
            tell(tx, agent)?;
            drain::drain(tx, &inner.channels, workspace)?;
            Ok(Connection(id))
        })
        .await
}

/// A workbench closed. Failing here leaves a row that the node's next start removes.
pub async fn disconnect(app: &App, scope: &Scope, connection: Connection, departure: Departure) {
    let (workspace, agent, inner) = (scope.workspace, scope.agent, app.clone());
    let left = app.db.write(workspace, move |tx| leave_one(tx, &inner.channels, agent, connection, departure)).await;
    if let Err(error) = left {
        tracing::error!(agent.id = %agent, error.internal = %error, "A closed workbench could not be noted.");
    }
}

const LEAVE: &str = "delete from connections where id = $1";
const DISCONNECTED: &str = "
update agents set connections = (select count(*) from connections c where c.agent_id = agents.id),
  gone_at = case when (select count(*) from connections c where c.agent_id = agents.id) = 0 then cast($2 as bigint) else null end
where id = $1";

fn leave_one(
    tx: &mut Tx,
    channels: &Channels,
    agent: AgentId,
    connection: Connection,
    departure: Departure,
) -> Result<()> {
    tx.exec(LEAVE, &args![connection.0])?;
    match departure {
        Departure::Dropped => lost(tx, agent),
        Departure::SignedOut => gone_for_now(tx, channels, agent, Leaving::Keeping),
        // Nobody asked him: whoever waits for an answer goes to others, as with a lost connection.
        Departure::ThrownOut => gone_for_now(tx, channels, agent, Leaving::ConnectionLost),
    }
}

const AWAY: &str = "
update agents set connections = (select count(*) from connections c where c.agent_id = agents.id), gone_at = null where id = $1";
const SOCKETS: &str = "select connections from agents where id = $1";

/// No grace time for whoever signed out; other devices of the same agent go on.
fn gone_for_now(tx: &mut Tx, channels: &Channels, agent: AgentId, leaving: Leaving) -> Result<()> {
    tx.exec(AWAY, &args![agent])?;
    floor::changed(tx, agent)?;
    tell(tx, agent)?;
    let sockets: i64 = tx.one(SOCKETS, &args![agent], |row| row.get("connections"))?;
    if sockets > 0 {
        return Ok(());
    }
    let now = tx.now();
    leave::went_offline(tx, channels, agent, leaving, now)
}

/// Recounts an agent's sockets; with none left the grace time begins.
pub fn lost(tx: &mut Tx, agent: AgentId) -> Result<()> {
    let (now, workspace) = (tx.now(), tx.workspace());
    tx.exec(DISCONNECTED, &args![agent, now])?;
    floor::changed(tx, agent)?;
    let grace = settings::load(tx, workspace)?.grace_seconds;
    let payload = json!({ "agent_id": agent });
    tx.enqueue(NewJob { kind: AGENT_LEFT, key: agent.to_string(), payload, due_at: now.plus_seconds(grace) });
    tell(tx, agent)
}

const GONE: &str = "select gone_at, connections, presence, state from agents where id = $1";

/// The job of [`AGENT_LEFT`]: the grace time is over, and the agent is not back.
pub fn grace_over(tx: &mut Tx, channels: &Channels, agent: AgentId) -> Result<()> {
    let (workspace, now) = (tx.workspace(), tx.now());
    let settings = settings::load(tx, workspace)?;
    let (gone, connections, offline): (Option<Timestamp>, i64, bool) = tx.one(GONE, &args![agent], |row| {
        Ok((row.get("gone_at")?, row.get("connections")?, is_offline(row, &settings, now)?))
    })?;
    let Some(gone) = gone.filter(|_| connections == 0) else { return Ok(()) };
    if !offline {
        // The grace time was made longer meanwhile: look again then.
        let payload = json!({ "agent_id": agent });
        tx.enqueue(NewJob {
            kind: AGENT_LEFT,
            key: agent.to_string(),
            payload,
            due_at: gone.plus_seconds(settings.grace_seconds),
        });
        return Ok(());
    }
    tell(tx, agent)?;
    leave::went_offline(tx, channels, agent, Leaving::ConnectionLost, gone)
}

const CHOOSE: &str = "update agents set presence = $2 where id = $1";

/// The agent, or a supervisor for him, chooses. Always accepted and remembered, connected or not.
pub fn choose(tx: &mut Tx, channels: &Channels, agent: AgentId, presence: Presence, to: HandOver) -> Result<()> {
    let (workspace, now) = (tx.workspace(), tx.now());
    tx.exec(CHOOSE, &args![agent, presence.as_str()])?;
    floor::changed(tx, agent)?;
    tell(tx, agent)?;
    if presence == Presence::Offline {
        leave::went_offline(tx, channels, agent, Leaving::Keeping, now)?;
        leave::hand_over(tx, channels, agent, to)?;
    }
    drain::drain(tx, channels, workspace)
}

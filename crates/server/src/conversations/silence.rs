//! What silence does (CNV-12): contacts are reminded, idle chats end by themselves, long waits in the queue become messages left.

use super::assignment;
use super::end::end_by_itself;
use super::remind;
use super::row::{self, Conversation, select_conversation};
use crate::App;
use crate::channels::Channels;
use crate::floor;
use crate::routing::choose;
use crate::routing::settings;
use db::{Query, Tx, args};
use domain::conversation::Status;
use domain::id::WorkspaceId;
use domain::routing::{Effect, Event, OfflineRule, State, on};
use domain::{Result, Timestamp};

/// How often silence is looked for.
pub const LOOK_EVERY: std::time::Duration = std::time::Duration::from_secs(20);

const WORKSPACES: &str = "select id from workspaces order by id";

/// One look over all workspaces. Two nodes doing it at once do no harm: each act checks again under the lock.
pub async fn look(app: &App) -> Result<()> {
    let workspaces = app.db.read(|q| q.all(WORKSPACES, &[], |row| row.get::<WorkspaceId>("id"))).await?;
    for workspace in workspaces {
        let now = app.now();
        let app_in = app.clone();
        let calls = app.db.read(move |q| {
            let channels = &app_in.channels;
            Ok(is_any_silent(q, channels, workspace, now)? || remind::is_due(q, channels, workspace, now)?)
        });
        if !calls.await? {
            continue;
        }
        let app_in = app.clone();
        app.db.write(workspace, move |tx| act(tx, &app_in.channels)).await?;
    }
    Ok(())
}

/// Everything of one workspace that silence has come to.
pub fn act(tx: &mut Tx, channels: &Channels) -> Result<()> {
    let (workspace, now) = (tx.workspace(), tx.now());
    for mut c in silent(tx, channels, workspace, now)? {
        let abilities = channels.get(&c.channel)?.abilities();
        let state = State {
            status: c.status,
            assignee_offline: false,
            contact_waits: c.waiting_since.is_some(),
            may_reopen: false,
            ends_by_silence: abilities.ends_by_silence,
        };
        match on(Event::Silence, &state) {
            Effect::Ends => end_by_itself(tx, channels, &mut c, "idle")?,
            Effect::OffersMessage => leave_message(tx, &mut c, abilities.load)?,
            _ => {}
        }
    }
    remind::remind(tx, channels)
}

/// Said twice, so that the index of those that are not over is seen to fit: most conversations are.
macro_rules! idle_sql {
    () => {
        "c.workspace_id = $1 and c.status <> 'ended' and c.status = 'open' and c.channel = $2 and c.waiting_since is null and c.offline = false and c.last_at < $3"
    };
}
macro_rules! waited_sql {
    () => {
        "c.workspace_id = $1 and c.status in ('queued', 'pooled') and c.status = 'queued' and c.blocked = false and c.queued_at < $2"
    };
}

const IDLE: &str = concat!(select_conversation!("where "), idle_sql!(), " limit 500");
const ANY_IDLE: &str = concat!("select 1 as one from conversations c where ", idle_sql!(), " limit 1");
const WAITED: &str = concat!(select_conversation!("where "), waited_sql!(), " order by c.queued_at limit 500");
const ANY_WAITED: &str = concat!("select 1 as one from conversations c where ", waited_sql!(), " limit 1");

/// Chats are idle when nothing was said since the first moment; queued ones waited too long since the second, if one is set.
fn bounds(q: &mut impl Query, workspace: WorkspaceId, now: Timestamp) -> Result<(Timestamp, Option<Timestamp>)> {
    let settings = settings::load(q, workspace)?;
    let waited = settings.queue_timeout_seconds.map(|seconds| now.plus_seconds(-seconds));
    Ok((now.plus_seconds(-settings.chat_idle_end_seconds), waited))
}

fn silent(
    q: &mut impl Query,
    channels: &Channels,
    workspace: WorkspaceId,
    now: Timestamp,
) -> Result<Vec<Conversation>> {
    let (idle, waited) = bounds(q, workspace, now)?;
    let mut found = Vec::new();
    for channel in channels.ending_by_silence() {
        found.extend(q.all(IDLE, &args![workspace, channel, idle], row::read)?);
    }
    if let Some(waited) = waited {
        found.extend(q.all(WAITED, &args![workspace, waited], row::read)?);
    }
    Ok(found)
}

/// Whether there is one at all: asked every time, and nearly always in vain.
fn is_any_silent(q: &mut impl Query, channels: &Channels, workspace: WorkspaceId, now: Timestamp) -> Result<bool> {
    let (idle, waited) = bounds(q, workspace, now)?;
    for channel in channels.ending_by_silence() {
        if q.maybe(ANY_IDLE, &args![workspace, channel, idle], |_| Ok(()))?.is_some() {
            return Ok(true);
        }
    }
    match waited {
        Some(waited) => Ok(q.maybe(ANY_WAITED, &args![workspace, waited], |_| Ok(()))?.is_some()),
        None => Ok(false),
    }
}

/// The wait was too long: it becomes an offline message or goes to the pool, as the setting says.
fn leave_message(tx: &mut Tx, c: &mut Conversation, load: domain::routing::Load) -> Result<()> {
    let settings = settings::load(tx, c.workspace)?;
    let agent = settings.offline_agent_id;
    let (owner, active) = floor::with(tx, settings.grace_seconds, |_, kept| {
        Ok((kept.floor.owner(), agent.filter(|agent| kept.floor.seat(*agent).is_some())))
    })?;
    let before = assignment::before(tx, c)?;
    let place = match (settings.offline_rule, active) {
        (OfflineRule::Pool, _) => assignment::Place::Pool,
        (OfflineRule::Agent, Some(agent)) => assignment::Place::Offline(agent),
        _ => assignment::Place::Offline(owner),
    };
    let rule =
        if place == assignment::Place::Pool { domain::routing::Rule::Pool } else { domain::routing::Rule::Offline };
    let outcome = match place {
        assignment::Place::Offline(agent) => domain::routing::Outcome::Assign { agent, offline: true },
        _ => domain::routing::Outcome::Pool,
    };
    let decision = domain::routing::Decision {
        outcome,
        rule,
        because: Default::default(),
        assigned_at: None,
        credits: Vec::new(),
    };
    choose::keep(tx, c.id, &decision)?;
    assignment::put(tx, c, place, load)?;
    debug_assert_ne!(c.status, Status::Queued);
    assignment::announce_moved(tx, c, before)
}

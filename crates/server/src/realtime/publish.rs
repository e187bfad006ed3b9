//! From commits to rooms, in number order and without gaps, whichever node committed.

use super::hub::{hear, lock};
use super::room::Room;
use crate::App;
use crate::http::metrics;
use db::{Committed, Event, Query, Row, args};
use domain::Result;
use domain::id::{AgentId, ContactId, ConversationId, InboxId, WorkspaceId};
use serde::Deserialize;
use std::sync::{Arc, Mutex};

/// Internal events steer this process's sockets and are shown to nobody.
pub const RIGHTS_CHANGED: &str = "internal.rights_changed";
pub const SESSIONS_ENDED: &str = "internal.sessions_ended";

pub const VISITORS_LEFT: &str = "internal.visitors_left";

/// What [`RIGHTS_CHANGED`] carries; an empty list means everybody.
#[derive(Deserialize)]
struct RightsChanged {
    agents: Vec<AgentId>,
    #[serde(default)]
    conversations: Vec<ConversationId>,
}

/// What [`SESSIONS_ENDED`] carries.
#[derive(Deserialize)]
struct SessionsEnded {
    agent: AgentId,
    except: Option<domain::id::SessionId>,
}

/// What [`VISITORS_LEFT`] carries; without a contact all of the inbox are meant.
#[derive(Deserialize)]
struct VisitorsLeft {
    inbox: InboxId,
    contact: Option<ContactId>,
}

/// Publishes this node's commits until the program ends.
pub async fn publish_commits(app: App) {
    let mut commits = app.db.subscribe();
    while let Some(committed) = commits.recv().await {
        if committed.jobs {
            app.job_signal.notify_one();
        }
        let workspace = committed.workspace;
        db::fail_point("live.before_frames");
        if let Err(error) = publish(&app, committed).await {
            tracing::error!(workspace.id = %workspace, error.internal = %error, "Events could not be published; sockets catch up with the next ones.");
        }
    }
}

async fn publish(app: &App, committed: Committed) -> Result<()> {
    let Some(room) = app.hub.open_room(committed.workspace) else { return Ok(()) };
    if lock(&room).last < committed.previous {
        // Another node committed in between: fetch everything since from the table.
        return catch_up(app, committed.workspace, &room).await;
    }
    deliver(&room, committed.events)
}

/// Follows what other nodes commit; the signal only wakes, the rows are the truth.
pub async fn follow_other_nodes(app: App) {
    let mut signals = app.db.signals();
    while let Some(workspace) = signals.recv().await {
        app.job_signal.notify_one();
        let rooms = if workspace.0 == 0 { app.hub.open_rooms() } else { vec![workspace] };
        for workspace in rooms {
            let Some(room) = app.hub.open_room(workspace) else { continue };
            if let Err(error) = catch_up(&app, workspace, &room).await {
                tracing::error!(workspace.id = %workspace, error.internal = %error, "Events of another node could not be read.");
            }
        }
    }
}

async fn catch_up(app: &App, workspace: WorkspaceId, room: &Arc<Mutex<Room>>) -> Result<()> {
    loop {
        let since = lock(room).last;
        let events = app.db.read(move |q| events_between(q, workspace, since, i64::MAX)).await?;
        if events.is_empty() {
            return Ok(());
        }
        deliver(room, events)?;
    }
}

fn deliver(room: &Arc<Mutex<Room>>, events: Vec<Event>) -> Result<()> {
    for event in events {
        let heard = hear(event)?;
        let mut room = lock(room);
        if heard.event.seq <= room.last {
            continue; // The two roads here may overlap; each event goes out once.
        }
        room.publish(&heard);
        metrics::event_published();
        steer(&mut room, &heard.event)?;
    }
    Ok(())
}

fn steer(room: &mut Room, event: &Event) -> Result<()> {
    let broken = |error: serde_json::Error| domain::Error::internal_error(format!("event {}: {error}", event.name));
    match event.name.as_str() {
        RIGHTS_CHANGED => {
            let change: RightsChanged = serde_json::from_str(&event.data).map_err(broken)?;
            room.doubt_rights(&change.agents, &change.conversations);
        }
        SESSIONS_ENDED => {
            let change: SessionsEnded = serde_json::from_str(&event.data).map_err(broken)?;
            room.end_sessions(change.agent, change.except);
        }
        VISITORS_LEFT => {
            let change: VisitorsLeft = serde_json::from_str(&event.data).map_err(broken)?;
            room.doubt_visitors(change.inbox, change.contact);
        }
        _ => {}
    }
    Ok(())
}

/// Whether this event changed what the agent may see.
pub fn changes_rights_of(event: &Event, agent: AgentId) -> bool {
    event.name == RIGHTS_CHANGED
        && serde_json::from_str::<RightsChanged>(&event.data)
            .is_ok_and(|change| change.agents.is_empty() || change.agents.contains(&agent))
}

/// Most events that are read at once.
const BATCH: i64 = 2_000;

const BETWEEN: &str = "
select seq, name, audience, contact_id, data, created_at from events
where workspace_id = $1 and seq > $2 and seq <= $3 order by seq limit $4";

/// Events after `since` up to and including `until`, oldest first, at most [`BATCH`].
pub fn events_between(q: &mut impl Query, workspace: WorkspaceId, since: i64, until: i64) -> Result<Vec<Event>> {
    q.all(BETWEEN, &args![workspace, since, until, BATCH], |row| event(workspace, row))
}

const BEYOND: &str = "
select seq from events where workspace_id = $1 and seq > $2 and seq <= $3 order by seq limit 1 offset $4";

/// Whether more than so many events came after `since`, up to and including `until`.
pub fn more_than(q: &mut impl Query, workspace: WorkspaceId, (since, until): (i64, i64), most: i64) -> Result<bool> {
    Ok(q.maybe(BEYOND, &args![workspace, since, until, most], |_| Ok(()))?.is_some())
}

const OF_CONTACT: &str = "
select seq, name, audience, contact_id, data, created_at from events
where workspace_id = $1 and seq > $2 and seq <= $3 and contact_id = $5 order by seq limit $4";

/// Like [`events_between`], of one contact's stream alone; all of them are looked at for it.
pub fn events_of(
    q: &mut impl Query,
    (workspace, contact): (WorkspaceId, ContactId),
    since: i64,
    until: i64,
) -> Result<Vec<Event>> {
    q.all(OF_CONTACT, &args![workspace, since, until, BATCH, contact], |row| event(workspace, row))
}

fn event(workspace: WorkspaceId, row: &Row) -> Result<Event> {
    Ok(Event {
        workspace,
        seq: row.get("seq")?,
        name: row.get("name")?,
        audience: row.get::<String>("audience")?.into(),
        contact: row.get("contact_id")?,
        data: row.get::<String>("data")?.into(),
        at: row.get("created_at")?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::frames::Outgoing;
    use super::super::room::{BUFFER, Who};
    use super::*;
    use domain::Timestamp;
    use domain::audience::Viewer;
    use domain::id::SessionId;
    use tokio::sync::{mpsc, oneshot};

    fn said(seq: i64) -> Event {
        let (name, audience, data) = ("said".to_owned(), r#""everybody""#.into(), r#"{"agent":{}}"#.into());
        Event { workspace: WorkspaceId(1), seq, name, audience, contact: None, data, at: Timestamp(0) }
    }

    #[test]
    fn what_comes_on_both_roads_is_heard_once_and_in_order() {
        let room = Arc::new(Mutex::new(Room::new(0)));
        let ((frames, mut heard), (end, _ended)) = (mpsc::channel(BUFFER), oneshot::channel());
        let agent = AgentId(7);
        let viewer = Viewer { agent, owner: true, groups: Vec::new(), chats: None, picks: true, presence: true };
        let who = Who::Agent { agent, session: SessionId(8), viewer: Some(viewer), held: Vec::new() };
        lock(&room).join(1, who, frames, end);
        // From the table, because another node committed in between; and from this node's own commits.
        for road in [vec![1, 2, 3], vec![3], vec![2, 3, 4], vec![4]] {
            deliver(&room, road.into_iter().map(said).collect()).unwrap();
        }
        let mut numbers = Vec::new();
        while let Ok(outgoing) = heard.try_recv() {
            let Outgoing::Event(heard) = outgoing else { panic!("an event was expected") };
            numbers.push(heard.event.seq);
        }
        assert_eq!(numbers, [1, 2, 3, 4]);
    }
}

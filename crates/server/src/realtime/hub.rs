//! All rooms of this process: who listens, and what each viewer's stream position is.

use super::frames::Outgoing;
use super::room::{BUFFER, Heard, ListenerId, Room, Who};
use db::{Db, Event, Query, args};
use domain::audience::Viewer;
use domain::id::{ContactId, WorkspaceId};
use domain::{Error, Result};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use tokio::sync::mpsc::{self, Receiver};
use tokio::sync::oneshot;

pub struct Hub {
    db: Db,
    rooms: Mutex<HashMap<WorkspaceId, Arc<Mutex<Room>>>>,
    next_listener: AtomicU64,
}

/// A socket's seat in its room; leaving happens when it is dropped.
pub struct Seat {
    pub id: ListenerId,
    pub room: Arc<Mutex<Room>>,
    pub frames: Receiver<Outgoing>,
    /// Fires when the session is ended from elsewhere.
    pub ended: oneshot::Receiver<()>,
    /// Everything up to here is history to be replayed, everything after it comes through `frames`.
    pub joined_at: i64,
}

impl Drop for Seat {
    fn drop(&mut self) {
        lock(&self.room).leave(self.id);
    }
}

/// A panic while holding a room's lock leaves its maps whole, so the lock is taken over.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

const LAST_NUMBER: &str = "select seq from workspaces where id = $1";

impl Hub {
    pub fn new(db: Db) -> Self {
        Hub { db, rooms: Mutex::new(HashMap::new()), next_listener: AtomicU64::new(1) }
    }

    /// The room, opened at the number that the workspace has reached when it is asked for first.
    pub async fn room(&self, workspace: WorkspaceId) -> Result<Arc<Mutex<Room>>> {
        if let Some(room) = self.open_room(workspace) {
            lock(&room).asked_for();
            return Ok(room);
        }
        let last = self.db.read(move |q| q.one(LAST_NUMBER, &args![workspace], |row| row.get("seq"))).await?;
        let mut rooms = lock(&self.rooms);
        Ok(rooms.entry(workspace).or_insert_with(|| Arc::new(Mutex::new(Room::new(last)))).clone())
    }

    pub fn open_room(&self, workspace: WorkspaceId) -> Option<Arc<Mutex<Room>>> {
        lock(&self.rooms).get(&workspace).cloned()
    }

    pub fn open_rooms(&self) -> Vec<WorkspaceId> {
        lock(&self.rooms).keys().copied().collect()
    }

    /// Closes rooms in which nobody sat and which nobody asked for since the last call. A room opened anew begins at the
    /// workspace's number of then, as after a restart.
    pub fn forget_idle_rooms(&self) {
        // Whoever holds a room has taken it under this lock: with one holder, the map, nobody is on his way in.
        lock(&self.rooms).retain(|_, room| Arc::strong_count(room) > 1 || !lock(room).is_idle_again());
    }

    /// Closes every agent's socket; each comes back and resumes.
    pub fn send_agents_away(&self) {
        lock(&self.rooms).values().for_each(|room| lock(room).send_agents_away());
    }

    pub fn open_sockets(&self) -> usize {
        lock(&self.rooms).values().map(|room| lock(room).len()).sum()
    }

    pub async fn join(&self, workspace: WorkspaceId, who: Who) -> Result<Seat> {
        let room = self.room(workspace).await?;
        let id = self.next_listener.fetch_add(1, Ordering::Relaxed);
        let (sender, frames) = mpsc::channel(BUFFER);
        let (end, ended) = oneshot::channel();
        let joined_at = {
            let mut open = lock(&room);
            open.join(id, who, sender, end);
            open.last
        };
        Ok(Seat { id, room, frames, ended, joined_at })
    }

    pub async fn position_of_agent(&self, workspace: WorkspaceId, viewer: &Viewer) -> Result<i64> {
        Ok(lock(&*self.room(workspace).await?).position_of_agent(viewer))
    }

    pub async fn position_of_visitor(&self, workspace: WorkspaceId, contact: ContactId) -> Result<i64> {
        Ok(lock(&*self.room(workspace).await?).position_of_visitor(contact))
    }
}

/// Reads an event's audience and parts; one that cannot be read would be our own mistake.
pub fn hear(event: Event) -> Result<Arc<Heard>> {
    let broken = |error| Error::internal_error(format!("event {}: {error}", event.name));
    let audience = serde_json::from_str(&event.audience).map_err(broken)?;
    let told = serde_json::from_str(&event.data).map_err(broken)?;
    Ok(Arc::new(Heard { event, audience, told, for_all_agents: OnceLock::new() }))
}

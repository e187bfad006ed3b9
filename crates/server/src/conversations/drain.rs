//! Room appeared, somebody came, or everybody went: what waits is dealt out (RTE-6, last lines).

use super::announce;
use super::assignment::{self, Place};
use super::row::{self, Conversation, select_conversation};
use crate::channels::Channels;
use crate::routing::choose;
use crate::routing::settings;
use db::{Query, Tx, args};
use domain::Result;
use domain::conversation::Status;
use domain::id::WorkspaceId;
use domain::routing::{self, Waiting};
use std::collections::HashMap;

/// The job of this kind deals out what waits, after a change elsewhere made room (capacity, membership, a new colleague).
pub const ROOM: &str = "room";

/// The oldest waiting ones of each place are looked at, so many at a time.
const LOOKED_AT: i64 = 1_000;

const WAITING: &str = select_conversation!(
    "where c.workspace_id = $1 and c.status = $2 and c.blocked = false order by c.queued_at, c.id limit $3"
);

/// Carries out what `domain::routing::drain` says. Called in the transaction that made the room.
pub fn drain(tx: &mut Tx, channels: &Channels, workspace: WorkspaceId) -> Result<()> {
    let mut waiting: Vec<Conversation> =
        tx.all(WAITING, &args![workspace, Status::Queued.as_str(), LOOKED_AT], row::read)?;
    waiting.extend(tx.all(WAITING, &args![workspace, Status::Pooled.as_str(), LOOKED_AT], row::read)?);
    if waiting.is_empty() {
        return Ok(());
    }
    let settings = settings::load(tx, workspace)?;
    let floor = choose::floor_now(tx, &settings)?;
    let line = waiting.iter().map(|c| one(tx, channels, c)).collect::<Result<Vec<_>>>()?;
    let dealt = routing::drain(&settings.rules(), &floor, &line, tx.now());
    let mut by_id: HashMap<_, _> = waiting.into_iter().map(|c| (c.id, c)).collect();
    for (id, decision) in &dealt {
        let Some(c) = by_id.get_mut(id) else { continue };
        let before = assignment::before(tx, c)?;
        let load = channels.get(&c.channel)?.abilities().load;
        choose::keep(tx, *id, decision)?;
        assignment::put(tx, c, Place::from(decision), load)?;
        assignment::announce_moved(tx, c, before)?;
    }
    if !dealt.is_empty() {
        tell_line(tx, workspace)?;
    }
    Ok(())
}

fn one(tx: &mut Tx, channels: &Channels, c: &Conversation) -> Result<Waiting> {
    let load = channels.get(&c.channel)?.abilities().load;
    Ok(Waiting {
        conversation: c.id,
        place: if c.status == Status::Queued { routing::Place::Queue } else { routing::Place::Pool },
        since: c.queued_at.unwrap_or(c.created_at),
        ask: choose::ask(tx, &assignment::case(c, load))?,
    })
}

/// The first visitors in line hear that they moved up; further ones learn it when they come closer.
const TOLD: i64 = 50;

/// Taken out of the line by hand: those behind have new places.
pub fn left_the_line(tx: &mut Tx, was: Status) -> Result<()> {
    let workspace = tx.workspace();
    if was == Status::Queued { tell_line(tx, workspace) } else { Ok(()) }
}

fn tell_line(tx: &mut Tx, workspace: WorkspaceId) -> Result<()> {
    let waiting: Vec<Conversation> = tx.all(WAITING, &args![workspace, Status::Queued.as_str(), TOLD], row::read)?;
    waiting.iter().try_for_each(|c| announce::tell_contact(tx, c))
}

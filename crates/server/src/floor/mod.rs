//! The floor of a workspace as this node remembers it: who is there, with which room. Read once, then changed together
//! with the rows it was read from; [`db::Tx::recall`] keeps it from outliving them.
//!
//! Whatever changes what a seat is made of says so here ([`changed`], [`adjust`], [`crews_changed`]), in the same
//! transaction. Debug builds compare with the rows each time, so that a forgotten place fails loudly. What the floor is
//! asked for belongs to routing.

mod kept;
mod seats;

pub use kept::Kept;
pub use seats::shown_presence;

use db::{Query, Tx, args};
use domain::Result;
use domain::id::{AgentId, EntryId};
use domain::routing::Seat;

/// Asks the floor as it is in this transaction: the workspace's lock makes it the truth until the commit.
pub fn with<T>(tx: &mut Tx, grace_seconds: i64, ask: impl FnOnce(&mut Tx, &mut Kept) -> Result<T>) -> Result<T> {
    let mut kept = take(tx, grace_seconds)?;
    let answer = ask(tx, &mut kept);
    tx.remember(kept);
    answer
}

/// The same for whoever needs it longer, and gives it back with [`Tx::remember`].
pub fn take(tx: &mut Tx, grace_seconds: i64) -> Result<Kept> {
    let (workspace, now) = (tx.workspace(), tx.now());
    let known = tx.recall::<Kept>().filter(|kept| kept.holds(grace_seconds, now));
    let mut kept = match known {
        Some(kept) => kept,
        None => return Kept::load(tx, workspace, grace_seconds, now),
    };
    kept.moves_on(now);
    if cfg!(debug_assertions) {
        kept.compare(tx, workspace)?;
    }
    Ok(kept)
}

/// This agent's row was changed: the account, its presence, its connections.
pub fn changed(tx: &mut Tx, agent: AgentId) -> Result<()> {
    tx.memory_changed();
    let Some(mut kept) = tx.recall::<Kept>() else { return Ok(()) };
    let (workspace, now) = (tx.workspace(), tx.now());
    kept.read_again(tx, workspace, agent, now)?;
    tx.remember(kept);
    Ok(())
}

/// The same where the change is known, which saves reading the row.
pub fn adjust(tx: &mut Tx, agent: AgentId, change: impl FnOnce(&mut Seat)) {
    tx.memory_changed();
    let Some(mut kept) = tx.recall::<Kept>() else { return };
    if let Some(mut seat) = kept.floor.seat(agent).cloned() {
        change(&mut seat);
        kept.floor.put(seat);
    }
    tx.remember(kept);
}

/// Whom entries admit, or who belongs to a group, was changed.
pub fn crews_changed(tx: &mut Tx) {
    tx.memory_changed();
    let Some(mut kept) = tx.recall::<Kept>() else { return };
    kept.forget_crews();
    tx.remember(kept);
}

/// Rules were changed by which the floor is read: it is read anew.
pub fn rules_changed(tx: &mut Tx) {
    tx.memory_changed();
    drop(tx.recall::<Kept>());
}

const NAMES_SOMEBODY: &str = "
select 1 as named from entry_agents where entry_id = $1 union all select 1 from entry_groups where entry_id = $1 limit 1";

const ADMITTED: &str = "
select agent_id from entry_agents where entry_id = $1
union select m.agent_id from entry_groups g join team_members m on m.group_id = g.group_id where g.entry_id = $1
order by agent_id";

pub fn names_somebody(q: &mut impl Query, entry: EntryId) -> Result<bool> {
    Ok(q.maybe(NAMES_SOMEBODY, &args![entry], |_| Ok(()))?.is_some())
}

/// The agents that an entry (inbox or link) admits, groups expanded; `None` when it names neither: everybody who takes part.
pub fn admitted(q: &mut impl Query, entry: EntryId) -> Result<Option<Vec<AgentId>>> {
    if !names_somebody(q, entry)? {
        return Ok(None);
    }
    q.all(ADMITTED, &args![entry], |row| row.get("agent_id")).map(Some)
}

//! The floor: every active agent with presence and loads, as they are in this transaction.

use super::settings::Settings;
use db::{Query, Row, args};
use domain::id::{AgentId, WorkspaceId};
use domain::presence::{self, Line, Presence};
use domain::routing::{Floor, Load, Seat};
use domain::{Error, Result, Timestamp};

const SEATS: &str = "
select id, owner, presence, connections, gone_at, takes_routing, capacity, mail_capacity, open_chats, open_mails, weight,
  last_assigned_at, credit
from agents where workspace_id = $1 and state = 'active' order by id";

/// Read inside the writing transaction: the workspace's lock makes it the truth until the commit.
///
/// `carried` is the assignee of the conversation that is being decided anew: it does not count against him.
pub fn load(
    q: &mut impl Query,
    workspace: WorkspaceId,
    settings: &Settings,
    now: Timestamp,
    carried: Option<(AgentId, Load)>,
) -> Result<Floor> {
    let mut seats = q.all(SEATS, &args![workspace], |row| {
        Ok((row.get::<bool>("owner")?, seat(row, settings.grace_seconds, now)?))
    })?;
    let owner = seats.iter().find(|(owner, _)| *owner).map(|(_, seat)| seat.agent);
    let owner = owner.ok_or_else(|| Error::internal_error("a workspace without owner"))?;
    for (_, seat) in &mut seats {
        match carried {
            Some((agent, Load::Chat)) if agent == seat.agent => seat.open_chats = seat.open_chats.saturating_sub(1),
            Some((agent, Load::Mail)) if agent == seat.agent => seat.open_mails = seat.open_mails.saturating_sub(1),
            _ => {}
        }
    }
    Ok(Floor::new(owner, seats.into_iter().map(|(_, seat)| seat).collect()))
}

fn seat(row: &Row, grace: i64, now: Timestamp) -> Result<Seat> {
    let shown = presence::shown(chosen(row)?, line(row)?, grace, now);
    let small = |column: &str| row.get::<i64>(column).map(|n| u32::try_from(n.max(0)).unwrap_or(u32::MAX));
    Ok(Seat {
        presence: shown.presence,
        reachable: shown.reachable,
        takes_routing: row.get("takes_routing")?,
        capacity: small("capacity")?,
        mail_capacity: small("mail_capacity")?,
        open_chats: small("open_chats")?,
        open_mails: small("open_mails")?,
        weight: small("weight")?,
        last_assigned_at: row.get("last_assigned_at")?,
        credit: row.get("credit")?,
        ..Seat::new(row.get("id")?)
    })
}

fn chosen(row: &Row) -> Result<Presence> {
    let text: String = row.get("presence")?;
    Presence::parse(&text).ok_or_else(|| Error::internal_error(format!("stored presence {text}")))
}

fn line(row: &Row) -> Result<Line> {
    Ok(crate::accounts::member::line(row.get("connections")?, row.get("gone_at")?))
}

/// What others see of one agent now, from a row with `presence`, `connections` and `gone_at`.
pub fn shown_presence(row: &Row, grace: i64, now: Timestamp) -> Result<presence::Shown> {
    Ok(presence::shown(chosen(row)?, line(row)?, grace, now))
}

const ONE: &str = "select presence, connections, gone_at, state from agents where id = $1";

/// Whether an agent's shown presence is offline, the grace time over; disabled and deleted accounts are.
pub fn is_offline(q: &mut impl Query, agent: AgentId, settings: &Settings, now: Timestamp) -> Result<bool> {
    q.one(ONE, &args![agent], |row| {
        let active = row.get::<String>("state")? == "active";
        Ok(!active || shown_presence(row, settings.grace_seconds, now)?.presence == Presence::Offline)
    })
}

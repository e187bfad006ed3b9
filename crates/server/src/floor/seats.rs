//! Seats as rows of `agents`.

use db::{Query, Row, args};
use domain::id::{AgentId, WorkspaceId};
use domain::presence::{self, Line, Presence};
use domain::routing::Seat;
use domain::{Error, Result, Timestamp};

/// A seat, whose it is, and when its grace time ends if it is in one.
pub struct Read {
    pub owner: bool,
    pub seat: Seat,
    pub gone_at: Option<Timestamp>,
}

const ALL: &str = "
select id, owner, presence, connections, gone_at, takes_routing, capacity, mail_capacity, open_chats, open_mails, weight,
  last_assigned_at, credit
from agents where workspace_id = $1 and state = 'active' order by id";

pub fn all(q: &mut impl Query, workspace: WorkspaceId, grace: i64, now: Timestamp) -> Result<Vec<Read>> {
    q.all(ALL, &args![workspace], |row| read(row, grace, now))
}

const ONE: &str = "
select id, owner, presence, connections, gone_at, takes_routing, capacity, mail_capacity, open_chats, open_mails, weight,
  last_assigned_at, credit
from agents where workspace_id = $1 and id = $2 and state = 'active'";

/// `None` for an account that is disabled or gone.
pub fn one(
    q: &mut impl Query,
    workspace: WorkspaceId,
    agent: AgentId,
    grace: i64,
    now: Timestamp,
) -> Result<Option<Read>> {
    q.maybe(ONE, &args![workspace, agent], |row| read(row, grace, now))
}

fn read(row: &Row, grace: i64, now: Timestamp) -> Result<Read> {
    let shown = shown_presence(row, grace, now)?;
    let small = |column: &str| row.get::<i64>(column).map(|n| u32::try_from(n.max(0)).unwrap_or(u32::MAX));
    let seat = Seat {
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
    };
    let dropped = match line(row)? {
        Line::Dropped(at) => Some(at),
        Line::Connected | Line::Away => None,
    };
    Ok(Read { owner: row.get("owner")?, seat, gone_at: dropped })
}

fn line(row: &Row) -> Result<Line> {
    Ok(crate::accounts::member::line(row.get("connections")?, row.get("gone_at")?))
}

/// What others see of one agent now, from a row with `presence`, `connections` and `gone_at`.
pub fn shown_presence(row: &Row, grace: i64, now: Timestamp) -> Result<presence::Shown> {
    let text: String = row.get("presence")?;
    let chosen = Presence::parse(&text).ok_or_else(|| Error::internal_error(format!("stored presence {text}")))?;
    Ok(presence::shown(chosen, line(row)?, grace, now))
}

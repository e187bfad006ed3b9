//! The road through the conversations: messages newest first, read and compared with the words, without the index.

use super::find::{Asked, Filter, Found, Part, Stretch, found, narrowed};
use super::reach::LogReach;
use crate::conversations::list::visible_sql;
use crate::conversations::participants::HOUR;
use db::{Query, Value, args};
use domain::id::{AgentId, ContactId, first_of};
use domain::{Result, Timestamp};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What the index would have taken in.
macro_rules! findable {
    () => {
        "m.kind <> 'event' and m.automatic = false and m.state = 'sent'"
    };
}
pub(super) use findable;

/// Where everything lies that could be found; what is not seen is left out on the way.
pub(super) enum Source {
    /// The conversations in which this agent took part; `waiting`: and what waits, which the viewer may pick.
    Agent {
        agent: AgentId,
        waiting: bool,
    },
    Contact(ContactId),
    Shop,
}

impl Source {
    pub fn of(reach: &LogReach, filter: &Filter) -> Source {
        match (filter.contact, filter.agent) {
            (Some(contact), _) => Source::Contact(contact),
            // Of two agents, the one who asks: nearly always he has fewer than whoever is asked about.
            (None, _) if reach.is_own => Source::Agent { agent: reach.viewer, waiting: reach.picks },
            (None, Some(agent)) => Source::Agent { agent, waiting: false },
            (None, None) => Source::Shop,
        }
    }
}

/// Reads about `most` messages, and as many more as it takes to come down at all.
pub(super) fn read(q: &mut impl Query, asked: &Asked, source: &Source, at: Stretch, most: usize) -> Result<Part> {
    match source {
        Source::Shop => of_shop(q, asked, at, most),
        Source::Contact(contact) => of_contact(q, asked, *contact, at),
        Source::Agent { agent, waiting } => of_agent(q, asked, *agent, *waiting, at, most),
    }
}

const BOUND: &str = "
select id from messages where workspace_id = $1 and id < $2 and id >= $3 order by id desc limit 1 offset $4";

const OF_SHOP: &str = concat!(
    "select m.id, m.conversation_id, m.seq, m.text, m.created_at, m.sender_type, m.sender_id, m.sender_name
from messages m cross join conversations c where m.workspace_id = $1 and m.id < $12 and m.id >= $13 and ",
    findable!(),
    " and (m.created_at >= $9 or $9 is null) and (m.created_at < $10 or $10 is null) and c.id = m.conversation_id and ",
    visible_sql!(),
    " and ",
    narrowed!(),
    " order by m.id desc"
);

fn of_shop(q: &mut impl Query, asked: &Asked, at: Stretch, most: usize) -> Result<Part> {
    let bound = q.maybe(BOUND, &args![asked.reach.workspace, at.before, at.floor, most], |row| row.get("id"))?;
    let reached = bound.unwrap_or(at.floor);
    let rows = q.all(OF_SHOP, &with(asked, args![at.before, reached]), found)?;
    let texts = rows.len();
    let found: Vec<Found> = rows.into_iter().filter(|one| asked.words.find(&one.text)).collect();
    Ok(Part { matching: found.len(), found, reached, texts })
}

fn with<const N: usize>(asked: &Asked, more: [Value; N]) -> Vec<Value> {
    let mut args = asked.reach.args();
    args.extend(asked.filter.args());
    args.extend(more);
    args
}

/// A conversation to be read: its place in the order, and how long it is.
struct Place {
    active: i64,
    id: i64,
    messages: i64,
}

macro_rules! places {
    ($active:literal, $from:literal, $rest:literal) => {
        concat!(
            "select ",
            $active,
            " as active, c.id, c.seq from ",
            $from,
            " and (c.last_at >= $9 or $9 is null) and (c.created_at < $10 or $10 is null) and ",
            visible_sql!(),
            " and ",
            narrowed!(),
            $rest
        )
    };
}

/// Its order is that of the hours; conversations that began later than the stretch have nothing in it.
const OF_AGENT: &str = places!(
    "p.active",
    "participants p cross join conversations c where p.agent_id = $12 and (p.active, p.conversation_id) < ($13, $14)
  and p.conversation_id < $15 and c.id = p.conversation_id",
    " order by p.active desc, p.conversation_id desc limit $16"
);
const OF_CONTACT: &str =
    places!("0", "conversations c where c.contact_id = $12 and c.id < $13", " order by c.id desc limit $14");
const WAITING: &str = places!(
    "0",
    "conversations c where c.workspace_id = $1 and c.status in ('queued', 'pooled') and c.id < $12",
    " order by c.last_at desc, c.id desc limit $13"
);

/// Conversations that are read together: as many as `OF_MANY` asks for.
const TOGETHER: usize = 32;
/// A longer line than this is not read for somebody who may pick from it.
const LINE: usize = 320;

fn places(q: &mut impl Query, sql: &'static str, args: &[Value]) -> Result<Vec<Place>> {
    q.all(sql, args, |row| Ok(Place { active: row.get("active")?, id: row.get("id")?, messages: row.get("seq")? }))
}

fn of_contact(q: &mut impl Query, asked: &Asked, contact: ContactId, at: Stretch) -> Result<Part> {
    let (mut hits, mut before) = (Hits::default(), at.before);
    loop {
        let chunk = places(q, OF_CONTACT, &with(asked, args![contact, before, TOGETHER]))?;
        hits.read(q, asked, &chunk, at)?;
        match chunk.last() {
            Some(last) if chunk.len() == TOGETHER => before = last.id,
            _ => return Ok(hits.down_to(at.floor)),
        }
    }
}

fn of_agent(
    q: &mut impl Query,
    asked: &Asked,
    agent: AgentId,
    waiting: bool,
    at: Stretch,
    most: usize,
) -> Result<Part> {
    let mut hits = Hits::default();
    if waiting {
        let line = places(q, WAITING, &with(asked, args![at.before, LINE]))?;
        if line.len() == LINE {
            // Among the shop's newest they lie close together.
            return of_shop(q, asked, at, most);
        }
        for chunk in line.chunks(TOGETHER) {
            hits.read(q, asked, chunk, at)?;
        }
    }
    let mut after = (i64::MAX, i64::MAX);
    let mut room = most as i64;
    loop {
        let chunk = places(q, OF_AGENT, &with(asked, args![agent, after.0, after.1, at.before, TOGETHER]))?;
        hits.read(q, asked, &chunk, at)?;
        room -= chunk.iter().map(|place| place.messages).sum::<i64>();
        let Some(last) = chunk.last().filter(|_| chunk.len() == TOGETHER) else { return Ok(hits.down_to(at.floor)) };
        after = (last.active, last.id);
        // What was not read yet was active in that hour at the latest, and no message is younger than that.
        let reached = first_of(Timestamp((last.active + 1).saturating_mul(HOUR))).max(at.floor);
        if room <= 0 && reached < at.before {
            return Ok(hits.down_to(reached));
        }
    }
}

/// Hits of several conversations on their way into one order.
#[derive(Default)]
struct Hits {
    found: BTreeMap<Reverse<i64>, Found>,
    texts: usize,
}

/// The signs keep PostgreSQL from fetching the whole stretch beside the conversations.
const OF_MANY: &str = concat!(
    "select m.id, m.conversation_id, m.seq, m.text, m.created_at, m.sender_type, m.sender_id, m.sender_name
from messages m where +m.id < $1 and +m.id >= $2 and (m.created_at >= $3 or $3 is null) and (m.created_at < $4 or $4 is null) and ",
    findable!(),
    " and m.conversation_id in ($5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
  $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36)"
);

impl Hits {
    fn read(&mut self, q: &mut impl Query, asked: &Asked, places: &[Place], at: Stretch) -> Result<()> {
        let Some(first) = places.first() else { return Ok(()) };
        let mut args = args![at.before, at.floor, asked.filter.from, asked.filter.until].to_vec();
        // The same conversation asked for twice is read once.
        args.extend((0..TOGETHER).map(|n| Value::from(places.get(n).unwrap_or(first).id)));
        for found in q.all(OF_MANY, &args, found)? {
            self.texts += 1;
            if asked.words.find(&found.text) {
                self.found.insert(Reverse(found.message.0), found);
            }
        }
        Ok(())
    }

    /// What lies further down is found again on the way there, together with what was not read yet.
    fn down_to(self, reached: i64) -> Part {
        let (texts, matching) = (self.texts, self.found.len());
        let found = self.found.into_values().filter(|found| found.message.0 >= reached).collect();
        Part { found, reached, texts, matching }
    }
}

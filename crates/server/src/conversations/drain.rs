//! Room appeared, somebody came, or everybody went: what waits is dealt out (RTE-6, last lines).

use super::announce;
use super::assignment::{self, Place};
use super::row::{self, Conversation, select_conversation};
use crate::channels::Channels;
use crate::floor::{self, Kept};
use crate::routing::choose;
use crate::routing::settings::{self, Settings};
use db::{NewJob, Query, Tx, args};
use domain::conversation::Status;
use domain::id::{AgentId, ConversationId, WorkspaceId};
use domain::routing::{self, Decision, Floor, Line, Waiting};
use domain::{Error, Result, Timestamp};
use serde_json::json;
use std::collections::HashMap;

/// The job of this kind deals out what waits, after a change elsewhere made room (capacity, membership, a new colleague).
pub const ROOM: &str = "room";

/// So many change hands in one transaction; a job goes on with the rest, so that nobody else waits for all of them.
const DEALT_AT_ONCE: usize = 100;

/// Carries out what `domain::routing::deal_out` says. Called in the transaction that made the room.
pub fn drain(tx: &mut Tx, channels: &Channels, workspace: WorkspaceId) -> Result<()> {
    let classes = classes(tx, workspace)?;
    if classes.is_empty() {
        return Ok(());
    }
    let settings = settings::load(tx, workspace)?;
    let kept = floor::take(tx, settings.grace_seconds)?;
    let (now, rules) = (tx.now(), settings.rules());
    let mut dealer = Dealer { tx, channels, settings: &settings, kept, classes, seen: HashMap::new(), dealt: 0 };
    let outcome = routing::deal_out(&mut dealer, &rules, now);
    let Dealer { kept, dealt, .. } = dealer;
    tx.remember(kept);
    let finished = outcome?;
    if dealt > 0 {
        line_moved(tx);
    }
    if finished == routing::Dealt::Enough {
        tx.enqueue(NewJob { kind: ROOM, key: workspace.to_string(), payload: json!({}), due_at: now });
    }
    Ok(())
}

/// The line in the database and the floor in memory.
struct Dealer<'a, 'tx> {
    tx: &'a mut Tx<'tx>,
    channels: &'a Channels,
    settings: &'a Settings,
    kept: Kept,
    classes: Vec<Class>,
    /// The heads that were looked at.
    seen: HashMap<ConversationId, Conversation>,
    dealt: usize,
}

type Class = (Status, String);

/// Each step finds the next text behind the last one in the index, so the number of those who wait does not matter.
const LINES: &str = "
with recursive heads (line) as (
  select min(line) from conversations where workspace_id = $1 and status = $2 and line is not null
  union all
  select (select min(c.line) from conversations c where c.workspace_id = $1 and c.status = $2 and c.line > heads.line)
  from heads where heads.line is not null)
select line from heads where line is not null";

fn classes(tx: &mut Tx, workspace: WorkspaceId) -> Result<Vec<Class>> {
    let mut classes = Vec::new();
    for status in [Status::Queued, Status::Pooled] {
        let lines: Vec<String> = tx.all(LINES, &args![workspace, status.as_str()], |row| row.get("line"))?;
        classes.extend(lines.into_iter().map(|line| (status, line)));
    }
    Ok(classes)
}

const OLDEST: &str = select_conversation!(
    "where c.workspace_id = $1 and c.status = $2 and c.line = $3 and (c.queued_at, c.id) > ($4, $5)
     order by c.queued_at, c.id limit 1"
);

/// Of the agent's newest conversations: nobody has more within the time that sticky routing looks back.
const SERVED_BY: &str = select_conversation!(
    "join (select distinct contact_id from (
       select contact_id, last_served_at, private from participants where agent_id = $2 order by conversation_id desc limit 2000
     ) newest where last_served_at >= $3 and private = false) served on served.contact_id = c.contact_id
     where c.workspace_id = $1 and c.status in ('queued', 'pooled') and c.line is not null"
);

impl Dealer<'_, '_> {
    fn waiting(&mut self, c: Conversation) -> Result<Waiting> {
        let load = self.channels.get(&c.channel)?.abilities().load;
        let waiting = Waiting {
            conversation: c.id,
            place: if c.status == Status::Queued { routing::Place::Queue } else { routing::Place::Pool },
            since: c.queued_at.unwrap_or(c.created_at),
            ask: choose::ask(self.tx, &mut self.kept, &assignment::case(&c, load))?,
        };
        self.seen.insert(c.id, c);
        Ok(waiting)
    }

    fn give(&mut self, waiting: &Waiting, decision: &Decision) -> Result<()> {
        let Some(mut c) = self.seen.remove(&waiting.conversation) else { return Ok(()) };
        let before = assignment::before(self.tx, &c)?;
        choose::keep(self.tx, c.id, decision)?;
        assignment::put(self.tx, &mut c, Place::from(decision), waiting.ask.load)?;
        assignment::announce_moved(self.tx, &mut c, before)
    }
}

impl Line for Dealer<'_, '_> {
    type Class = Class;
    type Error = Error;

    fn classes(&mut self) -> Result<Vec<Class>> {
        Ok(std::mem::take(&mut self.classes))
    }

    fn next(&mut self, class: &Class, behind: Option<(Timestamp, ConversationId)>) -> Result<Option<Waiting>> {
        let (since, id) = behind.unwrap_or((Timestamp(i64::MIN), ConversationId(0)));
        let workspace = self.tx.workspace();
        let oldest = args![workspace, class.0.as_str(), class.1.as_str(), since, id];
        let found = self.tx.maybe(OLDEST, &oldest, row::read)?;
        found.map(|c| self.waiting(c)).transpose()
    }

    fn served_by(&mut self, agent: AgentId) -> Result<Vec<Waiting>> {
        let (workspace, now) = (self.tx.workspace(), self.tx.now());
        let since = now.plus_seconds(-self.settings.sticky_suspended_seconds);
        let found = self.tx.all(SERVED_BY, &args![workspace, agent, since], row::read)?;
        found.into_iter().map(|c| self.waiting(c)).collect()
    }

    fn floor(&self) -> &Floor {
        &self.kept.floor
    }

    fn calm(&mut self, agents: &[AgentId]) {
        self.kept.floor.calm(agents);
    }

    fn carry_out(&mut self, waiting: &Waiting, decision: &Decision) -> Result<()> {
        // Whatever writes loads changes the floor that the transaction remembers.
        self.tx.remember(std::mem::take(&mut self.kept));
        let given = self.give(waiting, decision);
        self.kept = floor::take(self.tx, self.settings.grace_seconds)?;
        self.dealt += 1;
        given
    }

    fn enough(&self) -> bool {
        self.dealt >= DEALT_AT_ONCE
    }
}

/// The job of this kind tells those in front where they stand now, at most once a second: to tell fifty of them takes the
/// writer longer than to give somebody a place.
pub const LINE_MOVED: &str = "line_moved";

/// The first visitors in line hear that they moved up; further ones learn it when they come closer.
const TOLD: i64 = 50;

/// Taken out of the line by hand: those behind have new places.
pub fn left_the_line(tx: &mut Tx, was: Status) {
    if was == Status::Queued {
        line_moved(tx);
    }
}

fn line_moved(tx: &mut Tx) {
    // At the next full second, whoever moves it in this one: so the job is never put off by those who move it again.
    let due_at = Timestamp((tx.now().0 / 1000 + 1) * 1000);
    tx.enqueue(NewJob { kind: LINE_MOVED, key: tx.workspace().to_string(), payload: json!({}), due_at });
}

/// Said twice, so that SQLite sees that the index of those who wait fits.
const IN_FRONT: &str = select_conversation!(
    "where c.workspace_id = $1 and c.status in ('queued', 'pooled') and c.status = 'queued' and c.blocked = false order by c.queued_at, c.id limit $2"
);

pub fn tell_line(tx: &mut Tx) -> Result<()> {
    let workspace = tx.workspace();
    let waiting: Vec<Conversation> = tx.all(IN_FRONT, &args![workspace, TOLD], row::read)?;
    waiting.iter().try_for_each(|c| announce::tell_contact(tx, c))
}

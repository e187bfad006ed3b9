//! What is remembered: the floor, whose grace time ends when, and which entries name nobody.

use super::admitted;
use super::seats::{self, Read};
use db::{Query, args};
use domain::id::{AgentId, EntryId, GroupId, WorkspaceId};
use domain::presence::Presence;
use domain::routing::{CrewId, Entry, Floor, Seat};
use domain::{Error, Result, Timestamp};
use std::collections::{BTreeSet, HashSet};

pub struct Kept {
    pub floor: Floor,
    /// The moments at which dropped agents count as offline.
    grace_ends: BTreeSet<(Timestamp, AgentId)>,
    grace_seconds: i64,
    /// Entries that admit everybody who takes part.
    open_entries: HashSet<EntryId>,
    groups: HashSet<GroupId>,
    /// As of when presences are right.
    at: Timestamp,
}

impl Default for Kept {
    /// What stands in while the real one is with the transaction.
    fn default() -> Self {
        Kept {
            floor: Floor::new(AgentId(0), Vec::new()),
            grace_ends: BTreeSet::new(),
            grace_seconds: 0,
            open_entries: HashSet::new(),
            groups: HashSet::new(),
            at: Timestamp(0),
        }
    }
}

const MEMBERS: &str = "select agent_id from team_members where group_id = $1";

impl Kept {
    pub(super) fn load(q: &mut impl Query, workspace: WorkspaceId, grace: i64, now: Timestamp) -> Result<Kept> {
        let read = seats::all(q, workspace, grace, now)?;
        let owner = read.iter().find(|read| read.owner).map(|read| read.seat.agent);
        let owner = owner.ok_or_else(|| Error::internal_error("a workspace without owner"))?;
        let ends = |read: &Read| Some((read.gone_at?.plus_seconds(grace), read.seat.agent));
        let grace_ends = read.iter().filter_map(ends).filter(|(end, _)| *end > now).collect();
        let floor = Floor::new(owner, read.into_iter().map(|read| read.seat).collect());
        Ok(Kept { floor, grace_ends, grace_seconds: grace, at: now, ..Kept::default() })
    }

    /// Not with another grace time, nor after the clock was set back.
    pub(super) fn holds(&self, grace_seconds: i64, now: Timestamp) -> bool {
        self.grace_seconds == grace_seconds && self.at <= now
    }

    /// Whoever's grace time has ended meanwhile is offline.
    pub(super) fn moves_on(&mut self, now: Timestamp) {
        self.at = now;
        while let Some((end, agent)) = self.grace_ends.first().copied().filter(|(end, _)| *end <= now) {
            self.grace_ends.remove(&(end, agent));
            if let Some(seat) = self.floor.seat(agent) {
                self.floor.put(Seat { presence: Presence::Offline, reachable: false, ..seat.clone() });
            }
        }
    }

    pub(super) fn read_again(
        &mut self,
        q: &mut impl Query,
        workspace: WorkspaceId,
        agent: AgentId,
        now: Timestamp,
    ) -> Result<()> {
        let (grace, now) = (self.grace_seconds, now.max(self.at));
        self.grace_ends.retain(|(_, who)| *who != agent);
        match seats::one(q, workspace, agent, grace, now)? {
            None => self.floor.remove(agent),
            Some(read) => {
                let end = read.gone_at.map(|at| at.plus_seconds(grace)).filter(|end| *end > now);
                self.grace_ends.extend(end.map(|end| (end, agent)));
                self.floor.put(read.seat);
            }
        }
        Ok(())
    }

    /// Whom an entry admits, as an ask names it.
    pub fn entry(&mut self, q: &mut impl Query, entry: EntryId) -> Result<Entry> {
        let crew = CrewId(entry.0);
        if self.open_entries.contains(&entry) {
            return Ok(Entry::Everybody);
        }
        if !self.floor.knows_crew(crew) {
            match admitted(q, entry)? {
                Some(members) => self.floor.form_crew(crew, members),
                None => {
                    self.open_entries.insert(entry);
                    return Ok(Entry::Everybody);
                }
            }
        }
        Ok(Entry::Crew(crew))
    }

    /// The members of a group and nobody else.
    pub fn group(&mut self, q: &mut impl Query, group: GroupId) -> Result<Entry> {
        let crew = CrewId(group.0);
        if !self.floor.knows_crew(crew) {
            let members = q.all(MEMBERS, &args![group], |row| row.get("agent_id"))?;
            self.floor.form_crew(crew, members);
            self.groups.insert(group);
        }
        Ok(Entry::Crew(crew))
    }

    pub(super) fn forget_crews(&mut self) {
        self.floor.forget_crews();
        self.open_entries.clear();
        self.groups.clear();
    }

    /// Whether it is still what the rows say.
    pub(super) fn compare(&self, q: &mut impl Query, workspace: WorkspaceId) -> Result<()> {
        let differs = |what: String| Err(Error::internal_error(format!("the remembered floor is wrong: {what}")));
        let fresh = seats::all(q, workspace, self.grace_seconds, self.at)?;
        if fresh.len() != self.floor.seats().count() {
            return differs("who has a seat".to_owned());
        }
        for Read { seat, .. } in &fresh {
            if self.floor.seat(seat.agent) != Some(seat) {
                return differs(format!("{:?} instead of {seat:?}", self.floor.seat(seat.agent)));
            }
        }
        for entry in &self.open_entries {
            if admitted(q, *entry)?.is_some() {
                return differs(format!("{entry:?} names somebody"));
            }
        }
        for crew in self.floor.crew_ids() {
            let members: HashSet<AgentId> = match self.groups.contains(&GroupId(crew.0)) {
                true => q.all(MEMBERS, &args![crew.0], |row| row.get("agent_id"))?.into_iter().collect(),
                false => admitted(q, EntryId(crew.0))?.unwrap_or_default().into_iter().collect(),
            };
            if self.floor.crew_members(crew) != Some(&members) {
                return differs(format!("who belongs to {crew:?}"));
            }
        }
        Ok(())
    }
}

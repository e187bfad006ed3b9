//! The floor: every active agent of a workspace with presence and loads at one moment.
//!
//! It is kept from one decision to the next and follows every change of a seat; see [`super::crew`] for what is ordered.

use super::crew::{Crew, Lists, Turn};
use super::{CrewId, Decision, Entry, Load, Outcome};
use crate::Timestamp;
use crate::id::AgentId;
use crate::presence::Presence;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// One active agent. Disabled and deleted accounts have no seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    pub agent: AgentId,
    /// As others see it, the grace time included.
    pub presence: Presence,
    /// False in the grace time after a dropped connection: shown as before, but gets nothing new.
    pub reachable: bool,
    pub takes_routing: bool,
    pub capacity: u32,
    pub mail_capacity: u32,
    pub open_chats: u32,
    pub open_mails: u32,
    pub weight: u32,
    pub last_assigned_at: Option<Timestamp>,
    /// What weighted routing owes this agent; [`Decision::credits`] says what to store.
    pub credit: i64,
}

impl Seat {
    /// An account with the product's defaults, offline and without work.
    pub fn new(agent: AgentId) -> Self {
        Seat {
            agent,
            presence: Presence::Offline,
            reachable: false,
            takes_routing: true,
            capacity: 10,
            mail_capacity: 50,
            open_chats: 0,
            open_mails: 0,
            weight: 100,
            last_assigned_at: None,
            credit: 0,
        }
    }

    pub fn open(&self, load: Load) -> u32 {
        match load {
            Load::Chat => self.open_chats,
            Load::Mail => self.open_mails,
        }
    }

    pub fn capacity(&self, load: Load) -> u32 {
        match load {
            Load::Chat => self.capacity,
            Load::Mail => self.mail_capacity,
        }
    }

    pub fn has_room(&self, load: Load) -> bool {
        self.open(load) < self.capacity(load)
    }

    /// In turn: who waits longest since the last assignment comes first (never is longest), then the lowest id.
    pub(super) fn turn(&self) -> Turn {
        (self.last_assigned_at, self.agent)
    }
}

/// Who is there, with the crews that were asked for. Changing one seat costs as much in a large shop as in a small one.
#[derive(Debug, Clone)]
pub struct Floor {
    owner: AgentId,
    seats: BTreeMap<AgentId, Seat>,
    latest: Option<Timestamp>,
    everybody: Crew,
    crews: HashMap<CrewId, Crew>,
    restless: BTreeSet<AgentId>,
}

impl Floor {
    pub fn new(owner: AgentId, seats: Vec<Seat>) -> Self {
        let mut by_id = BTreeMap::new();
        for seat in seats {
            by_id.entry(seat.agent).or_insert(seat);
        }
        let latest = by_id.values().filter_map(|s| s.last_assigned_at).max();
        let restless = by_id.values().filter(|s| is_restless(s)).map(|s| s.agent).collect();
        let everybody = Crew::of(None, by_id.values());
        Floor { owner, seats: by_id, latest, everybody, crews: HashMap::new(), restless }
    }

    pub fn owner(&self) -> AgentId {
        self.owner
    }

    pub fn seat(&self, agent: AgentId) -> Option<&Seat> {
        self.seats.get(&agent)
    }

    /// By id.
    pub fn seats(&self) -> impl Iterator<Item = &Seat> {
        self.seats.values()
    }

    /// Takes the place of the agent's seat, if he had one.
    pub fn put(&mut self, seat: Seat) {
        self.latest = self.latest.max(seat.last_assigned_at);
        let before = self.seats.get(&seat.agent);
        self.everybody.change(before, Some(&seat));
        self.crews.values_mut().for_each(|crew| crew.change(before, Some(&seat)));
        if is_restless(&seat) {
            self.restless.insert(seat.agent);
        } else {
            self.restless.remove(&seat.agent);
        }
        self.seats.insert(seat.agent, seat);
    }

    /// The account was disabled or deleted.
    pub fn remove(&mut self, agent: AgentId) {
        let before = self.seats.remove(&agent);
        self.everybody.change(before.as_ref(), None);
        self.crews.values_mut().for_each(|crew| crew.change(before.as_ref(), None));
        self.restless.remove(&agent);
    }

    /// From now on [`Entry::Crew`] with this number means these agents.
    pub fn form_crew(&mut self, id: CrewId, members: Vec<AgentId>) {
        let members: HashSet<AgentId> = members.into_iter().collect();
        let seats: Vec<&Seat> = members.iter().filter_map(|a| self.seats.get(a)).collect();
        let crew = Crew::of(Some(members.clone()), seats.into_iter());
        self.crews.insert(id, crew);
    }

    pub fn knows_crew(&self, id: CrewId) -> bool {
        self.crews.contains_key(&id)
    }

    pub fn crew_members(&self, id: CrewId) -> Option<&HashSet<AgentId>> {
        self.crews.get(&id).and_then(Crew::members)
    }

    pub fn crew_ids(&self) -> Vec<CrewId> {
        self.crews.keys().copied().collect()
    }

    /// Whom entries and groups admit has changed.
    pub fn forget_crews(&mut self) {
        self.crews.clear();
    }

    /// Suspended agents with room who changed since [`Floor::calm`]: what waits for one of them by name of old (sticky)
    /// may go to him now, however full the others are.
    pub fn restless(&self) -> Vec<AgentId> {
        self.restless.iter().copied().collect()
    }

    pub fn calm(&mut self, agents: &[AgentId]) {
        self.restless.retain(|agent| !agents.contains(agent));
    }

    /// The crew of an entry; one that only this ask names is made for it.
    pub(super) fn crew(&self, entry: &Entry) -> Cow<'_, Crew> {
        match entry {
            Entry::Everybody => Cow::Borrowed(&self.everybody),
            Entry::Crew(id) if self.crews.contains_key(id) => Cow::Borrowed(&self.crews[id]),
            Entry::Crew(_) => Cow::Owned(Crew::of(Some(HashSet::new()), std::iter::empty())),
            Entry::Only(agents) => {
                let members: HashSet<AgentId> = agents.iter().copied().collect();
                let seats: Vec<&Seat> = members.iter().filter_map(|a| self.seats.get(a)).collect();
                Cow::Owned(Crew::of(Some(members.clone()), seats.into_iter()))
            }
        }
    }

    pub(super) fn lists<'a>(&self, crew: &'a Crew, load: Load) -> &'a Lists {
        match crew.members() {
            None => crew.lists(load, self.seats.values()),
            Some(members) => crew.lists(load, members.iter().filter_map(|a| self.seats.get(a))),
        }
    }

    /// The next free moment for `last_assigned_at`: later than every earlier one, so that agents served in the same
    /// millisecond, or while the clock stepped back, still have an order.
    pub fn next_turn(&self, now: Timestamp) -> Timestamp {
        self.latest.map_or(now, |latest| now.max(Timestamp(latest.0 + 1)))
    }

    /// The floor after this decision was carried out.
    pub fn apply(&mut self, decision: &Decision, load: Load) {
        for (agent, credit) in &decision.credits {
            if let Some(seat) = self.seat(*agent) {
                self.put(Seat { credit: *credit, ..seat.clone() });
            }
        }
        let (Outcome::Assign { agent, .. }, Some(at)) = (decision.outcome, decision.assigned_at) else { return };
        self.latest = self.latest.max(Some(at));
        if let Some(mut seat) = self.seat(agent).cloned() {
            seat.last_assigned_at = Some(at);
            match load {
                Load::Chat => seat.open_chats += 1,
                Load::Mail => seat.open_mails += 1,
            }
            self.put(seat);
        }
    }
}

/// Such a one gets from the line what nobody else gets: the contacts whom he served last.
fn is_restless(seat: &Seat) -> bool {
    let room = seat.has_room(Load::Chat) || seat.has_room(Load::Mail);
    seat.presence == Presence::Suspended && seat.reachable && seat.takes_routing && room
}

//! A crew: those whom an entry or a group admits, ordered beforehand by what the rules look for, so that choosing among
//! ten thousand looks at no more seats than it names.
//!
//! It follows every change of a seat. What it answers is what a look at all its seats would answer; a test compares.

use super::decision::{Counts, MAX_CANDIDATES, Reason};
use super::{Load, Seat};
use crate::Timestamp;
use crate::id::AgentId;
use crate::presence::Presence;
use std::cell::OnceCell;
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashSet};

/// In turn: who waits longest since the last assignment comes first (never is longest), then the lowest id.
pub(super) type Turn = (Option<Timestamp>, AgentId);

/// How near somebody came to being chosen: the class of [`distance`], the open conversations, the turn.
type Near = (u8, u32, Turn);

#[derive(Debug, Clone)]
pub(super) struct Crew {
    /// `None`: nobody is named, so everybody belongs to it.
    members: Option<HashSet<AgentId>>,
    admitted: u32,
    /// Those who do not take part.
    aside: BTreeSet<AgentId>,
    chats: OnceCell<Lists>,
    mails: OnceCell<Lists>,
}

/// Those who take part, as one of the two loads sees them; made when that load is first asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Lists {
    pub counts: Counts,
    near: BTreeSet<Near>,
    turns: BTreeSet<Turn>,
    parts: BTreeSet<(Part, Turn)>,
    suspended: BTreeSet<Turn>,
}

/// open/capacity, compared without division.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    open: u32,
    capacity: u32,
}

impl Ord for Part {
    fn cmp(&self, other: &Self) -> Ordering {
        let cross = |a: &Part, b: &Part| u64::from(a.open) * u64::from(b.capacity);
        cross(self, other).cmp(&cross(other, self))
    }
}

impl PartialOrd for Part {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Part {}

impl Crew {
    pub fn of<'a>(members: Option<HashSet<AgentId>>, seats: impl Iterator<Item = &'a Seat>) -> Crew {
        let mut crew =
            Crew { members, admitted: 0, aside: BTreeSet::new(), chats: OnceCell::new(), mails: OnceCell::new() };
        seats.for_each(|seat| crew.change(None, Some(seat)));
        crew
    }

    pub fn admits(&self, agent: AgentId) -> bool {
        self.members.as_ref().is_none_or(|members| members.contains(&agent))
    }

    pub fn members(&self) -> Option<&HashSet<AgentId>> {
        self.members.as_ref()
    }

    pub fn admitted(&self) -> u32 {
        self.admitted
    }

    pub fn aside(&self) -> impl Iterator<Item = AgentId> + '_ {
        self.aside.iter().copied()
    }

    /// A seat comes, goes or is another one now.
    pub fn change(&mut self, before: Option<&Seat>, after: Option<&Seat>) {
        for (seat, comes) in before.map(|s| (s, false)).into_iter().chain(after.map(|s| (s, true))) {
            if !self.admits(seat.agent) {
                continue;
            }
            step(&mut self.admitted, comes);
            if !seat.takes_routing {
                keep(&mut self.aside, seat.agent, comes);
                continue;
            }
            for (lists, load) in [(&mut self.chats, Load::Chat), (&mut self.mails, Load::Mail)] {
                if let Some(lists) = lists.get_mut() {
                    lists.change(seat, load, comes);
                }
            }
        }
    }

    pub fn lists<'a>(&self, load: Load, seats: impl Iterator<Item = &'a Seat>) -> &Lists {
        let lists = match load {
            Load::Chat => &self.chats,
            Load::Mail => &self.mails,
        };
        lists.get_or_init(|| {
            let mut lists = Lists::default();
            for seat in seats.filter(|s| self.admits(s.agent) && s.takes_routing) {
                lists.change(seat, load, true);
            }
            lists
        })
    }
}

impl Lists {
    fn change(&mut self, seat: &Seat, load: Load, comes: bool) {
        count(&mut self.counts, seat, load, comes);
        keep(&mut self.near, near(seat, load), comes);
        if !seat.reachable || !seat.has_room(load) {
            return;
        }
        match seat.presence {
            Presence::Online => {
                let part = Part { open: seat.open(load), capacity: seat.capacity(load) };
                keep(&mut self.turns, seat.turn(), comes);
                keep(&mut self.parts, (part, seat.turn()), comes);
            }
            Presence::Suspended => keep(&mut self.suspended, seat.turn(), comes),
            Presence::Busy | Presence::Offline => {}
        }
    }

    /// The few who came closest: those who could, then full, busy, suspended, dropped and offline ones.
    pub fn nearest<'a>(&'a self, out: &'a [AgentId]) -> impl Iterator<Item = AgentId> + 'a {
        self.near.iter().map(|(_, _, turn)| turn.1).filter(|a| !out.contains(a)).take(MAX_CANDIDATES)
    }

    /// Online with room, the fewest open first.
    pub fn by_open<'a>(&'a self, out: &'a [AgentId]) -> impl Iterator<Item = (u32, AgentId)> + 'a {
        let free = self.near.iter().take_while(|(distance, _, _)| *distance == 0);
        free.map(|(_, open, turn)| (*open, turn.1)).filter(|(_, a)| !out.contains(a))
    }

    /// Online with room, the least saturated first.
    pub fn by_part<'a>(&'a self, out: &'a [AgentId]) -> impl Iterator<Item = (Part, AgentId)> + 'a {
        self.parts.iter().map(|(part, turn)| (*part, turn.1)).filter(|(_, a)| !out.contains(a))
    }

    /// Online with room, in turn.
    pub fn by_turn<'a>(&'a self, out: &'a [AgentId]) -> impl Iterator<Item = (Option<Timestamp>, AgentId)> + 'a {
        self.turns.iter().copied().filter(|(_, a)| !out.contains(a))
    }

    /// Suspended with room, in turn.
    pub fn suspended<'a>(&'a self, out: &'a [AgentId]) -> impl Iterator<Item = (Option<Timestamp>, AgentId)> + 'a {
        self.suspended.iter().copied().filter(|(_, a)| !out.contains(a))
    }
}

fn keep<T: Ord>(set: &mut BTreeSet<T>, value: T, comes: bool) {
    if comes {
        set.insert(value);
    } else {
        set.remove(&value);
    }
}

fn step(number: &mut u32, up: bool) {
    *number = if up { *number + 1 } else { number.saturating_sub(1) };
}

fn count(counts: &mut Counts, seat: &Seat, load: Load, comes: bool) {
    step(&mut counts.takes_part, comes);
    let shown = match seat.presence {
        Presence::Online => &mut counts.online,
        Presence::Busy => &mut counts.busy,
        Presence::Suspended => &mut counts.suspended,
        Presence::Offline => &mut counts.offline,
    };
    step(shown, comes);
    if seat.presence == Presence::Online && !seat.has_room(load) {
        step(&mut counts.full, comes);
    }
    if seat.presence != Presence::Offline && !seat.reachable {
        step(&mut counts.unreachable, comes);
    }
}

/// What keeps a member from being dealt something new.
pub(super) fn standing(seat: &Seat, load: Load) -> Reason {
    match seat.presence {
        Presence::Offline => Reason::Offline,
        Presence::Busy => Reason::Busy,
        _ if !seat.reachable => Reason::Unreachable,
        Presence::Suspended => Reason::Suspended,
        Presence::Online if seat.capacity(load) == 0 => Reason::NoCapacity,
        Presence::Online if !seat.has_room(load) => Reason::Full,
        Presence::Online => Reason::NotNeeded,
    }
}

fn near(seat: &Seat, load: Load) -> Near {
    let distance = match standing(seat, load) {
        Reason::NotNeeded => 0,
        Reason::Full => 1,
        Reason::Busy => 2,
        Reason::Suspended => 3,
        Reason::Unreachable => 4,
        Reason::NoCapacity => 5,
        _ => 6,
    };
    (distance, seat.open(load), seat.turn())
}

//! The decision for one conversation: the rules of RTE-6 in their order, the first that applies wins.

use super::crew::{Crew, Lists, standing};
use super::decision::{Because, Candidate, Counts, Decision, MAX_CANDIDATES, Outcome, Reason, Rule};
use super::strategy::choose;
use super::{Ask, ContactStanding, Floor, OfflineRule, Rules, Seat, Served};
use crate::Timestamp;
use crate::id::AgentId;
use crate::presence::Presence;
use std::cmp::Reverse;

pub fn decide(rules: &Rules, ask: &Ask, floor: &Floor, now: Timestamp) -> Decision {
    settle(rules, ask, floor, now, Occasion::Arrival)
}

/// Arrivals may exceed a capacity by the addressed and sticky rules; what waited is dealt out within capacity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Occasion {
    Arrival,
    Room,
}

pub(super) fn settle(rules: &Rules, ask: &Ask, floor: &Floor, now: Timestamp, occasion: Occasion) -> Decision {
    let crew = floor.crew(&ask.entry);
    let lists = floor.lists(&crew, ask.load);
    let mut case = Case {
        rules,
        ask,
        floor,
        crew: &crew,
        lists,
        now,
        occasion,
        narrowed: false,
        out: Vec::new(),
        because: Because { counts: Counts::default(), candidates: Vec::with_capacity(MAX_CANDIDATES + 1) },
        credits: Vec::new(),
    };
    let order: [Step<'_>; 10] = [
        Case::blocked,
        Case::private,
        Case::addressed,
        Case::narrow,
        Case::sticky,
        Case::strategy,
        Case::queue,
        Case::suspended,
        Case::fallback,
        Case::offline,
    ];
    let (rule, outcome) = order.iter().find_map(|rule| rule(&mut case)).unwrap_or((Rule::Pool, Outcome::Pool));
    case.decision(rule, outcome)
}

type Verdict = (Rule, Outcome);
type Step<'a> = fn(&mut Case<'a>) -> Option<Verdict>;

/// C of RTE-6.4 is whoever of the crew takes part and is not `out`; nobody before rule 4 narrowed it.
struct Case<'a> {
    rules: &'a Rules,
    ask: &'a Ask,
    floor: &'a Floor,
    crew: &'a Crew,
    lists: &'a Lists,
    now: Timestamp,
    occasion: Occasion,
    narrowed: bool,
    /// Members who are not asked this time, by id.
    out: Vec<AgentId>,
    because: Because,
    credits: Vec<(AgentId, i64)>,
}

impl<'a> Case<'a> {
    fn blocked(&mut self) -> Option<Verdict> {
        (self.ask.contact == ContactStanding::Blocked).then_some((Rule::Blocked, Outcome::Blocked))
    }

    fn private(&mut self) -> Option<Verdict> {
        let owner = self.floor.owner();
        let offline = self.floor.seat(owner).is_none_or(|s| s.presence == Presence::Offline);
        (self.ask.contact == ContactStanding::Private)
            .then_some((Rule::Private, Outcome::Assign { agent: owner, offline }))
    }

    /// Capacity does not matter on arrival, not even capacity 0: somebody asked for this agent by name.
    fn addressed(&mut self) -> Option<Verdict> {
        let agent = self.ask.addressed?;
        let hindrance = match self.floor.seat(agent) {
            None => Reason::AddressedGone,
            Some(s) if s.presence == Presence::Offline => Reason::AddressedOffline,
            Some(_) if self.spares_owner(agent) => Reason::AddressedOwnerSuspended,
            Some(s) if !s.reachable => Reason::AddressedUnreachable,
            Some(s) if self.occasion == Occasion::Room && !s.has_room(self.ask.load) => Reason::AddressedFull,
            Some(_) => return Some(assign(Rule::Addressed, agent)),
        };
        self.name(agent, hindrance);
        None
    }

    /// The chat addresses the suspended owner and the setting sends it to others, which also holds for the sticky and
    /// the suspended rule; only when all others are offline it is the owner's after all.
    fn spares_owner(&self, agent: AgentId) -> bool {
        let owner = self.floor.owner();
        agent == owner
            && self.rules.addressed_owner_suspended_reroute
            && self.ask.addressed == Some(owner)
            && self.floor.seat(owner).is_some_and(|s| s.presence == Presence::Suspended)
    }

    fn narrow(&mut self) -> Option<Verdict> {
        self.narrowed = true;
        self.because.counts = Counts { candidates: self.crew.admitted(), ..self.lists.counts };
        let owner = Some(self.floor.owner()).filter(|owner| self.spares_owner(*owner));
        let mut out: Vec<AgentId> = self.ask.except.iter().copied().chain(owner).collect();
        out.retain(|agent| self.member(*agent).is_some());
        out.sort_unstable();
        out.dedup();
        out.iter().for_each(|agent| self.name(*agent, Reason::Excepted));
        self.out = out;
        None
    }

    /// One agent is looked at: who of C (capacity above 0) served last. An older one is no second choice.
    fn sticky(&mut self) -> Option<Verdict> {
        let in_c = |served: &&Served| self.member(served.agent).is_some_and(|s| s.capacity(self.ask.load) > 0);
        let served = self.ask.last_served.iter().filter(in_c).max_by_key(|s| (s.at, Reverse(s.agent)))?;
        let seat = self.member(served.agent)?;
        let may_exceed = self.rules.sticky_over_capacity && self.occasion == Occasion::Arrival;
        let hindrance = match seat.presence {
            Presence::Offline => Reason::StickyOffline,
            Presence::Busy => Reason::StickyBusy,
            Presence::Online if !self.within(served, self.rules.sticky_seconds) => Reason::StickyTooLong,
            Presence::Suspended if !self.within(served, self.rules.sticky_suspended_seconds) => Reason::StickyTooLong,
            Presence::Online | Presence::Suspended if !seat.reachable => Reason::StickyUnreachable,
            Presence::Online | Presence::Suspended if !may_exceed && !seat.has_room(self.ask.load) => {
                Reason::StickyFull
            }
            Presence::Online | Presence::Suspended => return Some(assign(Rule::Sticky, served.agent)),
        };
        self.name(served.agent, hindrance);
        None
    }

    fn within(&self, served: &Served, seconds: i64) -> bool {
        self.now <= served.at.plus_seconds(seconds)
    }

    fn strategy(&mut self) -> Option<Verdict> {
        let choice = choose(self.rules.strategy, self.floor, self.lists, &self.out)?;
        self.credits = choice.credits;
        choice.ties.iter().for_each(|agent| self.name(*agent, Reason::Tie));
        let lists = self.lists;
        let out: Vec<AgentId> = self.out.iter().copied().chain([choice.chosen]).collect();
        for (_, agent) in lists.by_open(&out).take(MAX_CANDIDATES) {
            let weightless = choice.weightless.contains(&agent);
            self.name(agent, if weightless { Reason::NoWeight } else { Reason::Further });
        }
        Some(assign(Rule::Strategy, choice.chosen))
    }

    /// Literally "somebody in C is online or busy": also in the grace time, and also one with capacity 0, who may pick.
    fn queue(&mut self) -> Option<Verdict> {
        self.somebody_is(&[Presence::Online, Presence::Busy]).then_some((Rule::Queue, Outcome::Queue))
    }

    fn suspended(&mut self) -> Option<Verdict> {
        let mut ready = self.lists.suspended(&self.out);
        if let Some((since, agent)) = ready.next() {
            let ties: Vec<_> = ready.take_while(|(at, _)| *at == since).take(MAX_CANDIDATES).collect();
            ties.into_iter().for_each(|(_, agent)| self.name(agent, Reason::Tie));
            return Some(assign(Rule::Suspended, agent));
        }
        self.somebody_is(&[Presence::Suspended]).then_some((Rule::Queue, Outcome::Queue))
    }

    /// The entry's own agents for this case come before the workspace's setting, whether or not they take part.
    fn fallback(&mut self) -> Option<Verdict> {
        let named = self.ask.fallback.iter().filter(|a| !self.ask.except.contains(a));
        let seat = in_turn(named.filter_map(|a| self.floor.seat(*a)))?;
        Some((Rule::Offline, Outcome::Assign { agent: seat.agent, offline: true }))
    }

    fn offline(&mut self) -> Option<Verdict> {
        let agent = match self.rules.offline_rule {
            OfflineRule::Pool => return Some((Rule::Pool, Outcome::Pool)),
            OfflineRule::Owner => self.floor.owner(),
            OfflineRule::Agent => self.named_or_owner(),
        };
        Some((Rule::Offline, Outcome::Assign { agent, offline: true }))
    }

    fn named_or_owner(&mut self) -> AgentId {
        match self.rules.offline_agent_id {
            Some(agent) if self.floor.seat(agent).is_some() => agent,
            Some(gone) => {
                self.name(gone, Reason::OfflineAgentGone);
                self.floor.owner()
            }
            None => self.floor.owner(),
        }
    }

    fn member(&self, agent: AgentId) -> Option<&'a Seat> {
        let seat = self.floor.seat(agent).filter(|seat| seat.takes_routing)?;
        (self.crew.admits(agent) && !self.out.contains(&agent)).then_some(seat)
    }

    fn somebody_is(&self, presences: &[Presence]) -> bool {
        let counts = &self.lists.counts;
        let of = |presence: &Presence| match presence {
            Presence::Online => counts.online,
            Presence::Busy => counts.busy,
            Presence::Suspended => counts.suspended,
            Presence::Offline => counts.offline,
        };
        let all: u32 = presences.iter().map(of).sum();
        let out = self.out.iter().filter_map(|a| self.floor.seat(*a)).filter(|s| presences.contains(&s.presence));
        all as usize > out.count()
    }

    /// The first thing said about an agent stands: it is the most telling one.
    fn name(&mut self, agent: AgentId, reason: Reason) {
        let list = &mut self.because.candidates;
        if list.len() < MAX_CANDIDATES && !list.iter().any(|c| c.agent == agent) {
            let eligible = matches!(reason, Reason::Tie | Reason::Further | Reason::NoWeight | Reason::NotNeeded);
            list.push(Candidate { agent, eligible, reason });
        }
    }

    fn decision(mut self, rule: Rule, outcome: Outcome) -> Decision {
        if self.narrowed {
            let (floor, lists) = (self.floor, self.lists);
            let out = std::mem::take(&mut self.out);
            for agent in lists.nearest(&out) {
                if self.because.candidates.len() >= MAX_CANDIDATES {
                    break;
                }
                let reason = floor.seat(agent).map_or(Reason::Offline, |seat| standing(seat, self.ask.load));
                self.name(agent, reason);
            }
        }
        if rule != Rule::Addressed && rule != Rule::Private && rule != Rule::Blocked {
            for agent in self.crew.aside().take(MAX_CANDIDATES) {
                self.name(agent, Reason::NotTakingPart);
            }
        }
        let mut assigned_at = None;
        if let Outcome::Assign { agent, .. } = outcome {
            assigned_at = Some(self.floor.next_turn(self.now));
            let list = &mut self.because.candidates;
            list.retain(|c| c.agent != agent);
            list.insert(0, Candidate { agent, eligible: true, reason: Reason::Chosen });
            list.truncate(MAX_CANDIDATES);
        }
        Decision { outcome, rule, because: self.because, assigned_at, credits: self.credits }
    }
}

fn assign(rule: Rule, agent: AgentId) -> Verdict {
    (rule, Outcome::Assign { agent, offline: false })
}

fn in_turn<'a>(seats: impl Iterator<Item = &'a Seat>) -> Option<&'a Seat> {
    seats.min_by_key(|s| s.turn())
}

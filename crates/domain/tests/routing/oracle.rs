//! The rules of RTE-6 once more, by looking at every seat every time: what the ordered crews must agree with.

use domain::Timestamp;
use domain::id::AgentId;
use domain::presence::Presence;
use domain::routing::*;
use std::cmp::{Ordering, Reverse};

/// Seats by id, and nothing kept about them.
#[derive(Debug, Clone)]
pub struct Floor {
    pub owner: AgentId,
    pub seats: Vec<Seat>,
}

impl Floor {
    fn owner(&self) -> AgentId {
        self.owner
    }

    fn seat(&self, agent: AgentId) -> Option<&Seat> {
        self.seats.iter().find(|s| s.agent == agent)
    }

    fn admitted(&self, entry: &Entry) -> Vec<&Seat> {
        let Entry::Only(agents) = entry else { return self.seats.iter().collect() };
        self.seats.iter().filter(|s| agents.contains(&s.agent)).collect()
    }

    fn next_turn(&self, now: Timestamp) -> Timestamp {
        let latest = self.seats.iter().filter_map(|s| s.last_assigned_at).max();
        latest.map_or(now, |latest| now.max(Timestamp(latest.0 + 1)))
    }
}

fn turn(seat: &Seat) -> (Option<Timestamp>, AgentId) {
    (seat.last_assigned_at, seat.agent)
}

/// As the ask arrives.
pub fn decide<'a>(rules: &'a Rules, ask: &'a Ask, floor: &'a Floor, now: Timestamp) -> Decision {
    let mut case =
        Case { rules, ask, floor, now, taking_part: Vec::new(), because: Because::default(), credits: Vec::new() };
    let order: [Step<'a>; 10] = [
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

struct Case<'a> {
    rules: &'a Rules,
    ask: &'a Ask,
    floor: &'a Floor,
    now: Timestamp,
    /// C of RTE-6.4.
    taking_part: Vec<&'a Seat>,
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
        let admitted = self.floor.admitted(&self.ask.entry);
        let counts = &mut self.because.counts;
        counts.candidates = admitted.len() as u32;
        self.taking_part = admitted.into_iter().filter(|s| s.takes_routing).collect();
        counts.takes_part = self.taking_part.len() as u32;
        for seat in &self.taking_part {
            count(counts, seat, self.ask);
        }
        let out: Vec<AgentId> = self
            .taking_part
            .iter()
            .map(|s| s.agent)
            .filter(|a| self.ask.except.contains(a) || self.spares_owner(*a))
            .collect();
        self.taking_part.retain(|s| !out.contains(&s.agent));
        out.into_iter().for_each(|agent| self.name(agent, Reason::Excepted));
        None
    }

    /// One agent is looked at: who of C (capacity above 0) served last. An older one is no second choice.
    fn sticky(&mut self) -> Option<Verdict> {
        let in_c = |served: &&Served| self.member(served.agent).is_some_and(|s| s.capacity(self.ask.load) > 0);
        let served = self.ask.last_served.iter().filter(in_c).max_by_key(|s| (s.at, Reverse(s.agent)))?;
        let seat = self.member(served.agent)?;
        let may_exceed = self.rules.sticky_over_capacity;
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
        let free: Vec<&Seat> = self.ready(Presence::Online);
        let choice = choose(self.rules.strategy, self.ask.load, &free)?;
        self.credits = choice.credits;
        choice.ties.iter().for_each(|s| self.name(s.agent, Reason::Tie));
        let nearest = nearest(free.iter().copied().filter(|s| s.agent != choice.chosen.agent), self.ask);
        for seat in nearest {
            let weightless = choice.weightless.iter().any(|w| w.agent == seat.agent);
            self.name(seat.agent, if weightless { Reason::NoWeight } else { Reason::Further });
        }
        Some(assign(Rule::Strategy, choice.chosen.agent))
    }

    /// Literally "somebody in C is online or busy": also in the grace time, and also one with capacity 0, who may pick.
    fn queue(&mut self) -> Option<Verdict> {
        self.somebody_is(&[Presence::Online, Presence::Busy]).then_some((Rule::Queue, Outcome::Queue))
    }

    fn suspended(&mut self) -> Option<Verdict> {
        let ready = self.ready(Presence::Suspended);
        if let Some(seat) = in_turn(ready.iter().copied()) {
            ready
                .iter()
                .filter(|s| s.last_assigned_at == seat.last_assigned_at && s.agent != seat.agent)
                .for_each(|s| self.name(s.agent, Reason::Tie));
            return Some(assign(Rule::Suspended, seat.agent));
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
        self.taking_part.binary_search_by_key(&agent, |s| s.agent).ok().map(|i| self.taking_part[i])
    }

    fn somebody_is(&self, presences: &[Presence]) -> bool {
        self.taking_part.iter().any(|s| presences.contains(&s.presence))
    }

    fn ready(&self, presence: Presence) -> Vec<&'a Seat> {
        self.taking_part
            .iter()
            .copied()
            .filter(|s| s.presence == presence && s.reachable && s.has_room(self.ask.load))
            .collect()
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
        for seat in nearest(self.taking_part.iter().copied(), self.ask) {
            self.name(seat.agent, standing(seat, self.ask));
        }
        if rule != Rule::Addressed && rule != Rule::Private && rule != Rule::Blocked {
            for seat in
                self.floor.admitted(&self.ask.entry).into_iter().filter(|s| !s.takes_routing).take(MAX_CANDIDATES)
            {
                self.name(seat.agent, Reason::NotTakingPart);
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
    seats.min_by_key(|s| turn(s))
}

fn count(counts: &mut Counts, seat: &Seat, ask: &Ask) {
    match seat.presence {
        Presence::Online => counts.online += 1,
        Presence::Busy => counts.busy += 1,
        Presence::Suspended => counts.suspended += 1,
        Presence::Offline => counts.offline += 1,
    }
    counts.full += u32::from(seat.presence == Presence::Online && !seat.has_room(ask.load));
    counts.unreachable += u32::from(seat.presence != Presence::Offline && !seat.reachable);
}

/// What keeps a member of C from being dealt something new.
fn standing(seat: &Seat, ask: &Ask) -> Reason {
    match seat.presence {
        Presence::Offline => Reason::Offline,
        Presence::Busy => Reason::Busy,
        _ if !seat.reachable => Reason::Unreachable,
        Presence::Suspended => Reason::Suspended,
        Presence::Online if seat.capacity(ask.load) == 0 => Reason::NoCapacity,
        Presence::Online if !seat.has_room(ask.load) => Reason::Full,
        Presence::Online => Reason::NotNeeded,
    }
}

/// The few that came closest: those who could, then full, busy, suspended, dropped and offline ones.
fn nearest<'a>(seats: impl Iterator<Item = &'a Seat>, ask: &Ask) -> Vec<&'a Seat> {
    let distance = |seat: &Seat| match standing(seat, ask) {
        Reason::NotNeeded => 0,
        Reason::Full => 1,
        Reason::Busy => 2,
        Reason::Suspended => 3,
        Reason::Unreachable => 4,
        Reason::NoCapacity => 5,
        _ => 6,
    };
    let key = |seat: &&Seat| (distance(seat), seat.open(ask.load), turn(seat));
    let mut seats: Vec<&Seat> = seats.collect();
    if seats.len() > MAX_CANDIDATES {
        seats.select_nth_unstable_by_key(MAX_CANDIDATES, key);
        seats.truncate(MAX_CANDIDATES);
    }
    seats.sort_by_key(key);
    seats
}

struct Choice<'a> {
    pub chosen: &'a Seat,
    /// As good as the chosen one by the strategy alone.
    pub ties: Vec<&'a Seat>,
    /// Without weight while somebody has one.
    pub weightless: Vec<&'a Seat>,
    pub credits: Vec<(AgentId, i64)>,
}

/// `None` when nobody is left to choose from.
fn choose<'a>(strategy: Strategy, load: Load, free: &[&'a Seat]) -> Option<Choice<'a>> {
    if strategy == Strategy::Weighted {
        return weighted(free);
    }
    let order = |a: &Seat, b: &Seat| match strategy {
        Strategy::Saturation => saturation(load, a, b),
        Strategy::RoundRobin => a.last_assigned_at.cmp(&b.last_assigned_at),
        Strategy::LeastOpen | Strategy::Weighted => a.open(load).cmp(&b.open(load)),
    };
    let chosen = *free.iter().min_by(|a, b| order(a, b).then(turn(a).cmp(&turn(b))))?;
    let mut ties: Vec<&Seat> = others(free, chosen).filter(|s| order(s, chosen) == Ordering::Equal).collect();
    ties.sort_by_key(|s| turn(s));
    Some(Choice { chosen, ties, weightless: Vec::new(), credits: Vec::new() })
}

fn others<'a, 'f>(free: &'f [&'a Seat], chosen: &'a Seat) -> impl Iterator<Item = &'a Seat> + 'f {
    let chosen = chosen.agent;
    free.iter().copied().filter(move |s| s.agent != chosen)
}

/// open/capacity, compared without division.
fn saturation(load: Load, a: &Seat, b: &Seat) -> Ordering {
    let part = |x: &Seat, y: &Seat| u64::from(x.open(load)) * u64::from(y.capacity(load));
    part(a, b).cmp(&part(b, a))
}

/// Smooth weighted round-robin: each earns its weight, the richest serves and pays what all earned.
///
/// Weight 0 serves only while nobody with weight has room; those then share evenly.
fn weighted<'a>(free: &[&'a Seat]) -> Option<Choice<'a>> {
    let anybody_weighs = free.iter().any(|s| s.weight > 0);
    let (runners, weightless): (Vec<&Seat>, Vec<&Seat>) = free.iter().partition(|s| s.weight > 0 || !anybody_weighs);
    let weight = |s: &Seat| i64::from(s.weight).max(1);
    let total: i64 = runners.iter().map(|s| weight(s)).sum();
    let purse = |s: &Seat| bounded(s.credit, total, runners.len()) + weight(s);
    let chosen = *runners.iter().min_by(|a, b| purse(b).cmp(&purse(a)).then(turn(a).cmp(&turn(b))))?;
    let mut ties: Vec<&Seat> = others(&runners, chosen).filter(|s| purse(s) == purse(chosen)).collect();
    ties.sort_by_key(|s| turn(s));
    let pays = |s: &Seat| if s.agent == chosen.agent { total } else { 0 };
    let credits = runners.iter().map(|s| (s.agent, purse(s) - pays(s))).collect();
    Some(Choice { chosen, ties, weightless, credits })
}

/// Credit from a time of many colleagues must not starve or flood an agent among few: it is cut to what this set of
/// runners can reach by itself, which leaves an unchanged set alone.
fn bounded(credit: i64, total: i64, runners: usize) -> i64 {
    let most = total * (2 + i64::from(runners.ilog2()));
    credit.clamp(-total, most)
}

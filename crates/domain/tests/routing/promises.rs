//! What must hold after every event at the random desk (RTE-7, RTE-8 and the rules seen from outside).

use crate::desk::{AGENTS, Desk, Happening, Spot, Talk};
use crate::shop::{OWNER, id, only};
use domain::id::{AgentId, ConversationId};
use domain::presence::Presence;
use domain::routing::{
    Ask, ContactStanding, Decision, Entry, Load, MAX_CANDIDATES, OfflineRule, Place, Reason, Rule, Rules, Seat,
    Strategy as By,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

const DESKS: u32 = 320;
const EVENTS: usize = 320;

#[test]
fn a_desk_where_anything_happens_keeps_every_promise_over_100_000_events() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[42; 32]);
    let config = Config { cases: DESKS, failure_persistence: None, max_shrink_iters: 400, ..Config::default() };
    let happenings = prop::collection::vec(happening(), EVENTS);
    let outcome = TestRunner::new_with_rng(config, rng).run(&happenings, |happenings| {
        let mut desk = Desk::new();
        happenings.iter().for_each(|what| desk.happens(what));
        Ok(())
    });
    outcome.unwrap();
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    Arrival,
    Room,
}

pub fn may_exceed(rule: Rule) -> bool {
    matches!(rule, Rule::Private | Rule::Addressed | Rule::Sticky | Rule::Offline)
}

/// C of RTE-6.4, written down once more.
fn members(ask: &Ask, desk: &Desk) -> Vec<Seat> {
    let floor = desk.floor();
    let spared = |s: &Seat| {
        let asked_for = s.agent == OWNER && ask.addressed == Some(OWNER);
        asked_for && desk.rules.addressed_owner_suspended_reroute && s.presence == Presence::Suspended
    };
    let named = |s: &Seat| match &ask.entry {
        Entry::Everybody => true,
        Entry::Only(agents) => agents.contains(&s.agent),
        Entry::Crew(id) => floor.crew_members(*id).is_some_and(|members| members.contains(&s.agent)),
    };
    floor.seats().filter(|s| s.takes_routing && named(s) && !spared(s)).cloned().collect()
}

fn is(presence: Presence) -> impl Fn(&Seat) -> bool {
    move |seat| seat.presence == presence
}

fn online_with_room(load: Load) -> impl Fn(&Seat) -> bool {
    move |s| s.presence == Presence::Online && s.reachable && s.has_room(load)
}

/// The rule that was reached fits the floor, and the chosen agent fits the rule.
pub fn lawful(decision: &Decision, ask: &Ask, desk: &Desk, moment: Moment) {
    let c = members(ask, desk);
    named_well(decision);
    let chosen = decision.assignee().and_then(|a| desk.floor().seat(a).cloned());
    let in_c = chosen.as_ref().is_some_and(|s| c.iter().any(|m| m.agent == s.agent));
    let room = chosen.as_ref().is_some_and(|s| s.has_room(ask.load));
    let fits = |allowed: &[Presence]| chosen.as_ref().is_some_and(|s| s.reachable && allowed.contains(&s.presence));
    let awake = |s: &Seat| is(Presence::Online)(s) || is(Presence::Busy)(s);
    let free = c.iter().any(online_with_room(ask.load));
    let holds = match decision.rule {
        Rule::Blocked => ask.contact == ContactStanding::Blocked,
        Rule::Private => ask.contact == ContactStanding::Private && decision.assignee() == Some(OWNER),
        Rule::Addressed => {
            let there = fits(&[Presence::Online, Presence::Busy, Presence::Suspended]);
            there && decision.assignee() == ask.addressed && (room || moment == Moment::Arrival)
        }
        Rule::Sticky => {
            let known = ask.last_served.iter().any(|s| Some(s.agent) == decision.assignee());
            let within = room || (moment == Moment::Arrival && desk.rules.sticky_over_capacity);
            known && in_c && within && fits(&[Presence::Online, Presence::Suspended])
        }
        Rule::Strategy => in_c && room && fits(&[Presence::Online]),
        Rule::Queue => !free && c.iter().any(|s| s.presence != Presence::Offline),
        Rule::Suspended => in_c && room && fits(&[Presence::Suspended]) && !c.iter().any(awake),
        Rule::Offline | Rule::Pool => c.iter().all(is(Presence::Offline)),
        Rule::Transfer | Rule::Pick | Rule::Assign | Rule::Return => false,
    };
    assert!(holds, "{decision:?} for {ask:?} among {:?}", desk.floor());
}

fn named_well(decision: &Decision) {
    let named = &decision.because.candidates;
    assert!(named.len() <= MAX_CANDIDATES);
    let mut ids: Vec<AgentId> = named.iter().map(|c| c.agent).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), named.len(), "each agent is named once");
    let first = named.iter().find(|c| c.reason == Reason::Chosen).map(|c| c.agent);
    assert_eq!(first, decision.assignee());
}

/// After a drain: no queue or pool beside an online candidate with room, and no queue that nobody could ever serve.
pub fn nobody_waits_in_vain(desk: &Desk) {
    for (talk, place) in desk.talks.iter().filter_map(|t| Some((t, place(t)?))) {
        let c = members(&talk.ask, desk);
        assert!(!c.iter().any(online_with_room(talk.ask.load)), "{talk:?} waits beside {c:?}");
        assert!(place == Place::Pool || !c.iter().all(is(Presence::Offline)), "{talk:?} is queued for nobody");
    }
}

fn place(talk: &Talk) -> Option<Place> {
    match talk.spot {
        Spot::Waits(place) => Some(place),
        _ => None,
    }
}

/// Who was dealt something by the strategy leaves nobody in the queue who came earlier and whom it may serve.
pub fn oldest_first(desk: &Desk, dealt: &[(ConversationId, Decision)]) {
    for (conversation, decision) in dealt.iter().filter(|(_, d)| d.rule == Rule::Strategy) {
        let taken = &desk.talks[conversation.0 as usize - 1];
        let earlier = |t: &&Talk| place(t) == Some(Place::Queue) && t.id < taken.id && t.ask.load == taken.ask.load;
        for talk in desk.talks.iter().filter(earlier) {
            let passed_over = members(&talk.ask, desk).iter().any(|s| Some(s.agent) == decision.assignee());
            assert!(!passed_over, "{talk:?} was passed over for {taken:?}");
        }
    }
}

fn agent() -> impl Strategy<Value = AgentId> {
    (1..=AGENTS).prop_map(id)
}

fn presence() -> impl Strategy<Value = Presence> {
    let all = [Presence::Online, Presence::Online, Presence::Busy, Presence::Suspended, Presence::Offline];
    prop::sample::select(all.to_vec())
}

fn arrival() -> impl Strategy<Value = Ask> {
    let entries = vec![Entry::Everybody, only(&[2, 3]), only(&[4]), only(&[]), only(&[1, 5, 6, 5])];
    let contacts =
        [ContactStanding::Ordinary; 18].into_iter().chain([ContactStanding::Blocked, ContactStanding::Private]);
    let addressed = prop::option::weighted(0.15, (1..=AGENTS + 1).prop_map(id));
    let loads = prop::sample::select(vec![Load::Chat, Load::Chat, Load::Mail]);
    let fallback = prop::sample::select(vec![vec![], vec![], vec![id(3), id(9)]]);
    let contacts = prop::sample::select(contacts.collect::<Vec<_>>());
    (prop::sample::select(entries), contacts, addressed, loads, fallback).prop_map(
        |(entry, contact, addressed, load, fallback)| Ask {
            contact,
            addressed,
            entry,
            fallback,
            load,
            ..Ask::default()
        },
    )
}

fn settings() -> impl Strategy<Value = Rules> {
    let strategies = vec![By::LeastOpen, By::Saturation, By::Weighted, By::RoundRobin];
    let offline = vec![OfflineRule::Owner, OfflineRule::Agent, OfflineRule::Pool, OfflineRule::Pool];
    let offline = (prop::sample::select(offline), prop::option::of(agent()));
    (prop::sample::select(strategies), offline, any::<bool>(), any::<bool>(), 60..7200i64).prop_map(
        |(strategy, (offline_rule, offline_agent_id), spare, over, sticky_suspended_seconds)| Rules {
            strategy,
            offline_rule,
            offline_agent_id,
            sticky_suspended_seconds,
            sticky_over_capacity: over,
            addressed_owner_suspended_reroute: spare,
            ..Rules::default()
        },
    )
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        10 => arrival().prop_map(Happening::Arrives),
        7 => any::<prop::sample::Index>().prop_map(|n| Happening::Ends(n.index(1000))),
        5 => (agent(), presence()).prop_map(|(a, p)| Happening::Chooses(a, p)),
        1 => agent().prop_map(Happening::Drops),
        1 => agent().prop_map(Happening::Returns),
        1 => (agent(), 0..50usize).prop_map(|(a, n)| Happening::Picks(a, n)),
        1 => (0..50usize, agent()).prop_map(|(n, a)| Happening::Transfers(n, a)),
        1 => (agent(), 0..4u32).prop_map(|(a, n)| Happening::Capacity(a, n)),
        1 => agent().prop_map(Happening::TakesPart),
        1 => settings().prop_map(Happening::Rules),
    ]
}

/// The simulation itself must reach what it is meant to test.
#[test]
fn the_random_desk_reaches_the_queue_the_pool_and_full_agents() {
    let mut desk = Desk::new();
    let pool = Rules { offline_rule: OfflineRule::Pool, ..Rules::default() };
    desk.happens(&Happening::Rules(pool));
    desk.happens(&Happening::Arrives(Ask::default()));
    assert_eq!(desk.talks[0].spot, Spot::Waits(Place::Pool));
    desk.happens(&Happening::Chooses(id(2), Presence::Online));
    assert_eq!(desk.talks[0].spot, Spot::With(id(2)), "the pool is dealt out");
    (0..2).for_each(|_| desk.happens(&Happening::Arrives(Ask::default())));
    assert_eq!(desk.talks[2].spot, Spot::Waits(Place::Queue));
}

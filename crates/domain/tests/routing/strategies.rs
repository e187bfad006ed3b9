//! RTE-6.6 to 6.8: who among several, the queue, and the suspended ones in turn.

use crate::shop::*;
use domain::routing::{Decision, Floor, MAX_CANDIDATES, Outcome, Reason, Rule, Rules, Seat, Strategy, decide};

fn by(strategy: Strategy, seats: impl Into<Vec<Seat>>) -> Decision {
    decide(&Rules { strategy, ..Rules::default() }, &ask(), &floor(seats), NOW)
}

fn with(agent: i64, open_chats: u32) -> Seat {
    Seat { open_chats, ..online(agent) }
}

#[test]
fn rte_6_6_least_open_is_the_default_and_takes_whoever_has_the_fewest() {
    assert_eq!(Rules::default().strategy, Strategy::LeastOpen);
    let decision = ruled(&ask(), [with(1, 4), with(2, 2), with(3, 3)]);
    assert_eq!((decision.rule, decision.outcome), (Rule::Strategy, to(2)));
    assert_eq!(reason(&decision, 3), Some(Reason::Further));
}

#[test]
fn rte_6_6_saturation_compares_parts_of_the_own_capacity() {
    let big = Seat { capacity: 40, open_chats: 8, ..online(2) };
    assert_eq!(by(Strategy::Saturation, [with(1, 3), big.clone()]).outcome, to(2));
    assert_eq!(by(Strategy::LeastOpen, [with(1, 3), big]).outcome, to(1));
}

#[test]
fn rte_6_6_round_robin_looks_at_nothing_but_the_last_assignment() {
    let seat = |agent, open, seconds| Seat { last_assigned_at: ago(seconds), ..with(agent, open) };
    assert_eq!(by(Strategy::RoundRobin, [seat(1, 0, 10), seat(2, 9, 30), seat(3, 0, 20)]).outcome, to(2));
}

#[test]
fn rte_6_6_ties_go_to_the_longest_since_the_last_assignment_never_first_then_to_the_lowest_id() {
    let seat = |agent, seconds| Seat { last_assigned_at: ago(seconds), ..with(agent, 1) };
    let decision = ruled(&ask(), [seat(1, 5), seat(2, 9), seat(3, 9)]);
    assert_eq!(decision.outcome, to(2));
    assert_eq!((reason(&decision, 1), reason(&decision, 3)), (Some(Reason::Tie), Some(Reason::Tie)));
    assert_eq!(ruled(&ask(), [seat(1, 5), seat(2, 9), with(3, 1)]).outcome, to(3), "never assigned waits longest");
}

#[test]
fn rte_6_6_only_reachable_agents_who_are_online_with_room_are_asked() {
    let seats = [full(online(1)), busy(2), suspended(3), offline(4), dropped(online(5)), with(6, 9)];
    let decision = ruled(&ask(), seats);
    assert_eq!(decision.outcome, to(6));
    let counts = decision.because.counts;
    assert_eq!((counts.online, counts.full, counts.busy, counts.suspended, counts.offline), (3, 1, 1, 1, 1));
    assert_eq!(counts.unreachable, 1);
    let reasons = [1, 2, 3, 4, 5].map(|a| reason(&decision, a));
    let expected = [Reason::Full, Reason::Busy, Reason::Suspended, Reason::Offline, Reason::Unreachable];
    assert_eq!(reasons, expected.map(Some));
}

#[test]
fn round_robin_keeps_its_order_when_everything_happens_in_one_millisecond() {
    let rules = Rules { strategy: Strategy::RoundRobin, ..Rules::default() };
    let seat = |agent| Seat { last_assigned_at: Some(NOW), capacity: 99, ..online(agent) };
    let mut floor = floor([seat(1), seat(2), seat(3)]);
    let picks: Vec<i64> = (0..9).filter_map(|_| next(&rules, &mut floor)).collect();
    assert_eq!(picks, [1, 2, 3, 1, 2, 3, 1, 2, 3]);
}

fn next(rules: &Rules, floor: &mut Floor) -> Option<i64> {
    let decision = decide(rules, &ask(), floor, NOW);
    floor.apply(&decision, ask().load);
    decision.assignee().map(|a| a.0)
}

#[test]
fn rte_6_7_without_room_the_queue_as_long_as_somebody_is_online_or_busy() {
    for seats in [vec![full(online(1))], vec![busy(1)], vec![busy(1), suspended(2)], vec![full(online(1)), offline(2)]]
    {
        let decision = ruled(&ask(), seats);
        assert_eq!((decision.rule, decision.outcome), (Rule::Queue, Outcome::Queue));
        assert_eq!(decision.assigned_at, None);
    }
}

#[test]
fn rte_6_7_an_online_agent_with_capacity_0_is_somebody_who_is_online_and_may_pick() {
    let decision = ruled(&ask(), [Seat { capacity: 0, ..online(1) }, suspended(2)]);
    assert_eq!((decision.outcome, reason(&decision, 1)), (Outcome::Queue, Some(Reason::NoCapacity)));
}

#[test]
fn rte_6_8_only_suspended_ones_left_get_it_in_turn_and_none_with_room_means_the_queue() {
    let seat = |agent, seconds| Seat { last_assigned_at: ago(seconds), ..suspended(agent) };
    let decision = ruled(&ask(), [offline(1), seat(2, 5), seat(3, 8), full(seat(4, 99)), dropped(seat(5, 99))]);
    assert_eq!((decision.rule, decision.outcome), (Rule::Suspended, to(3)));
    assert_eq!(ruled(&ask(), [offline(1), full(suspended(2))]).outcome, Outcome::Queue);
    assert_eq!(ruled(&ask(), [offline(1), Seat { capacity: 0, ..suspended(2) }]).outcome, Outcome::Queue);
}

#[test]
fn rte_7_the_order_in_which_agents_are_listed_changes_nothing() {
    let seats = vec![with(1, 2), with(2, 2), busy(3), full(online(4))];
    let backwards: Vec<Seat> = seats.iter().rev().cloned().collect();
    assert_eq!(ruled(&ask(), seats), ruled(&ask(), backwards));
}

#[test]
fn rte_9_at_most_50_candidates_are_named_the_chosen_first_and_then_the_nearest() {
    let seats: Vec<Seat> = (1..=300).map(|a| if a % 2 == 0 { with(a, 3) } else { offline(a) }).collect();
    let decision = ruled(&ask(), seats);
    let named = &decision.because.candidates;
    assert_eq!(named.len(), MAX_CANDIDATES);
    assert_eq!((named[0].agent, named[0].reason), (id(2), Reason::Chosen));
    assert!(named.iter().all(|c| c.eligible));
    assert_eq!((decision.because.counts.online, decision.because.counts.offline), (150, 150));
}

//! RTE-6.6 weighted: exact shares for a fixed set, and no bursts.

use crate::shop::*;
use domain::id::AgentId;
use domain::routing::{Floor, Outcome, Reason, Rules, Seat, Strategy, decide};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeMap;

fn weighing(agent: i64, weight: u32) -> Seat {
    Seat { weight, capacity: u32::MAX, ..online(agent) }
}

fn rules() -> Rules {
    Rules { strategy: Strategy::Weighted, ..Rules::default() }
}

fn picks(floor: &mut Floor, count: usize) -> Vec<AgentId> {
    (0..count)
        .filter_map(|_| {
            let decision = decide(&rules(), &ask(), floor, NOW);
            floor.apply(&decision, ask().load);
            decision.assignee()
        })
        .collect()
}

fn tally(picks: &[AgentId]) -> BTreeMap<i64, usize> {
    picks.iter().fold(BTreeMap::new(), |mut shares, agent| {
        *shares.entry(agent.0).or_default() += 1;
        shares
    })
}

#[test]
fn weights_5_1_1_are_dealt_smoothly() {
    let mut floor = floor([weighing(1, 5), weighing(2, 1), weighing(3, 1)]);
    let order: Vec<i64> = picks(&mut floor, 7).iter().map(|a| a.0).collect();
    assert_eq!(order, [1, 1, 2, 1, 3, 1, 1]);
}

#[test]
fn over_whole_rounds_each_of_a_fixed_set_gets_exactly_its_share_and_never_a_burst() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner =
        TestRunner::new_with_rng(Config { cases: 60, failure_persistence: None, ..Config::default() }, rng);
    let weights = prop::collection::vec(1u32..40, 1..7);
    runner.run(&(weights, 1usize..4), |(weights, rounds)| exact(&weights, rounds)).unwrap();
}

fn exact(weights: &[u32], rounds: usize) -> Result<(), TestCaseError> {
    let total: u32 = weights.iter().sum();
    let seats: Vec<Seat> = weights.iter().zip(1..).map(|(w, agent)| weighing(agent, *w)).collect();
    let dealt = picks(&mut floor(seats), total as usize * rounds);
    let shares = tally(&dealt);
    for (weight, agent) in weights.iter().zip(1i64..) {
        prop_assert_eq!(shares[&agent], *weight as usize * rounds);
        // Nobody is served more often in a row than the others' weight makes unavoidable, plus one.
        let others = (total - weight) as usize;
        let unavoidable = if others == 0 { usize::MAX } else { (*weight as usize).div_ceil(others) + 1 };
        let longest = dealt.chunk_by(|a, b| a == b).filter(|run| run[0].0 == agent).map(<[_]>::len).max();
        prop_assert!(longest.unwrap_or(0) <= unavoidable, "{:?} of {:?}: {:?}", agent, weights, longest);
    }
    Ok(())
}

#[test]
fn weight_0_serves_only_while_nobody_with_weight_has_room() {
    let mut two = floor([weighing(1, 0), weighing(2, 3)]);
    assert_eq!(tally(&picks(&mut two, 20)).get(&1), None);
    let decision = decide(&rules(), &ask(), &two, NOW);
    assert_eq!(reason(&decision, 1), Some(Reason::NoWeight));
    let mut none = floor([weighing(1, 0), weighing(2, 0), full(online(3))]);
    assert_eq!(tally(&picks(&mut none, 20)), BTreeMap::from([(1, 10), (2, 10)]));
}

#[test]
fn credit_from_a_crowded_time_neither_starves_nor_floods_an_agent() {
    let seats = [Seat { credit: -90_000, ..weighing(1, 100) }, Seat { credit: 90_000, ..weighing(2, 100) }];
    let dealt = picks(&mut floor(seats), 20);
    assert!(dealt.iter().take_while(|a| a.0 == 2).count() <= 4, "{dealt:?}");
    assert!(tally(&dealt)[&1] >= 8, "{dealt:?}");
}

#[test]
fn a_large_set_keeps_exact_shares_too() {
    let seats: Vec<Seat> = (1..=60).map(|a| weighing(a, if a == 1 { 60 } else { 1 })).collect();
    let shares = tally(&picks(&mut floor(seats), 119));
    assert!(shares.iter().all(|(agent, n)| *n == if *agent == 1 { 60 } else { 1 }), "{shares:?}");
}

#[test]
fn only_the_strategy_pays_from_credits() {
    let seats = [weighing(1, 5), weighing(2, 5)];
    let decision = decide(&rules(), &addressing(1), &floor(seats), NOW);
    assert_eq!(decision.outcome, Outcome::Assign { agent: id(1), offline: false });
    assert!(decision.credits.is_empty());
}

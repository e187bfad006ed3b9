//! RTE-6.9: all of C is offline.

use crate::shop::*;
use domain::routing::{Ask, OfflineRule, Outcome, Reason, Rule, Rules, Seat, decide};

fn kept(offline_rule: OfflineRule, agent: Option<i64>) -> Rules {
    Rules { offline_rule, offline_agent_id: agent.map(id), ..Rules::default() }
}

#[test]
fn rte_6_9_the_owner_keeps_offline_messages_in_any_presence_suspended_included() {
    let ask = Ask { entry: only(&[2]), ..ask() };
    for owner in [offline(1), suspended(1), busy(1), full(online(1)), watching(suspended(1)), dropped(online(1))] {
        let decision = ruled(&ask, [owner, offline(2), online(3)]);
        assert_eq!((decision.rule, decision.outcome), (Rule::Offline, offline_message_to(1)));
        assert_eq!(reason(&decision, 2), Some(Reason::Offline));
    }
}

#[test]
fn rte_6_9_the_entrys_fallback_agents_come_first_in_turn_in_any_presence() {
    let ask = Ask { entry: only(&[2]), fallback: vec![id(4), id(3), id(9)], ..ask() };
    let seat = |seat, seconds| Seat { last_assigned_at: ago(seconds), ..seat };
    let decision = ruled(&ask, [offline(1), offline(2), seat(offline(3), 5), seat(full(suspended(4)), 9)]);
    assert_eq!((decision.rule, decision.outcome), (Rule::Offline, offline_message_to(4)));
    let decision = ruled(&ask, [offline(1), offline(2), seat(offline(3), 9), seat(online(4), 5)]);
    assert_eq!(decision.outcome, offline_message_to(3));
    let gone = Ask { fallback: vec![id(9)], ..ask };
    assert_eq!(ruled(&gone, [offline(1), offline(2)]).outcome, offline_message_to(1));
}

#[test]
fn rte_6_9_a_setting_names_an_agent_and_falls_back_to_the_owner_when_that_account_is_gone() {
    let floor = floor([offline(1), offline(2)]);
    let named = |agent| decide(&kept(OfflineRule::Agent, agent), &ask(), &floor, NOW);
    assert_eq!(named(Some(2)).outcome, offline_message_to(2));
    assert_eq!(
        (named(Some(9)).outcome, reason(&named(Some(9)), 9)),
        (offline_message_to(1), Some(Reason::OfflineAgentGone))
    );
    assert_eq!(named(None).outcome, offline_message_to(1));
}

#[test]
fn rte_6_9_or_the_pool() {
    let pool = kept(OfflineRule::Pool, None);
    let decision = decide(&pool, &ask(), &floor([offline(1)]), NOW);
    assert_eq!((decision.rule, decision.outcome), (Rule::Pool, Outcome::Pool));
    let with_fallback = Ask { fallback: vec![id(2)], ..ask() };
    let decision = decide(&pool, &with_fallback, &floor([offline(1), offline(2)]), NOW);
    assert_eq!(decision.outcome, offline_message_to(2), "what the entry says is nearer than the workspace's setting");
}

#[test]
fn rte_6_9_an_entry_whose_agents_all_take_no_part_counts_as_all_offline() {
    let decision = ruled(&Ask { entry: only(&[2]), ..ask() }, [online(1), watching(online(2))]);
    assert_eq!((decision.rule, decision.outcome), (Rule::Offline, offline_message_to(1)));
}

#[test]
fn rte_6_9_one_suspended_busy_or_online_candidate_is_enough_not_to_be_offline() {
    for there in [suspended(2), busy(2), online(2)] {
        assert_ne!(ruled(&ask(), [offline(1), there]).rule, Rule::Offline);
    }
}

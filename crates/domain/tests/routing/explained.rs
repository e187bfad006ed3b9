//! RTE-9: the stored decision in plain words, with stable codes.

use crate::shop::*;
use domain::routing::{Decision, Reason, Rule, Rules, explain};

#[test]
fn why_me_names_the_agent_the_rule_and_the_heads_in_both_languages() {
    let words = explain(&ruled(&ask(), [full(online(1)), online(2), busy(3)]), |a| format!("客服{}", a.0));
    assert!(words.zh.starts_with("客服2：按分流策略"), "{}", words.zh);
    assert!(words.zh.contains("在线 2（已满 1）、忙碌 1"), "{}", words.zh);
    assert!(words.en.contains("2 online (1 full), 1 busy"), "{}", words.en);
}

#[test]
fn every_code_has_words_in_both_languages_and_survives_the_way_out_and_back() {
    for rule in Rule::ALL {
        assert_eq!(Rule::parse(rule.as_str()), Some(*rule));
        assert_eq!(serde_json::to_value(rule).unwrap(), rule.as_str());
        assert!(!rule.words().0.is_ascii() && rule.words().1.is_ascii(), "{rule:?}");
    }
    for reason in Reason::ALL {
        assert_eq!(Reason::parse(reason.as_str()), Some(*reason));
        assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
        assert!(!reason.words().0.is_ascii() && reason.words().1.is_ascii(), "{reason:?}");
    }
}

#[test]
fn a_stored_decision_reads_back_as_it_was_and_candidates_are_named_as_the_api_does() {
    let decision = ruled(&addressing(4), [online(1), suspended(2), offline(4)]);
    let stored = serde_json::to_value(&decision).unwrap();
    assert_eq!(stored["because"]["candidates"][0]["agent_id"], id(1).to_string());
    assert_eq!(serde_json::from_value::<Decision>(stored).unwrap(), decision);
}

#[test]
fn settings_that_are_left_out_have_the_defaults() {
    let rules: Rules = serde_json::from_str(r#"{"strategy":"saturation"}"#).unwrap();
    assert_eq!((rules.sticky_seconds, rules.sticky_over_capacity), (72 * HOUR, true));
}

#[test]
fn acts_of_people_are_recorded_like_decisions() {
    let picked = Decision::by_hand(Rule::Pick, id(3), NOW);
    assert_eq!((picked.assignee(), picked.outcome, picked.assigned_at), (Some(id(3)), to(3), Some(NOW)));
    assert_eq!(explain(&picked, |_| "小王".to_owned()).zh, "小王：客服主动接入。");
}

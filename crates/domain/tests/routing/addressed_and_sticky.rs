//! RTE-1, 2, 4 and RTE-6.1 to 6.5: who is settled before any strategy is asked.

use crate::shop::*;
use domain::routing::{Ask, ContactStanding, Load, Outcome, Reason, Rule, Rules, Seat, decide};

fn marked(contact: ContactStanding) -> Ask {
    Ask { contact, ..ask() }
}

#[test]
fn rte_6_1_nothing_from_a_blocked_contact_reaches_anybody() {
    let ask = Ask { addressed: Some(id(2)), ..marked(ContactStanding::Blocked) };
    let decision = ruled(&ask, [online(1), online(2)]);
    assert_eq!((decision.rule, decision.outcome), (Rule::Blocked, Outcome::Blocked));
    assert!(decision.because.candidates.is_empty());
}

#[test]
fn rte_6_2_a_private_contact_goes_to_the_owner_whatever_his_presence_and_load() {
    let ask = Ask { addressed: Some(id(2)), entry: only(&[2]), ..marked(ContactStanding::Private) };
    for owner in [full(watching(online(1))), busy(1), suspended(1), dropped(online(1))] {
        let decision = ruled(&ask, [owner, online(2)]);
        assert_eq!((decision.rule, decision.outcome), (Rule::Private, to(1)));
        assert_eq!(decision.because.candidates.len(), 1, "no colleague is named");
    }
    assert_eq!(ruled(&ask, [offline(1), online(2)]).outcome, offline_message_to(1));
}

#[test]
fn rte_6_3_an_addressed_agent_gets_the_chat_when_online_busy_or_suspended_also_when_full() {
    for there in [online(2), busy(2), suspended(2), full(online(2)), watching(suspended(2))] {
        let decision = ruled(&addressing(2), [online(1), there]);
        assert_eq!((decision.rule, decision.outcome), (Rule::Addressed, to(2)));
    }
}

#[test]
fn rte_6_3_an_addressed_agent_need_not_be_among_the_entrys_agents() {
    let ask = Ask { entry: only(&[3]), ..addressing(2) };
    assert_eq!(ruled(&ask, [offline(1), online(2), online(3)]).outcome, to(2));
}

#[test]
fn rte_6_3_when_the_addressed_agent_is_away_the_rules_go_on_and_the_reason_is_kept() {
    for (away, why) in [(offline(2), Reason::AddressedOffline), (dropped(online(2)), Reason::AddressedUnreachable)] {
        let decision = ruled(&addressing(2), [online(1), away]);
        assert_eq!((decision.rule, decision.outcome), (Rule::Strategy, to(1)));
        assert_eq!(reason(&decision, 2), Some(why));
    }
    let decision = ruled(&addressing(9), [online(1)]);
    assert_eq!((decision.outcome, reason(&decision, 9)), (to(1), Some(Reason::AddressedGone)));
}

#[test]
fn rte_6_3_a_setting_sends_chats_for_the_suspended_owner_to_others() {
    let spare = Rules { addressed_owner_suspended_reroute: true, ..Rules::default() };
    let ask = Ask { last_served: vec![served(1, 1)], ..addressing(1) };
    let to_others = decide(&spare, &ask, &floor([suspended(1), online(2)]), NOW);
    assert_eq!((to_others.rule, to_others.outcome), (Rule::Strategy, to(2)));
    assert_eq!(reason(&to_others, 1), Some(Reason::AddressedOwnerSuspended));
    assert_eq!(decide(&spare, &ask, &floor([suspended(1), busy(2)]), NOW).outcome, Outcome::Queue);
    assert_eq!(decide(&spare, &ask, &floor([suspended(1), offline(2)]), NOW).outcome, offline_message_to(1));
    assert_eq!(decide(&spare, &ask, &floor([online(1), online(2)]), NOW).outcome, to(1), "only while suspended");
    let default = ruled(&ask, [suspended(1), online(2)]);
    assert_eq!(default.outcome, to(1), "by default the suspended owner is reached");
    let other = Ask { addressed: Some(id(3)), ..ask };
    assert_eq!(
        decide(&spare, &other, &floor([online(2), suspended(3)]), NOW).outcome,
        to(3),
        "only the owner is spared"
    );
}

#[test]
fn rte_6_4_the_entry_narrows_the_candidates_to_those_it_names_who_take_part() {
    let ask = Ask { entry: only(&[3, 2, 3]), ..ask() };
    let decision = ruled(&ask, [online(1), watching(online(2)), Seat { open_chats: 9, ..online(3) }]);
    assert_eq!(decision.outcome, to(3));
    assert_eq!((decision.because.counts.candidates, decision.because.counts.takes_part), (2, 1));
    assert_eq!(reason(&decision, 2), Some(Reason::NotTakingPart));
    assert_eq!(reason(&decision, 1), None);
}

#[test]
fn rte_5_an_entry_without_agents_means_everybody_who_takes_part_and_an_emptied_group_means_nobody() {
    assert_eq!(ruled(&ask(), [watching(online(1)), online(2)]).outcome, to(2));
    let decision = ruled(&Ask { entry: only(&[]), ..ask() }, [offline(1), online(2)]);
    assert_eq!((decision.rule, decision.outcome), (Rule::Offline, offline_message_to(1)));
}

#[test]
fn rte_4_who_takes_no_part_is_never_routed_to_not_even_as_the_last_who_served() {
    let decision = ruled(&served_by(2, 1), [offline(1), watching(online(2)), online(3)]);
    assert_eq!((decision.rule, decision.outcome), (Rule::Strategy, to(3)));
    assert_eq!(ruled(&ask(), [offline(1), watching(online(2))]).rule, Rule::Offline);
}

#[test]
fn rte_6_5_who_last_served_the_contact_gets_it_again_also_over_capacity() {
    for there in [online(2), full(online(2)), suspended(2), full(suspended(2))] {
        let decision = ruled(&served_by(2, 71), [online(1), there]);
        assert_eq!((decision.rule, decision.outcome), (Rule::Sticky, to(2)));
    }
}

#[test]
fn rte_6_5_the_newest_of_several_who_served_counts_and_an_older_one_is_no_second_choice() {
    let ask = Ask { last_served: vec![served(3, 5), served(2, 2), served(3, 9)], ..ask() };
    assert_eq!(ruled(&ask, [online(1), online(2), online(3)]).outcome, to(2));
    assert_eq!(ruled(&ask, [online(1), offline(2), online(3)]).rule, Rule::Strategy);
    let within = Ask { entry: only(&[1, 3]), ..ask };
    assert_eq!(ruled(&within, [online(1), online(2), online(3)]).outcome, to(3), "among the entry's agents");
}

#[test]
fn rte_6_5_the_window_is_72_hours_and_a_suspended_agent_has_a_window_of_its_own() {
    assert_eq!(ruled(&served_by(2, 72), [busy(1), online(2)]).rule, Rule::Sticky);
    let late = ruled(&served_by(2, 73), [online(1), full(online(2))]);
    assert_eq!((late.rule, reason(&late, 2)), (Rule::Strategy, Some(Reason::StickyTooLong)));
    let short = Rules { sticky_suspended_seconds: HOUR, ..Rules::default() };
    let asked = |hours, there| decide(&short, &served_by(2, hours), &floor([online(1), there]), NOW).outcome;
    assert_eq!(asked(1, suspended(2)), to(2));
    assert_eq!(asked(2, suspended(2)), to(1));
    assert_eq!(asked(2, full(online(2))), to(2));
}

#[test]
fn rte_6_5_capacity_0_is_never_sticky_and_a_setting_keeps_sticky_within_capacity() {
    let none = Seat { capacity: 0, ..online(2) };
    assert_eq!(ruled(&served_by(2, 1), [online(1), none]).outcome, to(1));
    let strict = Rules { sticky_over_capacity: false, ..Rules::default() };
    let decision = decide(&strict, &served_by(2, 1), &floor([online(1), full(online(2))]), NOW);
    assert_eq!((decision.outcome, reason(&decision, 2)), (to(1), Some(Reason::StickyFull)));
}

#[test]
fn rte_1_a_suspended_agent_gets_nothing_new_but_the_contacts_it_served_and_chats_that_address_it() {
    let seats = [full(online(1)), suspended(2)];
    assert_eq!(ruled(&ask(), seats.clone()).outcome, Outcome::Queue);
    assert_eq!(ruled(&served_by(2, 1), seats.clone()).outcome, to(2));
    assert_eq!(ruled(&addressing(2), seats).outcome, to(2));
}

#[test]
fn rte_2_a_busy_agent_gets_nothing_new_and_is_not_sticky() {
    let decision = ruled(&served_by(2, 1), [offline(1), busy(2)]);
    assert_eq!((decision.rule, decision.outcome), (Rule::Queue, Outcome::Queue));
    assert_eq!(reason(&decision, 2), Some(Reason::StickyBusy));
    assert_eq!(ruled(&served_by(2, 1), [online(1), busy(2)]).outcome, to(1));
}

#[test]
fn during_the_grace_time_an_agent_is_shown_but_gets_nothing_new() {
    let decision = ruled(&served_by(2, 1), [online(1), dropped(online(2))]);
    assert_eq!((decision.outcome, reason(&decision, 2)), (to(1), Some(Reason::StickyUnreachable)));
    assert_eq!(ruled(&ask(), [offline(1), dropped(online(2))]).outcome, Outcome::Queue);
    assert_eq!(ruled(&ask(), [offline(1), dropped(suspended(2))]).outcome, Outcome::Queue);
}

#[test]
fn an_agent_from_whom_a_chat_is_taken_does_not_get_it_back() {
    let ask = Ask { except: vec![id(2)], last_served: vec![served(2, 0)], ..ask() };
    let decision = ruled(&ask, [Seat { open_chats: 5, ..online(1) }, online(2)]);
    assert_eq!((decision.outcome, reason(&decision, 2)), (to(1), Some(Reason::Excepted)));
}

#[test]
fn mail_counts_against_the_mail_capacity_and_chats_against_the_other() {
    let writer = Seat { open_chats: 10, open_mails: 49, ..online(1) };
    let ask = |load| Ask { load, ..ask() };
    assert_eq!(ruled(&ask(Load::Mail), [writer.clone()]).outcome, to(1));
    assert_eq!(ruled(&ask(Load::Chat), [writer]).outcome, Outcome::Queue);
    assert_eq!(ruled(&ask(Load::Mail), [Seat { open_mails: 50, ..online(1) }]).outcome, Outcome::Queue);
}

//! RTE-6.10 and the drain: what waits is dealt out when room appears.

use crate::shop::*;
use domain::id::ConversationId;
use domain::routing::{Ask, OfflineRule, Outcome, Place, Rule, Rules, Seat, Waiting, drain};

fn queued(conversation: i64, seconds_ago: i64, ask: Ask) -> Waiting {
    let since = NOW.plus_seconds(-seconds_ago);
    Waiting { conversation: ConversationId(conversation), place: Place::Queue, since, ask }
}

fn pooled(conversation: i64, seconds_ago: i64, ask: Ask) -> Waiting {
    Waiting { place: Place::Pool, ..queued(conversation, seconds_ago, ask) }
}

fn dealt(seats: impl Into<Vec<Seat>>, waiting: &[Waiting]) -> Vec<(i64, Outcome)> {
    dealt_by(&Rules::default(), seats, waiting)
}

fn dealt_by(rules: &Rules, seats: impl Into<Vec<Seat>>, waiting: &[Waiting]) -> Vec<(i64, Outcome)> {
    drain(rules, &floor(seats), waiting, NOW).into_iter().map(|(c, d)| (c.0, d.outcome)).collect()
}

fn room(agent: i64, free: u32) -> Seat {
    Seat { open_chats: 10 - free, ..online(agent) }
}

#[test]
fn the_oldest_is_taken_first_and_only_as_many_as_there_is_room_for() {
    let waiting = [queued(1, 10, ask()), queued(2, 30, ask()), queued(3, 20, ask())];
    assert_eq!(dealt([room(1, 2)], &waiting), [(2, to(1)), (3, to(1))]);
}

#[test]
fn one_that_nobody_may_serve_now_does_not_hold_up_those_behind_it() {
    let waiting = [queued(1, 90, Ask { entry: only(&[2]), ..ask() }), queued(2, 5, ask())];
    assert_eq!(dealt([room(1, 1), full(online(2))], &waiting), [(2, to(1))]);
}

#[test]
fn the_queue_comes_before_the_pool_and_equal_times_keep_the_order_of_the_ids() {
    let waiting = [pooled(1, 99, ask()), queued(3, 5, ask()), queued(2, 5, ask())];
    assert_eq!(dealt([room(1, 2)], &waiting), [(2, to(1)), (3, to(1))]);
    assert_eq!(dealt([room(1, 3)], &waiting), [(2, to(1)), (3, to(1)), (1, to(1))]);
}

#[test]
fn rte_6_10_the_pool_is_dealt_out_when_agents_come_online() {
    let pool = Rules { offline_rule: OfflineRule::Pool, ..Rules::default() };
    let waiting = [pooled(1, 9, ask()), pooled(2, 8, ask())];
    assert_eq!(dealt_by(&pool, [offline(1), online(2), online(3)], &waiting), [(1, to(2)), (2, to(3))]);
    assert_eq!(dealt_by(&pool, [offline(1), offline(2)], &waiting), []);
    assert_eq!(dealt([offline(1), offline(2)], &waiting), [], "the pool never becomes an offline message by itself");
    assert_eq!(dealt([offline(1), suspended(2)], &waiting), [], "a suspended agent is not online");
}

#[test]
fn rte_6_10_what_waits_for_the_agent_who_served_the_contact_goes_to_it_within_capacity() {
    let waiting = [pooled(1, 9, served_by(2, 1)), pooled(2, 8, served_by(2, 1)), queued(3, 7, served_by(2, 1))];
    let seats = [Seat { open_chats: 8, ..suspended(2) }, full(online(1))];
    assert_eq!(dealt(seats, &waiting), [(3, to(2)), (1, to(2))]);
}

#[test]
fn an_addressed_agent_who_comes_back_takes_its_own_even_when_everybody_else_is_full() {
    let waiting = [queued(1, 9, ask()), queued(2, 8, addressing(2)), queued(3, 7, served_by(2, 1))];
    let seats = [full(online(1)), Seat { open_chats: 8, ..suspended(2) }];
    assert_eq!(dealt(seats, &waiting), [(2, to(2)), (3, to(2))]);
    let seats = [full(online(1)), full(suspended(2))];
    assert_eq!(dealt(seats, &waiting), [], "what waited is dealt out within capacity");
}

#[test]
fn queued_ones_whose_candidates_have_all_gone_become_offline_messages() {
    let waiting = [queued(1, 9, Ask { entry: only(&[2]), ..ask() }), queued(2, 8, Ask { entry: only(&[3]), ..ask() })];
    let seats = [offline(1), offline(2), busy(3)];
    let moved = drain(&Rules::default(), &floor(seats.clone()), &waiting, NOW);
    assert_eq!(moved.len(), 1);
    assert_eq!((moved[0].1.rule, moved[0].1.outcome), (Rule::Offline, offline_message_to(1)));
    let pool = Rules { offline_rule: OfflineRule::Pool, ..Rules::default() };
    assert_eq!(dealt_by(&pool, seats, &waiting), [(1, Outcome::Pool)]);
}

#[test]
fn queued_ones_are_dealt_to_suspended_agents_when_only_those_are_left() {
    let waiting = [queued(1, 9, ask()), queued(2, 8, ask()), queued(3, 7, ask())];
    let seats = [offline(1), Seat { open_chats: 9, ..suspended(2) }, Seat { open_chats: 9, ..suspended(3) }];
    assert_eq!(dealt(seats, &waiting), [(1, to(2)), (2, to(3))]);
}

#[test]
fn chats_and_mails_wait_for_different_room() {
    let mail = Ask { load: domain::routing::Load::Mail, ..ask() };
    let waiting = [queued(1, 9, ask()), queued(2, 8, mail)];
    assert_eq!(dealt([Seat { open_chats: 10, ..online(1) }], &waiting), [(2, to(1))]);
}

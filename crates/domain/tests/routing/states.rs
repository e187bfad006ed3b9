//! The state table of spec §3, cell by cell, and RTE-13.

use crate::shop::id;
use domain::conversation::Status;
use domain::routing::{Effect, Ender, Event, Leaving, State, on};

fn at(status: Status) -> State {
    State { status, assignee_offline: false, contact_waits: true, may_reopen: false, ends_by_silence: true }
}

fn left(status: Status) -> State {
    State { assignee_offline: true, ..at(status) }
}

#[test]
fn the_contact_writes_to_an_open_one() {
    assert_eq!(on(Event::ContactWrites, &at(Status::Open)), Effect::Stays);
    assert_eq!(on(Event::ContactWrites, &left(Status::Open)), Effect::Decide);
}

#[test]
fn the_contact_writes_to_a_queued_or_pooled_one() {
    assert_eq!(on(Event::ContactWrites, &at(Status::Queued)), Effect::Stays);
    assert_eq!(on(Event::ContactWrites, &at(Status::Pooled)), Effect::Stays);
}

#[test]
fn the_contact_writes_to_a_snoozed_one() {
    assert_eq!(on(Event::ContactWrites, &at(Status::Snoozed)), Effect::Wakes);
    assert_eq!(on(Event::ContactWrites, &left(Status::Snoozed)), Effect::Decide);
}

#[test]
fn the_contact_writes_to_an_ended_one() {
    assert_eq!(on(Event::ContactWrites, &State { may_reopen: true, ..at(Status::Ended) }), Effect::Decide);
    assert_eq!(on(Event::ContactWrites, &at(Status::Ended)), Effect::BeginsNew);
}

#[test]
fn room_or_presence_concerns_those_who_wait() {
    assert_eq!(on(Event::Room, &at(Status::Queued)), Effect::Drain);
    assert_eq!(on(Event::Room, &at(Status::Pooled)), Effect::Drain);
    for status in [Status::Open, Status::Snoozed, Status::Ended] {
        assert_eq!(on(Event::Room, &at(status)), Effect::Stays);
    }
}

#[test]
fn pick_assign_and_transfer_give_an_assignee_to_all_but_ended_ones() {
    for status in [Status::Open, Status::Queued, Status::Pooled, Status::Snoozed] {
        assert_eq!(on(Event::Taken(id(5)), &at(status)), Effect::GoesTo(id(5)));
    }
    assert_eq!(on(Event::Taken(id(5)), &at(Status::Ended)), Effect::Refused);
}

#[test]
fn an_agent_ends_it() {
    for status in [Status::Open, Status::Snoozed] {
        assert_eq!(on(Event::Ends(Ender::Agent), &at(status)), Effect::Ends);
    }
    for status in [Status::Queued, Status::Pooled] {
        assert_eq!(on(Event::Ends(Ender::Agent), &at(status)), Effect::NotYours);
        assert_eq!(on(Event::Ends(Ender::Supervisor), &at(status)), Effect::Ends);
    }
    assert_eq!(on(Event::Ends(Ender::Agent), &at(Status::Ended)), Effect::Stays);
}

#[test]
fn everybody_goes_offline() {
    assert_eq!(on(Event::EverybodyOffline, &at(Status::Queued)), Effect::Decide);
    for status in [Status::Pooled, Status::Snoozed, Status::Ended] {
        assert_eq!(on(Event::EverybodyOffline, &at(status)), Effect::Stays);
    }
    assert_eq!(on(Event::EverybodyOffline, &at(Status::Open)), Effect::Decide);
    assert_eq!(on(Event::EverybodyOffline, &State { contact_waits: false, ..at(Status::Open) }), Effect::Stays);
}

#[test]
fn silence() {
    let answered = State { contact_waits: false, ..at(Status::Open) };
    assert_eq!(on(Event::Silence, &answered), Effect::Ends);
    assert_eq!(on(Event::Silence, &at(Status::Open)), Effect::Stays, "the contact waits for us");
    assert_eq!(on(Event::Silence, &State { ends_by_silence: false, ..answered }), Effect::Stays, "mail");
    assert_eq!(on(Event::Silence, &at(Status::Queued)), Effect::OffersMessage);
    assert_eq!(on(Event::Silence, &at(Status::Pooled)), Effect::Stays);
    assert_eq!(on(Event::Silence, &at(Status::Snoozed)), Effect::Wakes);
    assert_eq!(on(Event::Silence, &at(Status::Ended)), Effect::Stays);
}

#[test]
fn rte_13_a_lost_connection_moves_the_chats_whose_contact_waits_and_leaving_does_what_was_chosen() {
    let waits = at(Status::Open);
    let answered = State { contact_waits: false, ..waits };
    let left = |leaving, state| on(Event::AssigneeLeft(leaving), state);
    assert_eq!(left(Leaving::ConnectionLost, &waits), Effect::Decide);
    assert_eq!(left(Leaving::ConnectionLost, &answered), Effect::Stays);
    assert_eq!(left(Leaving::Keeping, &waits), Effect::Stays);
    assert_eq!(left(Leaving::Rerouting, &answered), Effect::Decide);
    assert_eq!(left(Leaving::Rerouting, &at(Status::Snoozed)), Effect::Stays);
}

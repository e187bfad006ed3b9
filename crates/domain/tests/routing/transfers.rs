//! RTE-10: who may receive a transfer, and when it goes back.

use crate::shop::*;
use domain::Code;
use domain::routing::{Load, Seat, TransferWarning, receive_transfer, returns_to_sender};

fn warnings(seat: Seat) -> Option<Vec<TransferWarning>> {
    let agent = seat.agent;
    receive_transfer(&floor([seat]), agent, Load::Chat).ok()
}

#[test]
fn rte_10_an_online_agent_may_receive_also_one_who_takes_no_part_or_has_capacity_0() {
    assert_eq!(warnings(online(2)), Some(vec![]));
    assert_eq!(warnings(watching(online(2))), Some(vec![]));
    assert_eq!(warnings(Seat { capacity: 0, ..online(2) }), Some(vec![TransferWarning::Full]));
}

#[test]
fn rte_10_busy_and_at_capacity_are_warnings() {
    assert_eq!(warnings(busy(2)), Some(vec![TransferWarning::Busy]));
    assert_eq!(warnings(full(busy(2))), Some(vec![TransferWarning::Busy, TransferWarning::Full]));
}

#[test]
fn rte_10_suspended_offline_dropped_and_gone_agents_are_refused_all_alike() {
    let here = floor([suspended(2), offline(3), dropped(online(4))]);
    let refusals: Vec<_> = [2, 3, 4, 9].map(|a| receive_transfer(&here, id(a), Load::Chat).unwrap_err()).into();
    assert!(
        refusals.iter().all(|e| e.code == Code::Conflict && e.zh == refusals[0].zh && e.details == refusals[0].details)
    );
}

#[test]
fn rte_10_an_unopened_transfer_returns_when_the_receiver_goes_offline_within_60_seconds() {
    let gone = |seconds| NOW.plus_seconds(seconds);
    assert!(returns_to_sender(NOW, None, gone(60)));
    assert!(!returns_to_sender(NOW, None, gone(61)));
    assert!(!returns_to_sender(NOW, Some(gone(10)), gone(20)));
    assert!(returns_to_sender(NOW, Some(gone(30)), gone(20)), "opened only after coming back");
}

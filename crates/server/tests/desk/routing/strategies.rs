//! RTE-6.6: among those online with room, the strategy; ties by the longest wait, then the lowest id.

use super::*;
use std::collections::HashMap;

/// `count` visitors arrive one after the other; how many each agent got.
async fn shares(desk: &Desk, count: usize) -> (Vec<String>, HashMap<String, usize>) {
    let (mut order, mut got) = (Vec::new(), HashMap::new());
    for number in 0..count {
        let visitor = desk.arrives(&format!("v{number}")).await;
        let With(name) = desk.place(&visitor).await else { panic!("not assigned") };
        assert_eq!(desk.rule(&visitor).await, "strategy");
        *got.entry(name.clone()).or_insert(0) += 1;
        order.push(name);
    }
    (order, got)
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_6_6_least_open_is_the_default_and_ties_go_to_the_longest_wait() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    let ann = desk.arrives("Ann").await;
    assert_eq!(desk.place(&ann).await, with("lin"), "both never: the lowest id");
    assert_eq!(desk.reason(&ann, &mei).await, "tie");
    assert_eq!(desk.place(&desk.arrives("Bea").await).await, with("mei"));
    lin.ends(&ann).await;
    let cat = desk.arrives("Cat").await;
    assert_eq!(desk.place(&cat).await, with("lin"), "fewer open");
    assert_eq!(desk.reason(&cat, &mei).await, "further");
    assert_eq!(desk.place(&desk.arrives("Dot").await).await, with("mei"), "as many, and longer ago");
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_6_6_saturation_fills_in_proportion_to_capacity() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    desk.rules(json!({"strategy": "saturation"})).await;
    desk.changes(&lin, room(2)).await;
    desk.changes(&mei, room(6)).await;
    let (_, got) = shares(&desk, 8).await;
    assert_eq!((got["lin"], got["mei"]), (2, 6));
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_6_6_weighted_gives_exact_shares_without_bursts() {
    let (desk, [lin, mei]) = desk_with(["lin", "mei"]).await;
    desk.rules(json!({"strategy": "weighted"})).await;
    desk.changes(&lin, json!({"weight": 100, "capacity": 50})).await;
    desk.changes(&mei, json!({"weight": 300, "capacity": 50})).await;
    let (order, got) = shares(&desk, 8).await;
    assert_eq!((got["lin"], got["mei"]), (2, 6));
    assert!(!order.windows(4).any(|four| four.iter().all(|name| name == "mei")), "no bursts: {order:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rte_6_6_round_robin_goes_in_turn_whatever_is_open() {
    let (desk, [lin, _mei, _zoe]) = desk_with(["lin", "mei", "zoe"]).await;
    desk.rules(json!({"strategy": "round_robin"})).await;
    let (order, _) = shares(&desk, 4).await;
    assert_eq!(order, ["lin", "mei", "zoe", "lin"]);
    desk.changes(&lin, room(1)).await;
    let (order, _) = shares(&desk, 3).await;
    assert_eq!(order, ["mei", "zoe", "mei"], "lin is full");
}

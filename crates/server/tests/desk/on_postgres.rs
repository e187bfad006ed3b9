//! Several processes, which only PostgreSQL lets share a database. These tests always run there, so that none is ever empty;
//! `bin/test` leaves them out by their name where it is about SQLite.

use crate::harness::*;
use crate::looking_on::{looks, told};
use crate::routing::{left, with};
use serde_json::json;

async fn desk_of_two() -> (Desk, Door) {
    let mut desk = Desk::start_on(Kind::Postgres).await;
    desk.owner_takes_no_part().await;
    let second = desk.second_node().await;
    (desk, second)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sockets_of_a_process_that_died_are_noticed_by_the_others() {
    let (mut desk, second) = desk_of_two().await;
    let lin = desk.hires("lin").await.at(&second).opens_workbench().await;
    let ann = desk.arrives("Ann").await;
    assert_eq!(desk.place(&ann).await, with("lin"), "both processes are one desk");
    lin.sees_assigned(&ann).await;
    desk.kills_second_node().await;
    // Its last beat is heard, and then for twenty seconds no other.
    desk.advance(5).await;
    desk.advance(25).await;
    assert_eq!(desk.owner_sees(&lin).await, "online", "the grace time");
    desk.advance(31).await;
    assert_eq!(desk.owner_sees(&lin).await, "offline");
    assert_eq!(desk.place(&ann).await, left("owner"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_was_counted_out_sends_its_agents_away_and_they_are_counted_anew() {
    let (desk, second) = desk_of_two().await;
    let lin = desk.hires("lin").await.at(&second).opens_workbench().await;
    assert_eq!(desk.owner_sees(&lin).await, "online");
    let still = desk.second_node_stands_still();
    for seconds in [5, 25, 31] {
        desk.advances_without_the_second_node(seconds).await;
    }
    let is_gone = || async { (desk.owner_sees(&lin).await == "offline").then_some(()) };
    eventually("lin is counted out", is_gone).await;
    drop(still);
    server::workbench::node::beat(&second.app()).await.expect("a heartbeat");
    assert_eq!(lin.socket().is_closed().await, 4000);
    let lin = lin.agent.clone().opens_workbench().await;
    assert_eq!(desk.owner_sees(&lin).await, "online");
}

#[tokio::test(flavor = "multi_thread")]
async fn notices_reach_the_other_process_too() {
    let (desk, second) = desk_of_two().await;
    let lin = desk.hires("lin").await.opens_workbench().await;
    let ann = desk.arrives("Ann").await;
    ann.says("在吗").await;
    lin.sees_assigned(&ann).await;
    let mut owners = desk.owner.clone().at(&second).opens_socket(json!({"observe": true})).await;
    owners.sends(looks(Some(&ann))).await;
    lin.socket().sees("the owner at the other process", |frame| told(frame, &desk.owner, &ann, true)).await;
}

impl Desk {
    async fn owner_sees(&self, agent: &Agent) -> String {
        let team = self.owner.api.get("/team").await.items();
        let member = team.into_iter().find(|member| member["id"] == agent.id.as_str()).expect("a member");
        member["presence"].as_str().expect("a presence").to_owned()
    }
}

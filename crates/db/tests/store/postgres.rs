//! What only a database over the network can get wrong.

use std::time::Duration;

use crate::common::*;
use db::{Db, NO_WORKSPACE, Query, Url};
use domain::id::WorkspaceId;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;

async fn hears(signals: &mut UnboundedReceiver<WorkspaceId>, wanted: WorkspaceId) {
    let listening = async { while signals.recv().await.expect("the listener lives") != wanted {} };
    timeout(Duration::from_secs(10), listening).await.expect("a signal");
}

fn address(store: &Store) -> &str {
    match &store.options.url {
        Url::Postgres(url) => url,
        Url::Sqlite(_) => panic!("not PostgreSQL"),
    }
}

/// Ends every connection of this test, which its schema's name marks.
async fn kill_connections(store: &Store) {
    let (_, name) = address(store).split_once("search_path%3D").expect("the test's schema");
    let mine =
        format!("select pid from pg_stat_activity where application_name = '{name}' and pid <> pg_backend_pid()");
    let rows = admin(address(store), &format!("select pg_terminate_backend(pid) from ({mine}) as mine")).await;
    assert!(rows > 3, "there were a writer, a reader and a listener to kill");
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_hear_of_each_others_commits_and_not_of_other_installations() {
    let Some(store) = Store::open(Kind::Postgres).await else { return };
    let Some(stranger) = Store::open(Kind::Postgres).await else { return };
    let second = Db::open(store.options.clone()).await.expect("a second node");
    let (mut first_hears, mut second_hears, mut stranger_hears) =
        (store.db.signals(), second.signals(), stranger.db.signals());
    store.db.write(TWO, |tx| Ok(tx.emit(said("x")))).await.expect("written");
    hears(&mut second_hears, TWO).await;
    second.write(ONE, |tx| Ok(tx.emit(said("x")))).await.expect("written");
    hears(&mut first_hears, ONE).await;
    assert!(first_hears.try_recv().is_err(), "its own commit is no news to a node");
    assert!(stranger_hears.try_recv().is_err(), "another schema is another installation");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_connections_are_replaced() {
    let Some(store) = Store::open(Kind::Postgres).await else { return };
    let mut signals = store.db.signals();
    store.db.write(ONE, |tx| note(tx, "before")).await.expect("written");
    assert_eq!(store.notes().await, ["before"]);
    kill_connections(&store).await;
    store.db.write(ONE, |tx| note(tx, "after")).await.expect("the batch is run again on a new connection");
    assert_eq!(store.notes().await, ["after", "before"]);
    hears(&mut signals, NO_WORKSPACE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_dies_inside_a_closure_lets_it_run_again() {
    let Some(store) = Store::open(Kind::Postgres).await else { return };
    let mut runs = 0;
    let write = store.db.write(ONE, move |tx| {
        runs += 1;
        note(tx, "once")?;
        if runs == 1 {
            let _ = tx.maybe("select pg_terminate_backend(pg_backend_pid()) as gone", &[], |_| Ok(()));
        }
        Ok(runs)
    });
    assert_eq!(write.await.expect("written"), 2);
    assert_eq!(store.notes().await, ["once"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_answers_before_it_stores_is_refused() {
    let Some(store) = Store::open(Kind::Postgres).await else { return };
    let mut options = store.options.clone();
    options.url = Url::Postgres(format!("{}%20-c%20synchronous_commit%3Doff", address(&store)));
    let refused = Db::open(options).await.err().expect("refused");
    assert!(refused.internal.as_deref().expect("a reason").contains("synchronous_commit"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_closures_that_lock_each_other_both_succeed() {
    let Some(store) = Store::open(Kind::Postgres).await else { return };
    for (workspace, text) in [(ONE, "a"), (TWO, "b")] {
        store.db.write(workspace, move |tx| note(tx, text)).await.expect("a note");
    }
    let touch = |workspace, first: &'static str, then: &'static str| {
        store.db.write(workspace, move |tx| {
            const TOUCH: &str = "update notes set weight = coalesce(weight, 0) + 1 where text = $1";
            tx.exec(TOUCH, &db::args![first])?;
            tx.maybe("select pg_sleep(0.3) as slept", &[], |_| Ok(()))?;
            tx.exec(TOUCH, &db::args![then])
        })
    };
    let (one, two) = tokio::join!(touch(ONE, "a", "b"), touch(TWO, "b", "a"));
    one.expect("the one");
    two.expect("the other");
    let weights = store.db.read(|q| q.all("select weight from notes", &[], |row| row.get::<f64>("weight"))).await;
    assert_eq!(weights.expect("weights"), [2.0, 2.0]);
}

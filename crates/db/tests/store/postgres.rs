//! What only a database over the network can get wrong.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::common::*;
use crate::proxy::Proxy;
use db::{Db, NO_WORKSPACE, Query, Url};
use domain::Code;
use domain::id::WorkspaceId;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
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
    assert!(rows > 9, "there were writers, a reader and a listener to kill");
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
    const MORE: &str = "insert into workspaces (id, seq) select n, 0 from generate_series(3, 40) n";
    store.db.write_any(|tx| tx.exec(MORE, &[])).await.expect("more workspaces than writers");
    let mut signals = store.db.signals();
    // Each keeps a writer busy for a moment, so that every one of them gets a connection and uses it again.
    let all_write = async |text: &'static str| {
        let writes = (1..=40).map(|workspace| {
            let db = store.db.clone();
            tokio::spawn(async move {
                db.write(WorkspaceId(workspace), move |tx| {
                    tx.maybe("select pg_sleep(0.02) as slept", &[], |_| Ok(()))?;
                    note(tx, text)
                })
                .await
            })
        });
        for write in writes.collect::<Vec<_>>() {
            write.await.expect("no panic").expect("the batch is run again on a new connection");
        }
    };
    all_write("before").await;
    assert_eq!(store.notes().await.len(), 40);
    kill_connections(&store).await;
    all_write("after").await;
    assert_eq!(store.notes().await.len(), 80);
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
async fn a_commit_whose_answer_is_lost_is_told_as_such_and_looked_for() {
    let Some(store) = Store::open(Kind::Postgres).await else { return };
    let url = address(&store);
    let server = url.split(['@', '/']).find(|part| part.contains(':') && !part.ends_with(':')).expect("host and port");
    let line = Proxy::to(server);
    let mut options = store.options.clone();
    options.url = Url::Postgres(line.address(url, server));
    let far = Db::open(options).await.expect("another node, far away");
    let mut signals = far.signals();
    far.write(TWO, |tx| note(tx, "before")).await.expect("written");
    line.loses_the_next_answer();
    let said = |tx: &mut db::Tx<'_>| {
        tx.emit(said("x"));
        note(tx, "perhaps")
    };
    let unsure = far.write(ONE, said).await.expect_err("nobody heard whether it is stored");
    assert_eq!(unsure.code, Code::Unavailable);
    hears(&mut signals, ONE).await;
    let stored = async { while store.notes().await != ["before", "perhaps"] {} };
    timeout(Duration::from_secs(10), stored).await.expect("it was stored all the same, once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_waits_for_that_of_another_node_in_the_same_workspace() {
    let Some(store) = Store::open(Kind::Postgres).await else { return };
    let second = Db::open(store.options.clone()).await.expect("a second node");
    const KEPT_WAITING: &str =
        "select pid from pg_locks where not granted and pg_blocking_pids(pid) @> array[pg_backend_pid()]";
    let begins = Arc::new(AtomicBool::new(false));
    let (looks, (enters, mut entered)) = (begins.clone(), unbounded_channel());
    let first = store.db.write(ONE, move |tx| {
        note(tx, "first")?;
        enters.send(()).expect("somebody is told");
        while tx.maybe(KEPT_WAITING, &[], |_| Ok(()))?.is_none() {
            assert!(!looks.load(Ordering::SeqCst), "the other began in the middle of this one");
        }
        Ok(())
    });
    let then = second.write(ONE, move |tx| {
        begins.store(true, Ordering::SeqCst);
        tx.all("select text from notes", &[], |row| row.get::<String>("text"))
    });
    let (first, seen) = tokio::join!(first, async {
        entered.recv().await.expect("the first is at it");
        then.await
    });
    first.expect("the first");
    assert_eq!(seen.expect("the second"), ["first"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_stands_still_inside_a_transaction_holds_the_others_up_for_seconds_only() {
    let Some(store) = Store::open(Kind::Postgres).await else { return };
    let second = Db::open(store.options.clone()).await.expect("a second node");
    let ((go, wait), (enters, mut entered)) = (std::sync::mpsc::channel::<()>(), unbounded_channel());
    let still = store.db.write(ONE, move |tx| {
        note(tx, "still")?;
        enters.send(()).expect("somebody is told");
        Ok(wait.recv().is_err())
    });
    let meanwhile = async {
        entered.recv().await.expect("it is at it");
        let other = second.write(ONE, |tx| note(tx, "other")).await;
        drop(go);
        other
    };
    let (still, other) = tokio::join!(still, meanwhile);
    other.expect("the server has ended the transaction that said nothing");
    assert_eq!(still.expect_err("its transaction is over").code, Code::Unavailable);
    assert_eq!(store.notes().await, ["other"]);
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

//! What closures of one batch do to each other, and what is left of one that fails: the same on both databases.

use crate::common::*;
use crate::on_both;
use db::{NewJob, Query, args};
use domain::{Code, Error, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

async fn write_note(store: &Store, text: &'static str) -> domain::Result<()> {
    store.db.write(ONE, move |tx| note(tx, text).map(drop)).await
}

#[derive(Clone, Copy, PartialEq)]
enum Refused {
    AtOnce,
    AfterWriting,
}

/// How often the closure ran that stands before a refused one in its batch.
async fn runs_beside_a_refusal(store: &Store, refused: Refused) -> usize {
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = runs.clone();
    let before = store.db.write(ONE, move |tx| {
        counted.fetch_add(1, Ordering::Relaxed);
        note(tx, "a").map(drop)
    });
    let refusal = store.db.write(ONE, move |tx| {
        if refused == Refused::AfterWriting {
            note(tx, "x")?;
        }
        Err::<(), _>(Error::conflict("不", "no"))
    });
    let together = async { tokio::join!(before, refusal, write_note(store, "b")) };
    let (a, no, b) = in_one_batch(store, together).await;
    assert_eq!((a.is_ok(), no.unwrap_err().code, b.is_ok()), (true, Code::Conflict, true));
    runs.load(Ordering::Relaxed)
}

on_both! {
    async fn a_failed_closure_takes_its_rows_events_and_jobs_with_it_and_leaves_the_others_alone(store: Store) {
        let mut commits = store.db.subscribe();
        let writes = (0..60).map(|i| {
            let db = store.db.clone();
            async move {
                db.write(ONE, move |tx| {
                    note(tx, &format!("{i:02}"))?;
                    tx.emit(said(&format!("{i:02}")));
                    let (key, payload) = (format!("{i:02}"), serde_json::json!({}));
                    tx.enqueue(NewJob { kind: "remind", key, payload, due_at: Timestamp(0) });
                    if i % 3 == 0 { Err(Error::conflict("不", "no")) } else { Ok(()) }
                }).await.is_ok()
            }
        }).collect();
        let stored = join_all(writes).await.into_iter().filter(|ok| *ok).count();
        let expected: Vec<String> = (0..60).filter(|i| i % 3 != 0).map(|i| format!("{i:02}")).collect();
        assert_eq!(stored, expected.len());
        assert_eq!(store.notes().await, expected);
        let mut heard = Vec::new();
        while let Ok(committed) = commits.try_recv() {
            assert!(committed.jobs);
            heard.extend(committed.events.iter().map(said_in));
        }
        heard.sort();
        assert_eq!(heard, expected);
        let mut jobs: Vec<String> = store.db.claim_jobs(100).await.expect("jobs").into_iter().map(|job| job.key).collect();
        jobs.sort();
        assert_eq!(jobs, expected);
    }

    async fn what_a_closure_remembered_is_gone_with_a_batch_that_starts_over(store: Store) {
        // As a floor that is read from the rows: what is remembered is how many notes there are.
        let counts = |tx: &mut db::Tx<'_>| {
            let known = match tx.recall::<i64>() {
                Some(known) => known,
                None => tx.one("select count(*) as notes from notes", &[], |row| row.get("notes"))?,
            };
            tx.remember(known);
            Ok(known)
        };
        let adds = |text: &'static str| {
            store.db.write(ONE, move |tx| {
                let known = counts(tx)?;
                note(tx, text)?;
                tx.remember(known + 1);
                Ok(known)
            })
        };
        let refusal = store.db.write(ONE, move |tx| {
            let known = counts(tx)?;
            note(tx, "x")?;
            tx.remember(known + 1);
            Err::<(), _>(Error::conflict("不", "no"))
        });
        let together = async { tokio::join!(adds("a"), refusal, adds("b")) };
        let (a, refused, b) = in_one_batch(&store, together).await;
        assert_eq!((a.expect("a"), refused.unwrap_err().code, b.expect("b")), (0, Code::Conflict, 1));
        assert_eq!(adds("c").await.expect("c"), 2);
    }

    async fn how_things_stand_is_said_behind_all_else_and_once(store: Store) {
        let mut commits = store.db.subscribe();
        store.db.write(ONE, |tx| {
            tx.emit_last(("a", 1), said("a1, old"));
            tx.emit(said("first"));
            tx.emit_last(("a", 2), said("a2"));
            tx.emit_last(("b", 1), said("b1"));
            tx.emit_last(("a", 1), said("a1"));
            tx.emit(said("second"));
            Ok(())
        }).await.expect("written");
        let heard: Vec<String> = commits.try_recv().expect("published").events.iter().map(said_in).collect();
        assert_eq!(heard, ["first", "second", "a2", "b1", "a1"]);
    }

    async fn who_is_refused_before_he_wrote_anything_costs_the_others_nothing(store: Store) {
        assert_eq!(runs_beside_a_refusal(&store, Refused::AtOnce).await, 1);
        assert_eq!(store.notes().await, ["a", "b"]);
    }

    async fn who_is_refused_after_he_wrote_leaves_nothing_among_the_others(store: Store) {
        assert_eq!(runs_beside_a_refusal(&store, Refused::AfterWriting).await, 2);
        assert_eq!(store.notes().await, ["a", "b"]);
    }

    async fn who_panics_after_he_wrote_leaves_nothing_among_the_others(store: Store) {
        let panics = store.db.write(ONE, |tx| -> domain::Result<()> { note(tx, "x")?; panic!("on purpose") });
        let together = async { tokio::join!(write_note(&store, "a"), panics, write_note(&store, "b")) };
        let (a, panicked, b) = in_one_batch(&store, together).await;
        assert_eq!((a.is_ok(), panicked.unwrap_err().code, b.is_ok()), (true, Code::Internal, true));
        assert_eq!(store.notes().await, ["a", "b"]);
    }

    async fn what_was_put_is_there_for_the_closure_s_own_questions_and_stored_in_its_order(store: Store) {
        let seen = store.db.write(ONE, |tx| {
            tx.put("insert into notes (id, workspace_id, text) values ($1, $2, $3)", &args![1, ONE, "a"])?;
            tx.put("update notes set text = $2 where id = $1", &args![1, "b"])?;
            let seen = tx.one("select text from notes where id = $1", &args![1], |row| row.get::<String>("text"))?;
            tx.put("update notes set text = $2 where id = $1", &args![1, "c"])?;
            Ok(seen)
        });
        assert_eq!(seen.await.expect("written"), "b");
        assert_eq!(store.notes().await, ["c"]);
    }

    // On PostgreSQL the refusal comes after the closure has said that all is well.
    async fn what_was_put_and_is_refused_ends_its_closure_and_no_other(store: Store) {
        const INSERT: &str = "insert into notes (id, workspace_id, text) values ($1, $2, $3)";
        let writes = (0..60_i64).map(|i| {
            let db = store.db.clone();
            async move {
                // Every third one has the number of one that is there.
                let id = if i % 3 == 0 { 1000 } else { i };
                db.write(ONE, move |tx| tx.put(INSERT, &args![id, ONE, format!("{i:02}")])).await.map_err(|e| e.code)
            }
        }).collect();
        store.db.write(ONE, |tx| tx.put(INSERT, &args![1000, ONE, "there"])).await.expect("the first");
        let answers = join_all(writes).await;
        for (i, answer) in answers.iter().enumerate() {
            assert_eq!(*answer, if i % 3 == 0 { Err(Code::Conflict) } else { Ok(()) }, "{i}");
        }
        let mut expected: Vec<String> = (0..60).filter(|i| i % 3 != 0).map(|i| format!("{i:02}")).collect();
        expected.push("there".to_owned());
        assert_eq!(store.notes().await, expected);
    }

    async fn what_was_put_by_a_closure_that_gives_up_is_not_done(store: Store) {
        let gives_up = store.db.write(ONE, |tx| {
            note(tx, "first")?;
            tx.put("insert into notes (id, workspace_id, text) values ($1, $2, $3)", &args![1, ONE, "no"])?;
            // It would be refused; nobody asks.
            tx.put("insert into notes (id, workspace_id, text) values ($1, $2, $3)", &args![1, ONE, "no"]).ok();
            Err::<(), _>(Error::conflict("不", "no").reason("gives_up"))
        });
        assert_eq!(gives_up.await.unwrap_err().code, Code::Conflict);
        store.db.write(ONE, |tx| note(tx, "second")).await.expect("the next one");
        assert_eq!(store.notes().await, ["second"]);
    }

    async fn panicking_closures_harm_nobody_else(store: Store) {
        let write = store.db.write(ONE, |tx| { note(tx, "lost")?; if tx.now().0 > 0 { panic!("oops") } Ok(()) }).await;
        let error = write.unwrap_err();
        assert_eq!(error.code, Code::Internal);
        assert!(error.internal.as_deref().unwrap().contains("oops"));
        let read = store.db.read(|q| { if q.maybe("select 1 as one", &[], |_| Ok(()))?.is_some() { panic!("ouch") } Ok(()) });
        assert_eq!(read.await.unwrap_err().code, Code::Internal);
        store.db.write(ONE, |tx| note(tx, "kept")).await.expect("the writer lives");
        assert_eq!(store.notes().await, ["kept"]);
    }
}

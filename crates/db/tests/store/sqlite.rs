//! What only the embedded database can get wrong.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::common::*;
use db::{Query, args};
use domain::Code;

#[tokio::test(flavor = "multi_thread")]
async fn the_log_stays_bounded_under_load_while_readers_come_and_go() {
    const LIMIT: u64 = 2 << 20;
    let store = Store::open_with(Kind::Sqlite, |options| options.wal_limit = LIMIT).await.expect("sqlite");
    let stop = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let (db, stop) = (store.db.clone(), stop.clone());
            tokio::spawn(async move {
                // The snapshots overlap, so there is no moment without a reader in which SQLite would start the log over.
                while !stop.load(Ordering::Relaxed) {
                    let read = db.read(|q| {
                        let newest =
                            q.all("select id from notes order by id desc limit 9", &[], |row| row.get::<i64>("id"));
                        std::thread::sleep(std::time::Duration::from_millis(15));
                        newest
                    });
                    read.await.expect("read");
                }
            })
        })
        .collect();
    let (largest, mut written) = (AtomicU64::new(0), 0);
    let text = "x".repeat(100_000);
    while written < 40 << 20 {
        let writes: Vec<_> = (0..8)
            .map(|i| {
                let (db, text) = (store.db.clone(), format!("{} {text}", written + i));
                tokio::spawn(async move { db.write(ONE, move |tx| note(tx, &text)).await })
            })
            .collect();
        for write in writes {
            write.await.expect("no panic").expect("written");
            written += 100_000;
        }
        let size = std::fs::metadata(store.folder.path().join("data/yingke.db-wal")).map_or(0, |file| file.len());
        largest.fetch_max(size, Ordering::Relaxed);
    }
    stop.store(true, Ordering::Relaxed);
    for reader in readers {
        reader.await.expect("no panic");
    }
    let largest = largest.into_inner();
    assert!(largest > LIMIT / 2, "the log was used: {largest}");
    // Without the bound it would hold all 40 MiB. A reader that sleeps too long lets it grow by a batch.
    assert!(largest < 6 * LIMIT, "the log grew to {largest} bytes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_and_the_writer_goes_on_when_there_is_room_again() {
    let store = Store::open(Kind::Sqlite).await.expect("sqlite");
    let limit = |sql: &'static str| store.db.write_any(move |tx| tx.one(sql, &[], |_| Ok(())));
    limit("pragma max_page_count = 40").await.expect("a small disk");
    let refused = store.db.write(ONE, |tx| note(tx, &"x".repeat(1_000_000))).await.unwrap_err();
    assert_eq!(refused.code, Code::Unavailable);
    assert_eq!(refused.details.as_ref().expect("details")["reason"], "disk_full");
    limit("pragma max_page_count = 1000000").await.expect("room again");
    store.db.write(ONE, |tx| note(tx, "small")).await.expect("written");
    assert_eq!(store.notes().await, ["small"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_disk_had_no_room_for_takes_its_whole_batch_with_it_and_all_are_told_why() {
    let store = Store::open(Kind::Sqlite).await.expect("sqlite");
    let mut commits = store.db.subscribe();
    let small = store.db.write_any(|tx| tx.one("pragma max_page_count = 40", &[], |_| Ok(())));
    small.await.expect("a small disk");
    let saying = |text: String| {
        store.db.write(ONE, move |tx| {
            tx.emit(said("x"));
            note(tx, &text)
        })
    };
    let together =
        async { tokio::join!(saying("before".into()), saying("x".repeat(1_000_000)), saying("behind".into())) };
    let (before, large, behind) = in_one_batch(&store, together).await;
    for refused in [before, large, behind].map(|outcome| outcome.expect_err("SQLite has rolled back by itself")) {
        assert_eq!(refused.details.as_ref().map(|details| &details["reason"]), Some(&"disk_full".into()), "{refused}");
    }
    assert!(store.notes().await.is_empty());
    assert!(commits.try_recv().is_err(), "nobody hears of what is not stored");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_connection_flushes_before_it_answers() {
    let store = Store::open(Kind::Sqlite).await.expect("sqlite");
    let settings = store
        .db
        .write_any(|tx| {
            let full: i64 = tx.one("pragma synchronous", &[], |row| row.get("synchronous"))?;
            let mode: String = tx.one("pragma journal_mode", &[], |row| row.get("journal_mode"))?;
            let keys: i64 = tx.one("pragma foreign_keys", &[], |row| row.get("foreign_keys"))?;
            Ok((full, mode, keys))
        })
        .await
        .expect("settings");
    assert_eq!(settings, (2, "wal".to_owned(), 1));
    let orphan =
        store.db.write_any(|tx| tx.exec("insert into notes (id, workspace_id, text) values ($1, 99, 'x')", &args![1]));
    assert_eq!(orphan.await.unwrap_err().code, Code::Internal);
}

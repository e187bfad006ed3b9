//! What holds on both databases alike.

use crate::common::*;
use crate::on_both;
use db::{Db, Migration, NewJob, Query, Value, args};
use domain::{Code, Error, Timestamp};

on_both! {
    async fn values_come_back_as_they_went_in(store: Store) {
        const INSERT: &str = "
            insert into notes (id, workspace_id, text, seen, weight, body, extra) values ($1, $2, $3, $4, $5, $6, $7)";
        let extra = serde_json::json!({"颜色": "红", "n": 1});
        let sent = extra.clone();
        store.db.write(ONE, move |tx| {
            tx.exec(INSERT, &args![7, ONE, "你好 $1 'x'", true, 2.5, vec![0u8, 255], &sent])?;
            tx.exec(INSERT, &args![8, ONE, "", Option::<bool>::None, 3.0, Option::<Vec<u8>>::None, Value::Null])
        }).await.expect("stored");
        let found = store.db.read(|q| q.all("select * from notes order by id", &[], |row| Ok((
            row.get::<i64>("id")?, row.get::<domain::id::WorkspaceId>("workspace_id")?, row.get::<String>("text")?,
            row.get::<Option<bool>>("seen")?, row.get::<f64>("weight")?, row.get::<Option<Vec<u8>>>("body")?,
            row.get::<Option<serde_json::Value>>("extra")?,
        )))).await.expect("read");
        assert_eq!(found[0], (7, ONE, "你好 $1 'x'".to_owned(), Some(true), 2.5, Some(vec![0, 255]), Some(extra)));
        assert_eq!(found[1], (8, ONE, String::new(), None, 3.0, None, None));
    }

    async fn reading_what_is_absent_or_misnamed_is_told_apart(store: Store) {
        let absent = store.db.read(|q| q.one("select id from notes where id = $1", &args![5], |row| row.get::<i64>("id")));
        assert_eq!(absent.await.unwrap_err().code, Code::NotFound);
        let misnamed = store.db.read(|q| q.one("select 1 as one", &[], |row| row.get::<i64>("two"))).await.unwrap_err();
        assert_eq!(misnamed.code, Code::Internal);
        let too_many = store.db.read(|q| q.maybe("select id from notes", &args![5], |row| row.get::<i64>("id"))).await;
        assert_eq!(too_many.unwrap_err().code, Code::Internal);
    }

    async fn a_reader_cannot_write(store: Store) {
        let sql = "insert into notes (id, workspace_id, text) values (1, 1, 'x') returning id";
        let refused = store.db.read(move |q| q.one(sql, &[], |row| row.get::<i64>("id"))).await;
        assert_eq!(refused.unwrap_err().code, Code::Internal);
        assert!(store.notes().await.is_empty());
    }

    async fn event_numbers_rise_in_commit_order_for_concurrent_writers(store: Store) {
        let mut commits = store.db.subscribe();
        let other = Db::open(store.options.clone()).await.expect("a second node");
        let mut others = other.subscribe();
        let writes = (0..200).map(|i| {
            let db = if i % 2 == 0 { store.db.clone() } else { other.clone() };
            async move {
                let workspace = if i % 5 == 0 { TWO } else { ONE };
                db.write(workspace, move |tx| { note(tx, &i.to_string())?; Ok(tx.emit(said("x"))) }).await.expect("written")
            }
        }).collect();
        join_all(writes).await;
        for (workspace, count) in [(ONE, 160), (TWO, 40)] {
            let stored = store.db.read(move |q| q.all(
                "select seq from events where workspace_id = $1 order by seq", &args![workspace], |row| row.get::<i64>("seq"),
            )).await.expect("events");
            assert_eq!(stored.len(), count);
            assert!(stored.iter().all(|seq| *seq >= START * 1000 && *seq < 1 << 53));
            let last = store.db.read(move |q| q.one(
                "select seq from workspaces where id = $1", &args![workspace], |row| row.get::<i64>("seq"),
            )).await.expect("the counter");
            assert_eq!(Some(&last), stored.last());
        }
        for listener in [&mut commits, &mut others] {
            let mut last = std::collections::HashMap::new();
            while let Ok(committed) = listener.try_recv() {
                let last = last.entry(committed.workspace).or_insert(0);
                assert!(committed.previous >= *last, "nothing of this node lies between two batches");
                for event in committed.events {
                    assert!(event.seq > *last && event.seq > committed.previous);
                    *last = event.seq;
                }
            }
            assert!(!last.is_empty());
        }
    }

    async fn a_snapshot_does_not_see_what_is_written_meanwhile(store: Store) {
        let (db, runtime) = (store.db.clone(), tokio::runtime::Handle::current());
        let counts = store.db.read(move |q| {
            const COUNT: &str = "select count(*) as n from notes";
            let before: i64 = q.one(COUNT, &[], |row| row.get("n"))?;
            runtime.block_on(db.write(ONE, |tx| note(tx, "meanwhile")))?;
            let after: i64 = q.one(COUNT, &[], |row| row.get("n"))?;
            Ok((before, after))
        }).await.expect("read");
        assert_eq!(counts, (0, 0));
        assert_eq!(store.notes().await, ["meanwhile"]);
    }

    async fn a_memory_lasts_exactly_as_long_as_nobody_else_changed_what_is_remembered(store: Store) {
        // What is remembered is the number of notes.
        async fn remembered(db: &Db) -> Option<usize> {
            db.write(ONE, |tx| {
                let known: Option<usize> = tx.recall();
                known.into_iter().for_each(|known| tx.remember(known));
                Ok(known)
            }).await.expect("asked")
        }
        fn another(tx: &mut db::Tx, text: &str) -> domain::Result<()> {
            let known: usize = tx.recall().unwrap_or_default();
            note(tx, text)?;
            tx.memory_changed();
            tx.remember(known + 1);
            Ok(())
        }
        assert_eq!(remembered(&store.db).await, None, "nothing yet");
        store.db.write(ONE, |tx| another(tx, "a")).await.expect("stored");
        assert_eq!(remembered(&store.db).await, Some(1));
        store.db.write(TWO, |tx| note(tx, "elsewhere")).await.expect("stored");
        let refused = store.db.write(ONE, |tx| -> domain::Result<()> {
            let known: usize = tx.recall().unwrap_or_default();
            tx.remember(known);
            Err(Error::not_found())
        }).await;
        assert_eq!((refused.is_err(), remembered(&store.db).await), (true, Some(1)), "nothing was changed");
        let undone = store.db.write(ONE, |tx| {
            another(tx, "b")?;
            Err::<(), _>(Error::not_found())
        }).await;
        assert_eq!((undone.is_err(), remembered(&store.db).await), (true, None), "a change that was rolled back");
        store.db.write(ONE, |tx| another(tx, "c")).await.expect("stored");
        let other = Db::open(store.options.clone()).await.expect("another node");
        assert_eq!(remembered(&other).await, None, "each node has its own");
        other.write(ONE, |tx| note(tx, "d")).await.expect("stored");
        assert_eq!(remembered(&store.db).await, Some(1), "the other changed nothing of it");
        other.write(ONE, |tx| another(tx, "e")).await.expect("stored");
        assert_eq!((remembered(&store.db).await, remembered(&other).await), (None, Some(1)));
        other.close().await;
    }

    async fn what_exists_already_is_a_conflict_that_cannot_be_passed_over(store: Store) {
        store.db.write(ONE, |tx| note(tx, "once")).await.expect("first");
        let again = store.db.write(ONE, |tx| note(tx, "once")).await.unwrap_err();
        assert_eq!(again.code, Code::Conflict);
        assert!(again.internal.as_deref().unwrap().contains("notes"), "{again}");
        let passed_over = store.db.write(ONE, |tx| { note(tx, "before")?; let _ = note(tx, "once"); Ok(()) }).await;
        assert_eq!(passed_over.unwrap_err().code, Code::Conflict);
        assert_eq!(store.notes().await, ["once"]);
    }

    async fn writes_need_a_workspace_that_exists_and_events_need_one_at_all(store: Store) {
        let nowhere = store.db.write(domain::id::WorkspaceId(99), |tx| note(tx, "x")).await;
        assert_eq!(nowhere.unwrap_err().code, Code::NotFound);
        let outside = store.db.write_any(|tx| { tx.emit(said("x")); Ok(()) }).await;
        assert_eq!(outside.unwrap_err().code, Code::Internal);
        let events = store.db.read(|q| q.one("select count(*) as n from events", &[], |row| row.get::<i64>("n")));
        assert_eq!(events.await.expect("counted"), 0);
    }

    async fn jobs_are_claimed_once_replaced_while_waiting_and_free_again_when_their_node_died(store: Store) {
        let job = |payload: i64, due: i64| move |tx: &mut db::Tx<'_>| {
            tx.enqueue(NewJob {
                kind: "end", key: "c1".into(), payload: serde_json::json!([payload]), due_at: tx.now().plus_seconds(due),
            });
            Ok(())
        };
        store.db.write(ONE, job(1, 5)).await.expect("enqueued");
        store.db.write(ONE, job(2, 10)).await.expect("replaced");
        assert_eq!(store.db.next_due().await.expect("due"), Some(Timestamp(START + 10_000)));
        assert!(store.db.claim_jobs(10).await.expect("early").is_empty());
        store.later(10);
        let other = Db::open(store.options.clone()).await.expect("a second node");
        let claims = (0..8).map(|i| {
            let db = if i % 2 == 0 { store.db.clone() } else { other.clone() };
            async move { db.claim_jobs(10).await.expect("claimed") }
        }).collect();
        let claimed = join_all(claims).await.concat();
        assert_eq!(claimed.len(), 1, "one claim wins");
        assert_eq!((claimed[0].workspace, claimed[0].payload[0].as_i64(), claimed[0].attempts), (ONE, Some(2), 1));

        store.later(61);
        let again = store.db.claim_jobs(10).await.expect("claimed after the first node died");
        assert_eq!((again.len(), again[0].attempts), (1, 2));
        store.db.retry_job(again[0].id, Timestamp(store.db.now().0 + 1000), "network").await.expect("put back");
        store.later(1);
        let third = store.db.claim_jobs(10).await.expect("third");
        store.db.write(ONE, job(3, 0)).await.expect("enqueued anew while it runs");
        store.db.retry_job(third[0].id, store.db.now(), "network").await.expect("yields to the newer one");
        let newer = store.db.claim_jobs(10).await.expect("the newer one");
        assert_eq!((newer.len(), newer[0].payload[0].as_i64()), (1, Some(3)));
        store.db.finish_job(newer[0].id).await.expect("finished");
        assert_eq!(store.db.next_due().await.expect("due"), None);
    }

    async fn an_older_program_refuses_a_newer_schema(store: Store) {
        const NEWER: &[Migration] = &[
            MIGRATIONS[0],
            Migration { number: 2, name: "0002_more", both: "create table more (id bigint primary key);", sqlite: "", postgres: "" },
        ];
        let mut options = store.options.clone();
        options.migrations = NEWER;
        let newer = Db::open(options).await.expect("the newer program brings the schema up to date");
        assert!(newer.node() > store.db.node());
        newer.prepare("select id from more where id = $1").await.expect("the new table is there");
        let refused = Db::open(store.options.clone()).await.err().expect("refused");
        assert!(refused.en.contains("newer version"), "{refused}");
    }

    async fn preparing_finds_statements_that_the_database_does_not_understand(store: Store) {
        store.db.prepare("update notes set text = $1 where id = $2").await.expect("a good one");
        assert!(store.db.prepare("select nonsense from notes").await.is_err());
    }

    async fn closing_finishes_what_waits_and_refuses_what_comes_later(store: Store) {
        let handle = store.db.clone();
        let writes: Vec<_> = (0..50).map(|i| {
            let db = store.db.clone();
            tokio::spawn(async move { db.write(ONE, move |tx| note(tx, &i.to_string())).await })
        }).collect();
        let mut stored = 0;
        store.db.close().await;
        for write in writes {
            match write.await.expect("no panic") {
                Ok(_) => stored += 1,
                Err(error) => assert_eq!(error.code, Code::Unavailable),
            }
        }
        assert_eq!(handle.ping().await.unwrap_err().code, Code::Unavailable);
        let reopened = Db::open(store.options).await.expect("opens again");
        assert_eq!(texts(&reopened).await.len(), stored);
    }
}

mod the_real_schema {
    use super::*;

    async fn opens(kind: Kind) {
        let Some(store) = Store::open(kind).await else { return };
        // A schema of its own, next to the small one: the real one may not meet the test's tables.
        let mut options = store.options.clone();
        options.migrations = db::MIGRATIONS;
        match &mut options.url {
            db::Url::Sqlite(path) => *path = store.folder.path().join("real.db"),
            db::Url::Postgres(url) => {
                let (_, schema) = url.split_once("search_path%3D").expect("the test's schema");
                admin(url, &format!("create schema {schema}_real")).await;
                url.push_str("_real");
            }
        }
        let db = Db::open(options.clone()).await.expect("migrates");
        assert_eq!(db.node(), 1);
        assert_eq!(Db::open(options).await.expect("opens again").node(), 2);
        db.prepare("select seq from workspaces where id = $1").await.expect("the desk's tables");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn sqlite() {
        opens(Kind::Sqlite).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn postgres() {
        opens(Kind::Postgres).await;
    }
}

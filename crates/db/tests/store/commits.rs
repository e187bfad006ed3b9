//! What a commit promises to those who wrote and to those who listen.

use crate::common::*;
use crate::on_both;
use db::{Query, args};
use domain::Code;

on_both! {
    async fn a_commit_that_fails_is_neither_answered_as_done_nor_published(store: Store) {
        let mut commits = store.db.subscribe();
        // The database looks at a promise when it commits, not before: every statement succeeds.
        let promising = |id: i64| store.db.write(ONE, move |tx| {
            tx.emit(said("x"));
            tx.exec("insert into promises (note_id) values ($1)", &args![id])
        });
        assert_eq!(promising(99).await.expect_err("there is no such note").code, Code::Unavailable);
        assert!(commits.try_recv().is_err(), "nobody hears of what is not stored");
        let id = store.db.write(TWO, |tx| {
            let id = tx.new_id();
            tx.exec("insert into notes (id, workspace_id, text) values ($1, $2, 'kept')", &args![id, TWO])?;
            Ok(id)
        }).await.expect("a note");
        promising(id).await.expect("a promise that is kept");
        assert_eq!(commits.try_recv().expect("published before it was answered").events.len(), 1);
        let events = store.db.read(|q| q.one("select count(*) as n from events", &[], |row| row.get::<i64>("n")));
        assert_eq!(events.await.expect("counted"), 1);
    }

    async fn numbers_and_ids_rise_while_the_clock_jumps_back_and_forth(store: Store) {
        let (mut last_id, mut last_number) = (0, 0);
        for seconds in [0, 3600, -7200, 1, 7199, -3600] {
            store.later(seconds);
            for _ in 0..3 {
                let (id, number) = store.db.write(ONE, |tx| Ok((tx.new_id(), tx.emit(said("x"))))).await.expect("written");
                assert!(id > last_id && number > last_number, "{seconds} s: {id} after {last_id}, {number} after {last_number}");
                (last_id, last_number) = (id, number);
            }
        }
    }
}

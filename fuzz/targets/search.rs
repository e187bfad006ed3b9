//! Search queries: whatever is typed becomes a question that FTS5 takes, and finds the text that it was taken from.

use db::Dialect;
use rusqlite::Connection;
use server::search::words::{Words, tokens};

thread_local! {
    static INDEX: Connection = {
        let index = Connection::open_in_memory().expect("memory");
        index.execute_batch("create virtual table message_words using fts5(words); insert into message_words values ('a b u4e00')").expect("FTS5");
        index
    };
}

pub fn eat(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let kept = tokens(&text);
    for token in &kept {
        assert!(token.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()), "{token}");
    }
    let Some(words) = Words::parse(&text) else { return };
    assert!(words.are_in(&text), "a text contains itself");
    assert!(words.tokens.iter().all(|token| kept.contains(token)), "the index has what a query for the text asks for");
    asked(&words.to_match(Dialect::Sqlite));
    let postgres = words.to_match(Dialect::Postgres);
    assert!(postgres.bytes().all(|c| c.is_ascii_alphanumeric() || b"' &".contains(&c)), "{postgres}");
}

fn asked(question: &str) {
    INDEX.with(|index| {
        let mut ask =
            index.prepare_cached("select rowid from message_words where message_words match ?1").expect("SQL");
        ask.query([question]).and_then(|mut rows| rows.next().map(|row| row.is_some())).expect("FTS5 takes it");
    });
}

//! The word index: written in the message's transaction, in each database's own way.
//!
//! SQLite's index grows by a piece with every commit, and putting pieces together costs more than everything else about a
//! message. So its words wait in a table of their own until there are enough of them, or somebody searches; PostgreSQL's
//! index has such a waiting list inside.

use super::words::{Words, tokens};
use crate::App;
use db::{Dialect, Query, Tx, args};
use domain::Result;
use domain::id::MessageId;

const WAIT_SQLITE: &str = "insert into message_words_waiting (message_id, words) values ($1, $2)";
const ADD_POSTGRES: &str = "
insert into message_words (message_id, words) values ($1, cast(cast($2 as text) as tsvector))";

/// So many wait at the most; whoever writes the last of them takes all in.
const MOST_WAITING: i64 = 64;

/// Makes a message findable. Called once, in the transaction that stores the message.
pub fn index_message(tx: &mut Tx, id: MessageId, text: &str) -> Result<()> {
    let tokens: Vec<String> = tokens(text).into_iter().collect();
    if tokens.is_empty() {
        return Ok(());
    }
    // Tokens are plain letters and digits: joined with spaces they are FTS5 text and a tsvector's literal alike.
    let words = tokens.join(" ");
    if tx.dialect() == Dialect::Postgres {
        return tx.put(ADD_POSTGRES, &args![id, words]);
    }
    tx.put(WAIT_SQLITE, &args![id, words])?;
    if waiting(tx)? >= MOST_WAITING { take_in(tx) } else { Ok(()) }
}

const WAITING_SQLITE: &str = "select count(*) as waiting from message_words_waiting";

fn waiting(q: &mut impl Query) -> Result<i64> {
    q.one(WAITING_SQLITE, &[], |row| row.get("waiting"))
}

const TAKE_IN_SQLITE: &str = "
insert into message_words (rowid, words) select message_id, words from message_words_waiting order by message_id";
const TAKEN_IN_SQLITE: &str = "delete from message_words_waiting";

fn take_in(tx: &mut Tx) -> Result<()> {
    tx.exec(TAKE_IN_SQLITE, &[])?;
    tx.exec(TAKEN_IN_SQLITE, &[]).map(drop)
}

/// Before a search: takes in what waits, so that what was said a moment ago is found.
pub async fn complete(app: &App) {
    let asked = app.db.read(|q| if q.dialect() == Dialect::Sqlite { waiting(q) } else { Ok(0) }).await;
    let done = match asked {
        Ok(0) => Ok(()),
        Ok(_) => app.db.write_any(take_in).await,
        Err(error) => Err(error),
    };
    if let Err(error) = done {
        // The older messages are found all the same.
        tracing::warn!(error.internal = %error, "The newest messages could not be taken into the word index.");
    }
}

const DROP_SQLITE: &str = "delete from message_words where rowid = $1";
const DROP_WAITING_SQLITE: &str = "delete from message_words_waiting where message_id = $1";
const DROP_POSTGRES: &str = "delete from message_words where message_id = $1";

/// A message that was taken back is found no more.
pub fn forget_message(tx: &mut Tx, id: MessageId) -> Result<()> {
    if tx.dialect() == Dialect::Postgres {
        return tx.put(DROP_POSTGRES, &args![id]);
    }
    if tx.exec(DROP_WAITING_SQLITE, &args![id])? == 0 {
        tx.exec(DROP_SQLITE, &args![id])?;
    }
    Ok(())
}

impl Words {
    /// The question in the index's own syntax.
    pub fn to_match(&self, dialect: Dialect) -> String {
        let (quote, and) = match dialect {
            Dialect::Sqlite => ('"', " AND "),
            Dialect::Postgres => ('\'', " & "),
        };
        let quoted: Vec<String> = self.tokens.iter().map(|token| format!("{quote}{token}{quote}")).collect();
        quoted.join(and)
    }
}

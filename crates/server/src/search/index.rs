//! The word index: written in the message's transaction, in each database's own way.

use super::words::{Words, tokens};
use db::{Dialect, Query, Tx, args};
use domain::Result;
use domain::id::MessageId;

const ADD_SQLITE: &str = "insert into message_words (rowid, words) values ($1, $2)";
const ADD_POSTGRES: &str = "
insert into message_words (message_id, words) values ($1, cast(cast($2 as text) as tsvector))";

/// Makes a message findable. Called once, in the transaction that stores the message.
pub fn index_message(tx: &mut Tx, id: MessageId, text: &str) -> Result<()> {
    let tokens: Vec<String> = tokens(text).into_iter().collect();
    if tokens.is_empty() {
        return Ok(());
    }
    // Tokens are plain letters and digits: joined with spaces they are FTS5 text and a tsvector's literal alike.
    let sql = if tx.dialect() == Dialect::Sqlite { ADD_SQLITE } else { ADD_POSTGRES };
    tx.exec(sql, &args![id, tokens.join(" ")]).map(drop)
}

const DROP_SQLITE: &str = "delete from message_words where rowid = $1";
const DROP_POSTGRES: &str = "delete from message_words where message_id = $1";

/// A message that was taken back is found no more.
pub fn forget_message(tx: &mut Tx, id: MessageId) -> Result<()> {
    let sql = if tx.dialect() == Dialect::Sqlite { DROP_SQLITE } else { DROP_POSTGRES };
    tx.exec(sql, &args![id]).map(drop)
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

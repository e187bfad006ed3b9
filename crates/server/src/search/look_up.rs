//! The road through the word index: entries newest first, a bounded number of them, each checked for sight and text.
//!
//! The two databases index differently, so this is one of the few places that ask which one it is.

use super::find::{Asked, Part, Stretch, found, narrowed};
use super::words::Words;
use crate::conversations::list::visible_sql;
use db::{Dialect, Query, Value, args};
use domain::Result;

/// $9, $10 the times; $12 the words, $13 to $14 the stretch, $15 how many.
macro_rules! entries {
    ($with:literal, $from:literal) => {
        concat!(
            $with,
            "select w.id as entry, m.id, m.conversation_id, m.seq, m.text, m.created_at, m.sender_type, m.sender_id, m.sender_name,
  coalesce(m.state = 'sent' and (m.created_at >= $9 or $9 is null) and (m.created_at < $10 or $10 is null) and ",
            visible_sql!(),
            " and ",
            narrowed!(),
            ", false) as seen
from ",
            $from,
            " w left join messages m on m.id = w.id left join conversations c on c.id = m.conversation_id order by w.id desc"
        )
    };
}

const ENTRIES_SQLITE: &str = entries!(
    "",
    "(select rowid as id from message_words where message_words match $12 and rowid < $13 and rowid >= $14
  order by rowid desc limit $15)"
);

// Materialised, or PostgreSQL walks all messages backwards in search of a rare word.
const ENTRIES_POSTGRES: &str = entries!(
    "with hits as materialized (select message_id as id from message_words where words @@ cast(cast($12 as text) as tsquery)),
newest as materialized (select id from hits where id < $13 and id >= $14 order by id desc limit $15)
",
    "newest"
);

/// Estimates know nothing of words: with them PostgreSQL reads whole tables for what an index has at hand.
const BY_INDEX_ALONE_POSTGRES: &str = "
select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
  set_config('enable_mergejoin', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)";

/// Called at the beginning of a search, within its snapshot.
pub(super) fn prepare(q: &mut impl Query) -> Result<()> {
    if q.dialect() == Dialect::Postgres {
        q.maybe(BY_INDEX_ALONE_POSTGRES, &[], |_| Ok(()))?;
    }
    Ok(())
}

/// At most `most` entries. `None` where the words are too common for this road; `known` are texts read and those that had them.
pub(super) fn look_up(
    q: &mut impl Query,
    asked: &Asked,
    at: Stretch,
    most: usize,
    known: (usize, usize),
) -> Result<Option<Part>> {
    let (sql, floor) = match q.dialect() {
        Dialect::Sqlite => (ENTRIES_SQLITE, together(q, asked.words, at)?),
        Dialect::Postgres if are_too_many(q, known)? => return Ok(None),
        Dialect::Postgres => (ENTRIES_POSTGRES, at.floor),
    };
    let mut args = asked.reach.args();
    args.extend(asked.filter.args());
    args.extend(args![asked.words.to_match(q.dialect()), at.before, floor, most]);
    let entries = q.all(sql, &args, |row| {
        let seen: bool = row.get("seen")?;
        Ok((row.get::<i64>("entry")?, if seen { Some(found(row)?) } else { None }))
    })?;
    let reached = if entries.len() < most { floor } else { entries.last().map_or(floor, |(entry, _)| *entry) };
    let found = entries.into_iter().filter_map(|(_, found)| found).filter(|found| asked.words.find(&found.text));
    Ok(Some(Part { found: found.collect(), reached, texts: 0, matching: 0 }))
}

const NTH_SQLITE: &str = "
select rowid as id from message_words where message_words match $1 and rowid < $2 and rowid >= $3
order by rowid desc limit 1 offset $4";

/// So many entries of one word are compared with those of the others, at most; and so many words are weighed.
const COMPARED: i64 = 6_000;
const WEIGHED: usize = 4;

/// Words that are all common and hardly ever meet could be compared over millions of entries. How far down one goes for
/// at most so many entries of the rarest: never unbounded, and all the way where any of them is rare.
fn together(q: &mut impl Query, words: &Words, at: Stretch) -> Result<i64> {
    let mut floor = i64::MAX;
    if words.tokens.len() == 1 {
        return Ok(at.floor);
    }
    for token in words.tokens.iter().take(WEIGHED) {
        let args: [Value; 4] = args![format!("\"{token}\""), at.before, at.floor, COMPARED];
        match q.maybe(NTH_SQLITE, &args, |row| row.get::<i64>("id"))? {
            Some(id) => floor = floor.min(id),
            None => return Ok(at.floor),
        }
    }
    Ok(floor)
}

const ROWS_POSTGRES: &str =
    "select cast(reltuples as bigint) as messages from pg_class where oid = to_regclass('messages')";

/// All entries are fetched before the newest are known.
const FETCHED: f64 = 30_000.0;

fn are_too_many(q: &mut impl Query, (texts, matching): (usize, usize)) -> Result<bool> {
    let rows: i64 = q.maybe(ROWS_POSTGRES, &[], |row| row.get("messages"))?.unwrap_or(0);
    Ok(rows as f64 * (matching + 1) as f64 / (texts + 1) as f64 > FETCHED)
}

//! A look from outside, for diagnosis: can the database be reached, and how old is its schema? Nothing is changed.

use domain::{Error, Result};

use crate::conn::{Conn, Purpose};
use crate::migrate::MIGRATIONS;
use crate::query::Walk;
use crate::{Dialect, Url};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// The first start makes it.
    Absent,
    Current,
    /// The next start brings it up to date.
    Older,
    /// Written by a newer version; this program refuses it.
    Newer,
}

pub async fn look(url: Url) -> Result<Schema> {
    let looking = tokio::task::spawn_blocking(move || look_now(&url));
    looking.await.map_err(|error| Error::internal_error(format!("looking at the database: {error}")))?
}

fn look_now(url: &Url) -> Result<Schema> {
    if matches!(url, Url::Sqlite(path) if !path.exists()) {
        return Ok(Schema::Absent);
    }
    let mut conn = Conn::open(url, Purpose::Read, 0)?;
    if let Conn::Postgres(conn) = &mut conn {
        conn.refuse_lazy_commits()?;
    }
    let known = MIGRATIONS.last().map_or(0, |migration| migration.number);
    Ok(match applied(&mut conn)? {
        0 => Schema::Absent,
        applied if applied > known => Schema::Newer,
        applied if applied < known => Schema::Older,
        _ => Schema::Current,
    })
}

fn applied(conn: &mut Conn) -> Result<i64> {
    let table = match conn.dialect() {
        Dialect::Sqlite => "select 1 as one from sqlite_master where name = 'schema_migrations'",
        Dialect::Postgres => "select 1 as one where to_regclass('schema_migrations') is not null",
    };
    let mut there = false;
    conn.walk(table, &[], &mut |_| {
        there = true;
        Ok(Walk::Enough)
    })?;
    let mut last = 0;
    if there {
        conn.walk("select coalesce(max(number), 0) as number from schema_migrations", &[], &mut |row| {
            last = row.get("number")?;
            Ok(Walk::Enough)
        })?;
    }
    Ok(last)
}

//! Brings the schema up to date before anything else happens: one folder, one text for both, never edited after release.

use domain::{Code, Error, Result, Timestamp};

use crate::conn::{Conn, Purpose};
use crate::fail_point::fail_point;
use crate::query::Walk;
use crate::{Dialect, args};

/// One step. The dialect's own text, for the search index only, follows the common one.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    pub number: i64,
    pub name: &'static str,
    pub both: &'static str,
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

macro_rules! migration {
    ($number:literal, $file:literal, dialects) => {
        Migration {
            number: $number,
            name: $file,
            both: include_str!(concat!("../migrations/", $file, ".sql")),
            sqlite: include_str!(concat!("../migrations/", $file, ".sqlite.sql")),
            postgres: include_str!(concat!("../migrations/", $file, ".postgres.sql")),
        }
    };
    ($number:literal, $file:literal, sqlite) => {
        Migration {
            number: $number,
            name: $file,
            both: "",
            sqlite: include_str!(concat!("../migrations/", $file, ".sqlite.sql")),
            postgres: "",
        }
    };
    ($number:literal, $file:literal) => {
        Migration {
            number: $number,
            name: $file,
            both: include_str!(concat!("../migrations/", $file, ".sql")),
            sqlite: "",
            postgres: "",
        }
    };
}

pub const MIGRATIONS: &[Migration] = &[
    migration!(1, "0001_desk", dialects),
    migration!(2, "0002_workbench"),
    migration!(3, "0003_routing"),
    migration!(4, "0004_search", dialects),
    migration!(5, "0005_events_of_contacts"),
    migration!(6, "0006_words_waiting", sqlite),
    migration!(7, "0007_newest_apart"),
    migration!(8, "0008_key_by_time"),
    migration!(9, "0009_tags_by_hour"),
    migration!(10, "0010_told"),
];

/// The seam's own two tables exist before the first migration can be counted.
const GROUND: &str = "
    create table if not exists schema_migrations (
      number bigint primary key,
      name text not null,
      applied_at bigint not null
    );
    create table if not exists meta (
      name text primary key,
      value bigint not null
    );";

/// Applies what is missing, in one transaction, and takes a number for this start of the program.
pub(crate) fn migrate(conn: &mut Conn, migrations: &[Migration], now: Timestamp) -> Result<i64> {
    conn.begin(Purpose::Migrate)?;
    let outcome = bring_up_to_date(conn, migrations, now).and_then(|()| take_node_number(conn));
    fail_point("migration.before_commit");
    match outcome.and_then(|node| conn.commit().map(|()| node)) {
        Ok(node) => Ok(node),
        Err(error) => {
            conn.rollback();
            Err(error)
        }
    }
}

fn bring_up_to_date(conn: &mut Conn, migrations: &[Migration], now: Timestamp) -> Result<()> {
    if conn.dialect() == Dialect::Postgres {
        // Nodes that start together would otherwise create the same tables at the same time.
        conn.script("select pg_advisory_xact_lock(20262, hashtext(current_schema()))")?;
    }
    conn.script(GROUND)?;
    let applied = last_applied(conn)?;
    let newest = migrations.last().map_or(0, |migration| migration.number);
    if applied > newest {
        return Err(newer_than_this_program(applied, newest));
    }
    for migration in migrations.iter().filter(|migration| migration.number > applied) {
        conn.script(migration.both)?;
        conn.script(match conn.dialect() {
            Dialect::Sqlite => migration.sqlite,
            Dialect::Postgres => migration.postgres,
        })?;
        fail_point("migration.between");
        const SQL: &str = "insert into schema_migrations (number, name, applied_at) values ($1, $2, $3)";
        conn.exec(SQL, &args![migration.number, migration.name, now])?;
        tracing::info!(migration = migration.name, "the database schema was brought up to date");
    }
    Ok(())
}

fn last_applied(conn: &mut Conn) -> Result<i64> {
    let mut last = 0;
    conn.walk("select coalesce(max(number), 0) as number from schema_migrations", &[], &mut |row| {
        last = row.get("number")?;
        Ok(Walk::Enough)
    })?;
    Ok(last)
}

fn take_node_number(conn: &mut Conn) -> Result<i64> {
    const SQL: &str = "
        insert into meta (name, value) values ('starts', 1)
        on conflict (name) do update set value = meta.value + 1
        returning value";
    let mut node = 0;
    conn.walk(SQL, &[], &mut |row| {
        node = row.get("value")?;
        Ok(Walk::On)
    })?;
    Ok(node)
}

fn newer_than_this_program(found: i64, known: i64) -> Error {
    Error::new(
        Code::Unavailable,
        format!("数据库由更新版本的程序写入（结构 {found}，本程序只认识到 {known}）。请安装新版本后再启动。"),
        format!(
            "This database was written by a newer version (schema {found}, this program knows {known}). \
             Install the newer version and start that."
        ),
    )
    .reason("newer_schema")
}

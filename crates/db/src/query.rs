//! Reading rows, the same way inside a snapshot ([`Reader`]) and inside a write ([`crate::Tx`]).

use domain::{Error, Result};

use crate::Dialect;
use crate::conn::Conn;
use crate::value::{FromValue, Value, from_sqlite};

/// One row, valid while the mapping closure runs.
pub struct Row<'a>(pub(crate) Inner<'a>);

pub(crate) enum Inner<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a postgres::Row),
}

impl Row<'_> {
    pub fn get<T: FromValue>(&self, column: &str) -> Result<T> {
        let value = match self.0 {
            Inner::Sqlite(row) => row.get_ref(column).map_err(crate::failure::sqlite).and_then(from_sqlite),
            Inner::Postgres(row) => row.try_get::<_, Value>(column).map_err(|e| crate::failure::postgres(&e)),
        };
        value.and_then(T::from_value).map_err(|e| {
            let internal = e.internal.clone().unwrap_or_default();
            e.internal(format!("column {column}: {internal}"))
        })
    }
}

/// What one row does to the walk over a result.
pub enum Walk {
    On,
    Enough,
}

pub trait Query {
    /// The one thing an implementor provides; everything else is said with it.
    #[doc(hidden)]
    fn walk(&mut self, sql: &str, args: &[Value], step: &mut dyn FnMut(&Row<'_>) -> Result<Walk>) -> Result<()>;

    /// For search and the job claim only; everything else is one text for both.
    fn dialect(&self) -> Dialect;

    fn all<T>(&mut self, sql: &'static str, args: &[Value], map: impl FnMut(&Row<'_>) -> Result<T>) -> Result<Vec<T>>
    where
        Self: Sized,
    {
        self.all_dyn(sql, args, map)
    }

    /// For search only, whose statement depends on what is asked. Never put a value into the text.
    fn all_dyn<T>(&mut self, sql: &str, args: &[Value], mut map: impl FnMut(&Row<'_>) -> Result<T>) -> Result<Vec<T>>
    where
        Self: Sized,
    {
        let mut found = Vec::new();
        self.walk(sql, args, &mut |row| {
            found.push(map(row)?);
            Ok(Walk::On)
        })?;
        Ok(found)
    }

    /// The first row, if there is one.
    fn maybe<T>(
        &mut self,
        sql: &'static str,
        args: &[Value],
        mut map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>>
    where
        Self: Sized,
    {
        let mut found = None;
        self.walk(sql, args, &mut |row| {
            found = Some(map(row)?);
            Ok(Walk::Enough)
        })?;
        Ok(found)
    }

    /// The first row; its absence is "not found" to the person who asked.
    fn one<T>(&mut self, sql: &'static str, args: &[Value], map: impl FnMut(&Row<'_>) -> Result<T>) -> Result<T>
    where
        Self: Sized,
    {
        self.maybe(sql, args, map)?.ok_or_else(Error::not_found)
    }
}

/// One consistent snapshot of the whole database.
pub struct Reader<'a> {
    pub(crate) conn: &'a mut Conn,
}

impl Query for Reader<'_> {
    fn walk(&mut self, sql: &str, args: &[Value], step: &mut dyn FnMut(&Row<'_>) -> Result<Walk>) -> Result<()> {
        self.conn.walk(sql, args, step)
    }

    fn dialect(&self) -> Dialect {
        self.conn.dialect()
    }
}

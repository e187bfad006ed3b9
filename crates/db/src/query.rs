//! Reading rows, the same way inside a snapshot ([`Reader`]) and inside a write ([`crate::Tx`]).

use std::cell::Cell;

use domain::{Error, Result};

use crate::Dialect;
use crate::conn::Conn;
use crate::failure;
use crate::value::{FromValue, Value, from_sqlite};

/// One row, valid while the mapping closure runs.
pub struct Row<'a> {
    inner: Inner<'a>,
    /// The column after the one that was read last.
    next: Cell<usize>,
}

pub(crate) enum Inner<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a postgres::Row),
}

impl<'a> Row<'a> {
    pub(crate) fn new(inner: Inner<'a>) -> Row<'a> {
        Row { inner, next: Cell::new(0) }
    }

    pub fn get<T: FromValue>(&self, column: &str) -> Result<T> {
        let at = self.place(column);
        let value = match self.inner {
            Inner::Sqlite(row) => at.and_then(|at| row.get_ref(at).map_err(failure::sqlite)).and_then(from_sqlite),
            Inner::Postgres(row) => at.and_then(|at| row.try_get(at).map_err(|e| failure::postgres(&e))),
        };
        value.and_then(T::from_value).map_err(|e| {
            let internal = e.internal.clone().unwrap_or_default();
            e.internal(format!("column {column}: {internal}"))
        })
    }

    /// Columns are mostly read in their order; looking for each by its name costs more than all else about a wide row.
    fn place(&self, column: &str) -> Result<usize> {
        let next = self.next.get();
        let at = match self.inner {
            Inner::Sqlite(row) => match row.as_ref().column_name(next) {
                Ok(name) if name == column => next,
                _ => row.as_ref().column_index(column).map_err(failure::sqlite)?,
            },
            Inner::Postgres(row) => match row.columns().get(next) {
                Some(found) if found.name() == column => next,
                _ => {
                    let at = row.columns().iter().position(|found| found.name() == column);
                    at.ok_or_else(|| Error::internal_error("there is no such column"))?
                }
            },
        };
        self.next.set(at + 1);
        Ok(at)
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

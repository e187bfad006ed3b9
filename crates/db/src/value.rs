//! The values that go into a statement and come out of a row. No SQL here and nothing of either database's protocol
//! beyond the two trait impls that turn a [`Value`] into what a driver wants.

use std::error::Error as StdError;

use bytes::BytesMut;

use domain::{Error, Result, Timestamp, id};

use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use rusqlite::types::{ToSqlOutput, ValueRef};
use serde_json::Value as Json;

/// One value, as both databases know it. JSON travels as text, times and ids as integers.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Int(i64),
    Real(f64),
    Bool(bool),
    Text(String),
    Bytes(Vec<u8>),
}

/// The arguments of a statement: `args![workspace, name, Option::<i64>::None]`.
#[macro_export]
macro_rules! args {
    () => { [] as [$crate::Value; 0] };
    ($($value:expr),+ $(,)?) => { [$($crate::Value::from($value)),+] };
}

macro_rules! into_value {
    ($($source:ty => |$value:ident| $made:expr;)*) => {$(
        impl From<$source> for Value {
            fn from($value: $source) -> Value { $made }
        }
    )*};
}

into_value! {
    i64 => |v| Value::Int(v);
    i32 => |v| Value::Int(v.into());
    u32 => |v| Value::Int(v.into());
    usize => |v| Value::Int(i64::try_from(v).unwrap_or(i64::MAX));
    f64 => |v| Value::Real(v);
    bool => |v| Value::Bool(v);
    &str => |v| Value::Text(v.to_owned());
    String => |v| Value::Text(v);
    &String => |v| Value::Text(v.clone());
    Vec<u8> => |v| Value::Bytes(v);
    &[u8] => |v| Value::Bytes(v.to_vec());
    Timestamp => |v| Value::Int(v.0);
    Json => |v| Value::Text(v.to_string());
    &Json => |v| Value::Text(v.to_string());
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

/// What a column can be read as. A value of another kind is a defect of ours, answered as an internal error.
pub trait FromValue: Sized {
    fn from_value(value: Value) -> Result<Self>;
}

fn unexpected<T>(wanted: &str, found: &Value) -> Result<T> {
    // The kind only: the content may be a person's words and this text goes to the log.
    let found = match found {
        Value::Null => "null",
        Value::Int(_) => "an integer",
        Value::Real(_) => "a real number",
        Value::Bool(_) => "a boolean",
        Value::Text(_) => "text",
        Value::Bytes(_) => "bytes",
    };
    Err(Error::internal_error(format!("a column holds {found} where {wanted} was expected")))
}

macro_rules! from_value {
    ($($target:ty, $wanted:literal: $($shape:pat => $made:expr),+;)*) => {$(
        impl FromValue for $target {
            fn from_value(value: Value) -> Result<Self> {
                match value {
                    $($shape => Ok($made),)+
                    other => unexpected($wanted, &other),
                }
            }
        }
    )*};
}

from_value! {
    i64, "an integer": Value::Int(v) => v;
    // SQLite keeps a whole number in a real column as an integer, and has no booleans of its own.
    f64, "a real number": Value::Real(v) => v, Value::Int(v) => v as f64;
    bool, "a boolean": Value::Bool(v) => v, Value::Int(v @ (0 | 1)) => v == 1;
    String, "text": Value::Text(v) => v;
    Vec<u8>, "bytes": Value::Bytes(v) => v;
    Timestamp, "a time": Value::Int(v) => Timestamp(v);
}

impl FromValue for Value {
    fn from_value(value: Value) -> Result<Self> {
        Ok(value)
    }
}

impl FromValue for Json {
    fn from_value(value: Value) -> Result<Self> {
        let text = String::from_value(value)?;
        serde_json::from_str(&text).map_err(|e| Error::internal_error(format!("a column holds broken JSON: {e}")))
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Result<Self> {
        if value == Value::Null { Ok(None) } else { T::from_value(value).map(Some) }
    }
}

macro_rules! ids {
    ($($name:ident)*) => {$(
        impl From<id::$name> for Value {
            fn from(id: id::$name) -> Value { Value::Int(id.0) }
        }
        impl FromValue for id::$name {
            fn from_value(value: Value) -> Result<Self> { i64::from_value(value).map(id::$name) }
        }
    )*};
}

ids! { WorkspaceId AgentId RoleId GroupId SessionId InboxId LinkId EntryId ContactId ConversationId MessageId FileId JobId DecisionId AuditId PhraseId TagId }

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(v) => ValueRef::Integer(*v),
            Value::Real(v) => ValueRef::Real(*v),
            Value::Bool(v) => ValueRef::Integer(i64::from(*v)),
            Value::Text(v) => ValueRef::Text(v.as_bytes()),
            Value::Bytes(v) => ValueRef::Blob(v),
        }))
    }
}

pub(crate) fn from_sqlite(value: ValueRef<'_>) -> Result<Value> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(v) => Value::Int(v),
        ValueRef::Real(v) => Value::Real(v),
        ValueRef::Text(v) => Value::Text(
            String::from_utf8(v.to_vec()).map_err(|_| Error::internal_error("a column holds text that is no UTF-8"))?,
        ),
        ValueRef::Blob(v) => Value::Bytes(v.to_vec()),
    })
}

type Driver<T> = Result<T, Box<dyn StdError + Sync + Send>>;

impl ToSql for Value {
    /// The server says which type a parameter has; the value adapts where nothing is lost and refuses elsewhere.
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Driver<IsNull> {
        match (self, ty) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Int(v), &Type::INT8) => v.to_sql(ty, out),
            (Value::Int(v), &Type::INT4) => i32::try_from(*v)?.to_sql(ty, out),
            (Value::Int(v), &Type::INT2) => i16::try_from(*v)?.to_sql(ty, out),
            (Value::Int(v), &Type::FLOAT8) => (*v as f64).to_sql(ty, out),
            (Value::Real(v), &Type::FLOAT8) => v.to_sql(ty, out),
            (Value::Bool(v), &Type::BOOL) => v.to_sql(ty, out),
            (Value::Bytes(v), &Type::BYTEA) => v.to_sql(ty, out),
            (Value::Text(v), &Type::JSONB) => {
                // jsonb on the wire: a version byte, then the text.
                out.extend_from_slice(&[1]);
                out.extend_from_slice(v.as_bytes());
                Ok(IsNull::No)
            }
            (Value::Text(v), &Type::JSON) => {
                out.extend_from_slice(v.as_bytes());
                Ok(IsNull::No)
            }
            (Value::Text(v), ty) if <&str as ToSql>::accepts(ty) => v.to_sql(ty, out),
            (_, ty) => Err(format!("a parameter of type {ty} got a value of another kind").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Driver<Value> {
        Ok(match *ty {
            Type::INT8 => Value::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Value::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT2 => Value::Int(i16::from_sql(ty, raw)?.into()),
            Type::FLOAT8 => Value::Real(f64::from_sql(ty, raw)?),
            Type::FLOAT4 => Value::Real(f32::from_sql(ty, raw)?.into()),
            Type::BOOL => Value::Bool(bool::from_sql(ty, raw)?),
            Type::BYTEA => Value::Bytes(raw.to_vec()),
            Type::JSON => Value::Text(String::from_utf8(raw.to_vec())?),
            Type::JSONB => Value::Text(String::from_utf8(raw.get(1..).unwrap_or_default().to_vec())?),
            Type::VOID => Value::Null,
            _ if <String as FromSql>::accepts(ty) => Value::Text(String::from_sql(ty, raw)?),
            _ => return Err(format!("columns of type {ty} are not read; cast it in the statement").into()),
        })
    }

    fn from_sql_null(_: &Type) -> Driver<Value> {
        Ok(Value::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

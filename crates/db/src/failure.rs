//! What a database's refusal means to a caller: "exists already", "try again", or a defect of ours. Never a panic.

use domain::Error;
use postgres::error::SqlState;
use rusqlite::ErrorCode;

pub(crate) fn sqlite(error: rusqlite::Error) -> Error {
    let text = format!("sqlite: {error}");
    let rusqlite::Error::SqliteFailure(cause, _) = &error else {
        return Error::internal_error(text);
    };
    match (cause.code, cause.extended_code) {
        (_, rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY) => exists(text),
        (ErrorCode::DiskFull, _) => Error::disk_full(text),
        (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _)
        | (ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::OutOfMemory, _) => Error::unavailable(text),
        _ => Error::internal_error(text),
    }
}

pub(crate) fn postgres(error: &postgres::Error) -> Error {
    let Some(cause) = error.as_db_error() else {
        let text = format!("postgres: {}", whole(error));
        return if from_the_wire(error) { Error::unavailable(text) } else { Error::internal_error(text) };
    };
    let text = format!(
        "postgres: {} {} {}{}",
        cause.code().code(),
        cause.message(),
        cause.constraint().unwrap_or_default(),
        cause.position().map(|p| format!(" at {p:?}")).unwrap_or_default()
    );
    match cause.code() {
        &SqlState::UNIQUE_VIOLATION => exists(text),
        &SqlState::DISK_FULL => Error::disk_full(text),
        // Connection, transaction rollback, resources, operator intervention: the next try may well work.
        state if ["08", "40", "53", "57", "58"].contains(&&state.code()[..2]) => Error::unavailable(text),
        state if *state == SqlState::LOCK_NOT_AVAILABLE => Error::unavailable(text),
        _ => Error::internal_error(text),
    }
}

/// Errors after which the same statements may succeed when the transaction starts over.
pub(crate) fn worth_another_try(error: &postgres::Error) -> bool {
    let states =
        [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED, SqlState::FEATURE_NOT_SUPPORTED];
    // FEATURE_NOT_SUPPORTED is "cached plan must not change result type": another node has migrated the schema.
    error.code().is_some_and(|code| states.contains(code))
}

/// The connection is of no use any more. The driver itself notices only some of these.
pub(crate) fn ends_connection(error: &postgres::Error) -> bool {
    match error.as_db_error() {
        Some(cause) => cause.code().code().starts_with("57P") || matches!(cause.severity(), "FATAL" | "PANIC"),
        None => from_the_wire(error) || error.to_string().starts_with("unexpected message"),
    }
}

fn from_the_wire(error: &postgres::Error) -> bool {
    use std::error::Error as _;
    error.is_closed() || error.source().is_some_and(|source| source.is::<std::io::Error>())
}

pub(crate) fn whole(error: &postgres::Error) -> String {
    use std::error::Error as _;
    error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
}

fn exists(internal: String) -> Error {
    Error::conflict("已经存在。", "It exists already.").internal(internal)
}

//! The readers: each has a connection and answers one question at a time from one snapshot.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use domain::{Error, Result};
use tokio::sync::oneshot;

use crate::conn::{Conn, Purpose};
use crate::query::Reader;
use crate::queue::Queue;
use crate::shared::Shared;
use crate::write::words;

/// A question that waits for a reader. It gets the connection inside a snapshot, or the reason why there is none.
pub(crate) type ReadJob = Box<dyn FnOnce(&mut dyn FnMut() -> Result<Lease>) -> Option<Lease> + Send>;

/// A connection inside its snapshot, handed over and back.
pub(crate) struct Lease(Conn);

pub(crate) fn job<T, F>(closure: F) -> (ReadJob, oneshot::Receiver<Result<T>>)
where
    F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    T: Send + 'static,
{
    let (reply, receiver) = oneshot::channel::<Result<T>>();
    let job: ReadJob = Box::new(move |lease| {
        if reply.is_closed() {
            return None;
        }
        let (answer, lease) = match lease() {
            Ok(mut lease) => {
                let answer = catch_unwind(AssertUnwindSafe(|| closure(&mut lease.0)));
                let panicked = |panic: Box<dyn std::any::Any + Send>| {
                    Err(Error::internal_error(format!("a read closure panicked: {}", words(&*panic))))
                };
                (answer.unwrap_or_else(panicked), Some(lease))
            }
            Err(error) => (Err(error), None),
        };
        let _ = reply.send(answer);
        lease
    });
    (job, receiver)
}

pub(crate) fn snapshot<T, F>(closure: F) -> (ReadJob, oneshot::Receiver<Result<T>>)
where
    F: FnOnce(&mut Reader<'_>) -> Result<T> + Send + 'static,
    T: Send + 'static,
{
    job(|conn| closure(&mut Reader { conn }))
}

/// One reader thread's life.
pub(crate) fn serve(shared: &Arc<Shared>, queue: &Queue<ReadJob>) {
    let mut slot: Option<Conn> = None;
    while let Some((lane, jobs)) = queue.take(1) {
        for job in jobs {
            let lease = job(&mut || open_snapshot(shared, slot.take()));
            if let Some(Lease(mut conn)) = lease {
                conn.rollback();
                slot = Some(conn);
            }
        }
        queue.done(lane);
    }
}

/// A connection that has died since its last use is replaced once, before anything was asked of it.
fn open_snapshot(shared: &Shared, kept: Option<Conn>) -> Result<Lease> {
    if let Some(mut conn) = kept
        && conn.begin(Purpose::Read).is_ok()
    {
        return Ok(Lease(conn));
    }
    let mut conn = Conn::open(&shared.url, Purpose::Read, shared.wal_limit)?;
    conn.begin(Purpose::Read)?;
    Ok(Lease(conn))
}

//! SQLite's write-ahead log on its way into the database file, beside the writer. It decides nothing: the writer asks.

use std::sync::Arc;

use domain::Result;

use crate::conn::{Conn, Purpose};
use crate::fail_point::fail_point;
use crate::queue::Queue;
use crate::shared::{Shared, lock};

/// Tells the scheduler to give a tenth of what others get, while there are others.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// The thread's life. Its connection is opened when there is work for the first time.
pub(crate) fn serve(shared: &Arc<Shared>, queue: &Queue<()>) {
    let mut conn = None;
    step_back();
    while let Some((lane, _)) = queue.take(usize::MAX) {
        if let Err(error) = move_log(shared, &mut conn) {
            tracing::warn!(error = %error, "the write-ahead log could not be moved");
            conn = None;
        }
        queue.done(lane);
    }
}

/// It works in bursts, and nobody waits for its end but a writer whose log has grown to twice its limit: on a busy machine those
/// who commit and answer go first. On Linux the niceness is a thread's own, elsewhere the whole program's.
fn step_back() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(NICENESS) {
        tracing::debug!(error = %error, "the thread that moves the log keeps its priority");
    }
}

fn move_log(shared: &Shared, slot: &mut Option<Conn>) -> Result<()> {
    let _alone = lock(&shared.moving_log);
    let conn = match slot {
        Some(conn) => conn,
        None => slot.insert(Conn::open(&shared.url, Purpose::Write, shared.wal_limit)?),
    };
    if let Conn::Sqlite(conn) = conn {
        conn.move_log()?;
        fail_point("log.moved");
    }
    Ok(())
}

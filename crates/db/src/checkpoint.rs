//! SQLite's write-ahead log on its way into the database file, beside the writer. It decides nothing: the writer asks.

use std::sync::Arc;

use domain::Result;

use crate::conn::{Conn, Purpose};
use crate::fail_point::fail_point;
use crate::queue::Queue;
use crate::shared::{Shared, lock};

/// The thread's life. It has its connection only while there is work.
pub(crate) fn serve(shared: &Arc<Shared>, queue: &Queue<()>) {
    while let Some((lane, _)) = queue.take(usize::MAX) {
        if let Err(error) = move_log(shared) {
            tracing::warn!(error = %error, "the write-ahead log could not be moved");
        }
        queue.done(lane);
    }
}

fn move_log(shared: &Shared) -> Result<()> {
    let _alone = lock(&shared.moving_log);
    match Conn::open(&shared.url, Purpose::Write, shared.wal_limit)? {
        Conn::Sqlite(mut conn) => {
            conn.move_log()?;
            fail_point("log.moved");
            Ok(())
        }
        Conn::Postgres(_) => Ok(()),
    }
}

//! Hears of the commits of other nodes. Only ever a wake-up: the truth is the row, a lost signal costs seconds.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::Duration;

use domain::{Result, id::WorkspaceId};
use postgres::Client;
use postgres::fallible_iterator::FallibleIterator;

use crate::failure;
use crate::postgres_conn::listening;
use crate::shared::Shared;
use crate::tx::NO_WORKSPACE;

const PATIENCE: Duration = Duration::from_millis(100);
/// So many quiet moments, then the listener makes sure that somebody is still there.
const QUIET: u32 = 100;
const BACK_OFF: [u64; 5] = [100, 250, 1000, 2000, 5000];

/// A connection that hears everything from now on.
pub(crate) fn connected(url: &str) -> Result<Client> {
    let (mut client, channel) = listening(url)?;
    client.batch_execute(&format!("listen {channel}")).map_err(|e| failure::postgres(&e))?;
    Ok(client)
}

/// The listener thread's life.
pub(crate) fn serve(shared: &Arc<Shared>, mut client: Client, url: &str, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        if let Err(error) = listen(shared, &mut client, stop) {
            tracing::warn!(error = %error, "the connection that hears of other nodes' commits was lost");
            let Some(fresh) = reconnected(url, stop) else { return };
            client = fresh;
            // Whatever happened while nobody listened.
            shared.signal(NO_WORKSPACE);
        }
    }
}

fn reconnected(url: &str, stop: &AtomicBool) -> Option<Client> {
    for failures in 0.. {
        pause(BACK_OFF[failures.min(BACK_OFF.len() - 1)], stop);
        if stop.load(Ordering::Relaxed) {
            break;
        }
        match connected(url) {
            Ok(client) => return Some(client),
            Err(error) => tracing::warn!(error = %error, "other nodes' commits cannot be heard yet"),
        }
    }
    None
}

fn listen(shared: &Shared, client: &mut Client, stop: &AtomicBool) -> Result<()> {
    let mut quiet = 0;
    while !stop.load(Ordering::Relaxed) {
        let heard = client.notifications().timeout_iter(PATIENCE).next().map_err(|e| failure::postgres(&e))?;
        quiet = if heard.is_some() { 0 } else { quiet + 1 };
        if let Some(heard) = heard {
            pass_on(shared, heard.payload());
        }
        if quiet >= QUIET || client.is_closed() {
            quiet = 0;
            client.batch_execute("select 1").map_err(|e| failure::postgres(&e))?;
        }
    }
    Ok(())
}

/// `node:workspace` tells of a commit, `wnode:text` is a whisper; a node's own come back to it too.
fn pass_on(shared: &Shared, payload: &str) {
    let (kind, rest) = payload.strip_prefix('w').map_or((Kind::Commit, payload), |rest| (Kind::Whisper, rest));
    let Some((node, said)) = rest.split_once(':') else { return };
    if node.parse() == Ok(shared.node) {
        return;
    }
    match (kind, said.parse()) {
        (Kind::Whisper, _) => shared.pass_on(said),
        (Kind::Commit, Ok(workspace)) => shared.signal(WorkspaceId(workspace)),
        (Kind::Commit, Err(_)) => {}
    }
}

enum Kind {
    Commit,
    Whisper,
}

fn pause(milliseconds: u64, stop: &AtomicBool) {
    let mut left = milliseconds;
    while left > 0 && !stop.load(Ordering::Relaxed) {
        sleep(Duration::from_millis(left.min(50)));
        left = left.saturating_sub(50);
    }
}

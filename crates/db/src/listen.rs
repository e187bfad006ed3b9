//! Hears of the commits of other nodes. Only ever a wake-up: the truth is the row, a lost signal costs seconds.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::Duration;

use domain::{Result, id::WorkspaceId};
use postgres::fallible_iterator::FallibleIterator;

use crate::failure;
use crate::postgres_conn::{channel, connect};
use crate::shared::Shared;
use crate::tx::NO_WORKSPACE;

const PATIENCE: Duration = Duration::from_millis(250);
/// So many quiet moments, then the listener makes sure that somebody is still there.
const QUIET: u32 = 40;
const BACK_OFF: [u64; 5] = [100, 250, 1000, 2000, 5000];

pub(crate) fn serve(shared: &Arc<Shared>, url: &str, stop: &AtomicBool) {
    let mut failures = 0;
    while !stop.load(Ordering::Relaxed) {
        let mut listening = false;
        let outcome = listen(shared, url, stop, &mut listening);
        failures = if listening { 0 } else { failures + 1 };
        if let Err(error) = outcome {
            tracing::warn!(error = %error, "the connection that hears of other nodes' commits was lost, trying again");
            pause(BACK_OFF[failures.min(BACK_OFF.len() - 1)], stop);
        }
    }
}

fn listen(shared: &Shared, url: &str, stop: &AtomicBool, listening: &mut bool) -> Result<()> {
    let mut client = connect(url)?;
    let channel = channel(&mut client)?;
    client.batch_execute(&format!("listen {channel}")).map_err(|e| failure::postgres(&e))?;
    *listening = true;
    // Whatever happened while nobody listened.
    shared.signal(NO_WORKSPACE);
    let mut quiet = 0;
    while !stop.load(Ordering::Relaxed) {
        let heard = client.notifications().timeout_iter(PATIENCE).next().map_err(|e| failure::postgres(&e))?;
        quiet += 1;
        if let Some(heard) = heard {
            quiet = 0;
            if let Some(workspace) = of_another_node(heard.payload(), shared.node) {
                shared.signal(workspace);
            }
        }
        if quiet >= QUIET || client.is_closed() {
            quiet = 0;
            client.batch_execute("select 1").map_err(|e| failure::postgres(&e))?;
        }
    }
    Ok(())
}

fn of_another_node(payload: &str, me: i64) -> Option<WorkspaceId> {
    let (node, workspace) = payload.split_once(':')?;
    let node: i64 = node.parse().ok()?;
    if node == me { None } else { workspace.parse().ok().map(WorkspaceId) }
}

fn pause(milliseconds: u64, stop: &AtomicBool) {
    let mut left = milliseconds;
    while left > 0 && !stop.load(Ordering::Relaxed) {
        sleep(Duration::from_millis(left.min(50)));
        left = left.saturating_sub(50);
    }
}

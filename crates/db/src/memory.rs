//! What a node remembers of a workspace between two writes, so that it need not be read again each time.
//!
//! A memory is taken out under the workspace's lock and only while its counter stands where it was put away: a commit of
//! another node that changed what is remembered, a rollback or a restart leave none. What it is, the application knows.

use std::any::Any;
use std::collections::HashMap;
use std::sync::Mutex;

use domain::Timestamp;

use crate::shared::lock;

pub(crate) type Memory = Box<dyn Any + Send>;

/// Beyond so many the one that was not used for longest is forgotten.
const MOST: usize = 256;
/// A workspace in which nobody writes for so long is read anew.
const UNUSED_SECONDS: i64 = 600;

#[derive(Default)]
pub(crate) struct Memories {
    kept: Mutex<HashMap<i64, Kept>>,
}

struct Kept {
    at: i64,
    used: Timestamp,
    memory: Memory,
}

impl Memories {
    pub fn take(&self, workspace: i64, at: i64) -> Option<Memory> {
        lock(&self.kept).remove(&workspace).filter(|kept| kept.at == at).map(|kept| kept.memory)
    }

    pub fn put(&self, workspace: i64, at: i64, used: Timestamp, memory: Memory) {
        let mut kept = lock(&self.kept);
        kept.retain(|_, old| old.used.plus_seconds(UNUSED_SECONDS) > used);
        if kept.len() >= MOST
            && let Some(oldest) = kept.iter().min_by_key(|(_, old)| old.used).map(|(id, _)| *id)
        {
            kept.remove(&oldest);
        }
        kept.insert(workspace, Kept { at, used, memory });
    }
}

//! Work for later, shared by all nodes: claim, finish, try again. What the work is, the application knows.

use domain::{Result, Timestamp, id::JobId, id::WorkspaceId};
use serde_json::Value as Json;

use crate::query::{Query, Row};
use crate::{Db, args};

/// A claim holds this long; the job of a node that died is free again after it.
const CLAIM_SECONDS: i64 = 60;

/// A job this node has claimed.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    pub id: JobId,
    /// 0 for work outside any workspace.
    pub workspace: WorkspaceId,
    pub kind: String,
    pub key: String,
    pub payload: Json,
    pub due_at: Timestamp,
    /// This one included.
    pub attempts: i64,
}

/// "Still free" stands in the outer condition too: PostgreSQL looks at it again after waiting for another node's claim.
const CLAIM: &str = "
    update jobs set claimed_until = $1, attempts = attempts + 1
    where id in (select id from jobs where due_at <= $2 and claimed_until <= $2 order by due_at, id limit $3)
      and due_at <= $2 and claimed_until <= $2
    returning id, workspace_id, kind, key, payload, due_at, attempts";

const FINISH: &str = "delete from jobs where id = $1";

/// A job that was enqueued anew while this one ran says the same more recently, so this one goes.
const YIELD: &str = "
    delete from jobs where id = $1 and exists (
      select 1 from jobs as newer
      where newer.kind = jobs.kind and newer.key = jobs.key and newer.claimed_until = 0 and newer.id <> jobs.id)";

const RETRY: &str = "update jobs set claimed_until = 0, due_at = $2, problem = $3 where id = $1";

const NEXT_DUE: &str = "
    select min(case when claimed_until > due_at then claimed_until else due_at end) as due from jobs";

impl Db {
    /// At most `limit` jobs that are due, oldest first, claimed for this node.
    pub async fn claim_jobs(&self, limit: usize) -> Result<Vec<Job>> {
        // A look first: an idle node must not write several times a second.
        if self.next_due().await?.is_none_or(|due| due > self.now()) {
            return Ok(Vec::new());
        }
        let mut jobs = self
            .write_any(move |tx| {
                let now = tx.now();
                tx.all(CLAIM, &args![now.plus_seconds(CLAIM_SECONDS), now, limit], job)
            })
            .await?;
        jobs.sort_by_key(|job| (job.due_at, job.id));
        Ok(jobs)
    }

    pub async fn finish_job(&self, id: JobId) -> Result<()> {
        self.write_any(move |tx| tx.exec(FINISH, &args![id]).map(drop)).await
    }

    /// Frees the job for another try; `error` is kept for the operator.
    pub async fn retry_job(&self, id: JobId, due_at: Timestamp, error: impl std::fmt::Display + Send) -> Result<()> {
        let problem: String = error.to_string().chars().take(500).collect();
        self.write_any(move |tx| {
            if tx.exec(YIELD, &args![id])? == 0 {
                tx.exec(RETRY, &args![id, due_at, &problem])?;
            }
            Ok(())
        })
        .await
    }

    /// When there will be something to claim, if anything waits.
    pub async fn next_due(&self) -> Result<Option<Timestamp>> {
        self.read(|q| q.one(NEXT_DUE, &[], |row| row.get("due"))).await
    }
}

fn job(row: &Row<'_>) -> Result<Job> {
    Ok(Job {
        id: row.get("id")?,
        workspace: row.get("workspace_id")?,
        kind: row.get("kind")?,
        key: row.get("key")?,
        payload: row.get("payload")?,
        due_at: row.get("due_at")?,
        attempts: row.get("attempts")?,
    })
}

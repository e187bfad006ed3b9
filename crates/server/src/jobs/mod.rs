//! Jobs: reactions to what was committed, and things that are due. Each is a thin call of a use case.

pub mod sweep;

use crate::App;
use crate::conversations::{automatic, drain, end, leave};
use crate::files::forget;
use crate::http::metrics;
use crate::workbench::presence;
use db::Job;
use domain::id::{AgentId, ConversationId};
use domain::{Error, Result, Timestamp};
use std::time::Duration;

/// Jobs claimed at once.
const BATCH: usize = 32;
/// The longest sleep: another node's job may have become due without a signal.
const LONGEST_SLEEP_MS: i64 = 5_000;
/// Waiting time after a failure doubles from here.
const FIRST_RETRY_SECONDS: i64 = 1;
const LAST_RETRY_SECONDS: i64 = 600;

/// Runs until the program stops. It sleeps until something is enqueued or due.
pub async fn run(app: App) {
    let mut stopping = app.stopping.subscribe();
    while !*stopping.borrow() {
        match app.db.claim_jobs(BATCH).await {
            Ok(jobs) if !jobs.is_empty() => {
                for job in jobs {
                    perform(&app, job).await;
                }
                continue;
            }
            Ok(_) => {}
            Err(error) => tracing::error!(error.internal = %error, "Jobs could not be claimed."),
        }
        tokio::select! {
            () = app.job_signal.notified() => {}
            () = tokio::time::sleep(until_next(&app).await) => {}
            _ = stopping.changed() => {}
        }
    }
}

async fn until_next(app: &App) -> Duration {
    let due = app.db.next_due().await.ok().flatten().unwrap_or(Timestamp(i64::MAX));
    let wait = due.0.saturating_sub(app.now().0).clamp(10, LONGEST_SLEEP_MS);
    Duration::from_millis(wait.unsigned_abs())
}

async fn perform(app: &App, job: Job) {
    let (id, kind, attempts) = (job.id, job.kind.clone(), job.attempts);
    db::fail_point("job.claimed");
    let outcome = dispatch(app, job).await;
    db::fail_point("job.done");
    metrics::job_ended(&kind, if outcome.is_ok() { "done" } else { "failed" });
    let noted = match outcome {
        Ok(()) => app.db.finish_job(id).await,
        Err(error) => {
            tracing::error!(job.kind = %kind, job.attempts = attempts, error.internal = %error, "A job failed and will be tried again.");
            let wait = (FIRST_RETRY_SECONDS << attempts.clamp(0, 12)).min(LAST_RETRY_SECONDS);
            app.db.retry_job(id, app.now().plus_seconds(wait), error).await
        }
    };
    if let Err(error) = noted {
        tracing::error!(job.kind = %kind, error.internal = %error, "A job's outcome could not be noted; its claim will expire.");
    }
}

/// Every kind of job and the use case behind it.
async fn dispatch(app: &App, job: Job) -> Result<()> {
    let (inner, workspace, payload) = (app.clone(), job.workspace, job.payload);
    match job.kind.as_str() {
        presence::AGENT_LEFT => {
            let agent: AgentId = field(&payload, "agent_id")?;
            app.db.write(workspace, move |tx| presence::grace_over(tx, &inner.channels, agent)).await
        }
        end::SNOOZE_DUE => {
            let id: ConversationId = field(&payload, "conversation_id")?;
            app.db.write(workspace, move |tx| end::snooze_due(tx, id)).await
        }
        automatic::NO_ANSWER => {
            let id: ConversationId = field(&payload, "conversation_id")?;
            let since: Timestamp = field(&payload, "since")?;
            app.db.write(workspace, move |tx| automatic::nobody_answered(tx, &inner.channels, id, since)).await
        }
        leave::HAND_OVER => {
            let agent: AgentId = field(&payload, "agent_id")?;
            let to: leave::HandOver = field(&payload, "hand_over")?;
            app.db.write(workspace, move |tx| leave::hand_over(tx, &inner.channels, agent, to)).await
        }
        drain::ROOM => app.db.write(workspace, move |tx| drain::drain(tx, &inner.channels, workspace)).await,
        drain::LINE_MOVED => app.db.write(workspace, drain::tell_line).await,
        forget::KIND => forget::forget_unused_file(app, workspace, &payload, job.due_at).await,
        other => Err(Error::internal_error(format!("no such job: {other}"))),
    }
}

fn field<T: serde::de::DeserializeOwned>(payload: &serde_json::Value, name: &str) -> Result<T> {
    serde_json::from_value(payload[name].clone())
        .map_err(|error| Error::internal_error(format!("job payload {name}: {error}")))
}

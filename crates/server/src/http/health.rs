//! `/healthz`: the process lives. `/readyz`: it can serve, which needs the database and nothing else (never a mailbox).

use super::Answer;
use crate::App;
use axum::extract::State;
use domain::{Code, Error};

pub async fn alive() -> &'static str {
    "ok\n"
}

/// A program that is about to stop is not ready, so that a balancer sends people elsewhere.
pub async fn ready(State(app): State<App>) -> Answer<&'static str> {
    if *app.stopping.borrow() {
        return Err(not_ready("stopping", "正在停止。", "Stopping.").into());
    }
    match app.db.ping().await {
        Ok(()) => Ok("ok\n"),
        Err(cause) => Err(not_ready("database", "数据库没有响应。", "The database does not answer.")
            .internal(cause.to_string())
            .into()),
    }
}

fn not_ready(reason: &str, zh: &str, en: &str) -> Error {
    Error::new(Code::Unavailable, zh, en).reason(reason)
}

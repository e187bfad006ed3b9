//! Where a conversation is, in the words of the tests.

use serde_json::Value;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    With(String),
    /// An offline message.
    Left(String),
    Queued,
    Pooled,
    Snoozed(String),
    Ended(String),
}

impl Where {
    /// From a summary, with the assignee's name.
    pub fn of(summary: &Value, name: impl Fn(&str) -> String) -> Where {
        let assignee = || name(summary["assignee_id"].as_str().unwrap_or("nobody"));
        match summary["status"].as_str() {
            Some("open") if summary["offline"] == true => Where::Left(assignee()),
            Some("open") => Where::With(assignee()),
            Some("snoozed") => Where::Snoozed(assignee()),
            Some("ended") => Where::Ended(assignee()),
            Some("queued") if summary["assignee_id"].is_null() => Where::Queued,
            Some("pooled") if summary["assignee_id"].is_null() => Where::Pooled,
            _ => panic!("no such place: {summary}"),
        }
    }
}

//! One error for people (`code`, `message`, `field`, `details`) with a separate line for operators (`internal`).
//!
//! Messages are written in both languages where the error is made; the edge picks one by `Accept-Language`.

use serde_json::Value;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The closed list of error codes of the public API (spec §13).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    Invalid,
    Unauthorized,
    Forbidden,
    NotFound,
    Conflict,
    TooMany,
    TooLarge,
    Unavailable,
    Internal,
}

impl Code {
    pub const fn as_str(self) -> &'static str {
        match self {
            Code::Invalid => "invalid",
            Code::Unauthorized => "unauthorized",
            Code::Forbidden => "forbidden",
            Code::NotFound => "not_found",
            Code::Conflict => "conflict",
            Code::TooMany => "too_many",
            Code::TooLarge => "too_large",
            Code::Unavailable => "unavailable",
            Code::Internal => "internal",
        }
    }
}

/// A refusal that a person can act on. `zh` and `en` say the same; `field` names the offending input.
#[derive(Debug, Clone)]
pub struct Error(Box<Parts>);

#[derive(Debug, Clone)]
pub struct Parts {
    pub code: Code,
    pub zh: String,
    pub en: String,
    pub field: Option<String>,
    pub details: Option<Value>,
    /// Seconds after which trying again makes sense; a header, since bodies hold nothing that varies.
    pub retry_after: Option<u64>,
    /// For the log only, never sent to a client.
    pub internal: Option<String>,
}

impl std::ops::Deref for Error {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Error {
    pub fn new(code: Code, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Error(Box::new(Parts {
            code,
            zh: zh.into(),
            en: en.into(),
            field: None,
            details: None,
            retry_after: None,
            internal: None,
        }))
    }

    pub fn invalid(field: &str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Error::new(Code::Invalid, zh, en).field(field)
    }

    pub fn conflict(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Error::new(Code::Conflict, zh, en)
    }

    pub fn unauthorized() -> Self {
        Error::new(Code::Unauthorized, "请先登录。", "Please sign in first.")
    }

    pub fn forbidden() -> Self {
        Error::new(Code::Forbidden, "您没有这项权限。", "You do not have this permission.")
    }

    /// Also the answer for objects of other workspaces and objects out of the caller's reach: absent and forbidden look alike.
    pub fn not_found() -> Self {
        Error::new(Code::NotFound, "没有找到。", "Not found.")
    }

    pub fn unavailable(internal: impl Into<String>) -> Self {
        Error::new(Code::Unavailable, "服务暂时不可用，请稍后再试。", "Temporarily unavailable, please try again.")
            .internal(internal)
    }

    /// Nothing was stored. Only the operator can do something about it, so people are told whom to turn to.
    pub fn disk_full(internal: impl Into<String>) -> Self {
        let (zh, en) = ("服务器磁盘已满，请联系管理员。", "The server's disk is full. Please tell its operator.");
        Error::new(Code::Unavailable, zh, en).reason("disk_full").internal(internal)
    }

    pub fn internal_error(internal: impl Into<String>) -> Self {
        Error::new(Code::Internal, "服务器出错了，请稍后再试。", "Something went wrong on the server.")
            .internal(internal)
    }

    pub fn field(mut self, field: &str) -> Self {
        self.0.field = Some(field.to_owned());
        self
    }

    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    /// `details.reason`, which programs branch on.
    pub fn reason(self, reason: &str) -> Self {
        self.detail("reason", Value::from(reason))
    }

    pub fn detail(mut self, key: &str, value: Value) -> Self {
        let details = self.0.details.get_or_insert_with(|| Value::Object(Default::default()));
        if let Value::Object(map) = details {
            map.insert(key.to_owned(), value);
        }
        self
    }

    pub fn internal(mut self, internal: impl Into<String>) -> Self {
        self.0.internal = Some(internal.into());
        self
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.en)?;
        if let Some(internal) = &self.internal {
            write!(f, " ({internal})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

//! Bodies and query strings into typed values: unknown fields are refused, every refusal names its field.

use super::shell::BODY_LIMIT;
use super::{Failure, slow};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use domain::{Code, Error};
use serde::de::DeserializeOwned;

/// A JSON body; an absent one equals `{}`.
///
/// Where a right is needed, handlers take `Answer<Body<T>>` and look into it after asking for the right: whoever may not do
/// it at all is told that, and not what is wrong with what he sent.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let whole = async { Bytes::from_request(request, state).await.map_err(|rejection| unread(rejection.status())) };
        let bytes = slow::bounded(slow::BODY_WITHIN, whole).await?;
        Ok(Body(parse(if bytes.is_empty() { b"{}" } else { &bytes })?))
    }
}

fn unread(status: StatusCode) -> Error {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        let zh = format!("请求内容太大，最多 {} MB。", BODY_LIMIT >> 20);
        return Error::new(Code::TooLarge, zh, format!("A request's body has at most {} MB.", BODY_LIMIT >> 20));
    }
    // Cut off, or in pieces that are none: nobody may be left to read this.
    Error::new(Code::Invalid, "请求内容不完整。", "The request's body did not come whole.").reason("broken_body")
}

pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    // In two steps: serde_json counts some wrong types as broken syntax when it reads and checks at once.
    let value: serde_json::Value = serde_json::from_slice(bytes).map_err(|_| {
        Error::new(Code::Invalid, "请求不是有效的 JSON。", "The request body is not valid JSON.").reason("broken_json")
    })?;
    if let Some(path) = with_nul(&value) {
        return Err(unstorable(path.trim_start_matches('.')));
    }
    serde_path_to_error::deserialize(value)
        .map_err(|error| refusal(error.path().to_string(), &error.into_inner().to_string()))
}

/// Where in a body a text has NUL, which PostgreSQL cannot hold and no person types.
fn with_nul(value: &serde_json::Value) -> Option<String> {
    use serde_json::Value;
    match value {
        Value::String(text) => text.contains('\0').then(String::new),
        Value::Array(items) => items.iter().enumerate().find_map(|(i, item)| Some(format!("[{i}]{}", with_nul(item)?))),
        Value::Object(fields) => fields.iter().find_map(|(name, held)| match name.contains('\0') {
            true => Some(String::new()),
            false => Some(format!(".{name}{}", with_nul(held)?)),
        }),
        _ => None,
    }
}

fn unstorable(field: &str) -> Error {
    let error =
        Error::new(Code::Invalid, "内容含有不能保存的字符。", "The text contains a character that cannot be stored.");
    if field.is_empty() { error } else { error.field(field) }
}

fn refusal(path: String, text: &str) -> Error {
    let field = named_field(text).unwrap_or_else(|| path.trim_matches('.').to_owned());
    let (zh, en) = if text.starts_with("unknown field") {
        (format!("不认识的字段：{field}。"), format!("Unknown field: {field}."))
    } else if text.starts_with("missing field") {
        (format!("缺少字段：{field}。"), format!("Missing field: {field}."))
    } else {
        (format!("字段 {field} 的值不正确。"), format!("The value of {field} is not right."))
    };
    let error = Error::new(Code::Invalid, zh, en);
    if field.is_empty() || field == "?" { error } else { error.field(&field) }
}

/// serde's messages name the field between backticks: "unknown field `x`", "missing field `y`".
fn named_field(text: &str) -> Option<String> {
    let rest = text.strip_prefix("unknown field `").or_else(|| text.strip_prefix("missing field `"))?;
    rest.split('`').next().map(str::to_owned)
}

/// A query string; unknown parameters are refused.
pub struct Params<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let query = parts.uri.query().unwrap_or("");
        if let Some((name, _)) = form_urlencoded::parse(query.as_bytes()).find(|(_, value)| value.contains('\0')) {
            return Err(Failure(unstorable(&name.replace('\0', ""))));
        }
        let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
        serde_path_to_error::deserialize(pairs).map(Params).map_err(|error| {
            let (path, text) = (error.path().to_string(), error.into_inner().to_string());
            let field = named_field(&text).unwrap_or(path);
            Failure(Error::invalid(
                &field,
                format!("参数 {field} 不正确。"),
                format!("The parameter {field} is not right."),
            ))
        })
    }
}

/// For `Option<Option<T>>` with `#[serde(default)]`: absent is `None`, `null` is `Some(None)`.
pub fn nullable<'de, D: serde::Deserializer<'de>, T: serde::Deserialize<'de>>(
    d: D,
) -> Result<Option<Option<T>>, D::Error> {
    <Option<T> as serde::Deserialize>::deserialize(d).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sent {
        #[serde(rename = "names")]
        _names: Vec<std::collections::HashMap<String, String>>,
    }

    #[test]
    fn a_text_that_no_database_holds_is_refused_with_its_place() {
        let refused = parse::<Sent>(br#"{"names": [{"a": "x"}, {"b": "x\u0000"}]}"#).unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (Code::Invalid, Some("names[1].b")));
        assert_eq!(parse::<Sent>(br#"{"names": [{"\u0000": "x"}]}"#).unwrap_err().field.as_deref(), Some("names[0]"));
        assert!(parse::<Sent>("{\"names\": [{\"a\": \"\u{202e} x\"}]}".as_bytes()).is_ok());
    }
}

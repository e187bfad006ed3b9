//! A domain error on its way out: status, body in the caller's language, one log line for operators.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use domain::{Code, Error};
use serde::Serialize;
use utoipa::ToSchema;

pub type Answer<T> = std::result::Result<T, Failure>;

/// Carries the error to [`render`], which knows the language.
#[derive(Debug)]
pub struct Failure(pub Error);

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure(error)
    }
}

/// The body of every error.
#[derive(Serialize, ToSchema)]
pub struct ErrorBody {
    pub error: ErrorPart,
}

#[derive(Serialize, ToSchema)]
pub struct ErrorPart {
    /// `invalid`, `unauthorized`, `forbidden`, `not_found`, `conflict`, `too_many`, `too_large`, `unavailable`, `internal`.
    pub code: &'static str,
    /// For people, in the language asked for (zh-CN unless `Accept-Language` prefers English).
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// For programs: `reason` and what belongs to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<serde_json::Value>,
}

pub fn body_of(error: &Error, english: Language) -> ErrorBody {
    let message = match english {
        Language::English => error.en.clone(),
        Language::Chinese => error.zh.clone(),
    };
    ErrorBody {
        error: ErrorPart {
            code: error.code.as_str(),
            message,
            field: error.field.clone(),
            details: error.details.clone(),
        },
    }
}

fn status_of(error: &Error) -> StatusCode {
    match error.code {
        Code::Invalid
            if error.details.as_ref().is_some_and(|d| {
                ["broken_json", "broken_body"].contains(&d["reason"].as_str().unwrap_or_default())
            }) =>
        {
            StatusCode::BAD_REQUEST
        }
        Code::Invalid if error.details.as_ref().is_some_and(|d| d["reason"] == "too_slow") => {
            StatusCode::REQUEST_TIMEOUT
        }
        Code::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Code::Unauthorized => StatusCode::UNAUTHORIZED,
        Code::Forbidden => StatusCode::FORBIDDEN,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::Conflict => StatusCode::CONFLICT,
        Code::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = status_of(&self.0).into_response();
        if let Some(seconds) = self.0.retry_after
            && let Ok(value) = seconds.to_string().parse()
        {
            response.headers_mut().insert(header::RETRY_AFTER, value);
        }
        response.extensions_mut().insert(std::sync::Arc::new(self.0));
        response
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Chinese,
    English,
}

impl Language {
    /// The first of `zh` and `en` in `Accept-Language`; zh-CN when it names neither.
    pub fn of(headers: &HeaderMap) -> Self {
        Language::wanted(headers.get(header::ACCEPT_LANGUAGE))
    }

    fn wanted(languages: Option<&HeaderValue>) -> Self {
        let wanted = languages.and_then(|v| v.to_str().ok()).unwrap_or("").to_ascii_lowercase();
        match (wanted.find("en"), wanted.find("zh")) {
            (Some(_), None) => Language::English,
            (Some(en), Some(zh)) if en < zh => Language::English,
            _ => Language::Chinese,
        }
    }
}

/// What an error needs to know of the request that it answers; cheap to take from each.
pub struct Asked {
    method: Method,
    uri: Uri,
    languages: Option<HeaderValue>,
}

impl Asked {
    pub fn of(request: &Request) -> Asked {
        let languages = request.headers().get(header::ACCEPT_LANGUAGE).cloned();
        Asked { method: request.method().clone(), uri: request.uri().clone(), languages }
    }
}

/// Writes the body of a [`Failure`] and logs what operators must know, once.
pub fn render(asked: Asked, response: Response) -> Response {
    let Some(error) = response.extensions().get::<std::sync::Arc<Error>>().cloned() else { return response };
    let (method, path) = (asked.method, asked.uri.path());
    if let Some(internal) = &error.internal {
        tracing::error!(http.method = %method, http.path = %path, error.code = error.code.as_str(), error.internal = %internal, "A request failed.");
    }
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let text = serde_json::to_string(&body_of(&error, Language::wanted(asked.languages.as_ref()))).unwrap_or_default();
    Response::from_parts(parts, Body::from(text))
}

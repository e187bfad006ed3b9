//! `GET /api/v1/images`: pictures of other sites, fetched for agents and passed on only when they are pictures.

use super::typed;
use crate::App;
use crate::http::{Agent, Answer, Params};
use crate::outbound::fetch::{self, Bounds};
use crate::outbound::picture;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::{Code, Error, Result};
use serde::Deserialize;
use std::time::Duration;
use tokio::time::timeout;
use url::Url;
use utoipa::IntoParams;

const BOUNDS: Bounds = Bounds { within: Duration::from_secs(5), largest: 5 << 20 };
const TURN: Duration = Duration::from_secs(2);

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ForeignImage {
    /// Where it is.
    u: String,
    sig: String,
}

/// Slow hosts hold up pictures and nothing else: whoever does not get his turn is asked to come again.
async fn fetch_in_turn(app: &App, url: &Url) -> Result<Bytes> {
    let turn = timeout(TURN, app.limits.pictures_at_once.acquire()).await;
    let Ok(Ok(_turn)) = turn else {
        let busy = Error::new(Code::TooMany, "太频繁了，请稍后再试。", "Too many requests, please try again later.");
        return Err(busy.retry_after(TURN.as_secs()));
    };
    fetch::get(url, &app.config.allow_hosts, BOUNDS).await.map_err(|error| {
        tracing::debug!(error.internal = %error, "A picture could not be fetched.");
        Error::not_found()
    })
}

/// A picture of another site
///
/// The address comes from a conversation's `page`; it is signed, so that nothing else is fetched. Only PNG, JPEG, GIF and
/// WebP of at most 5 MB are passed on, and none from a private network.
#[utoipa::path(get, path = "/api/v1/images", tag = "files", params(ForeignImage),
    responses((status = 200, description = "The picture.", content_type = "image/*")))]
pub async fn get_image(
    State(app): State<App>,
    Agent(scope): Agent,
    Params(asked): Params<ForeignImage>,
) -> Answer<Response> {
    let url = picture::signed(&app, scope.workspace, &asked.u, &asked.sig)?;
    app.limits.agent_pictures.take(&scope.agent)?;
    let bytes = fetch_in_turn(&app, &url).await?;
    let r#type = typed::of(&bytes[..bytes.len().min(typed::HEAD)]);
    if !typed::is_picture(r#type) {
        return Err(Error::not_found().into());
    }
    let headers = [
        (header::CONTENT_TYPE, r#type),
        (header::CONTENT_DISPOSITION, "inline"),
        (header::CACHE_CONTROL, "private, max-age=3600"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    Ok((headers, bytes).into_response())
}

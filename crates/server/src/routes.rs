//! Every URL in one table, grouped by caller. The OpenAPI document is made from it.

use crate::App;
use crate::channels::web::http as visitor;
use crate::http::{error, position};
use crate::inboxes::{http as inboxes, link_http as links};
use crate::realtime::{agent_socket, visitor_socket};
use axum::Router;
use axum::middleware;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

#[derive(OpenApi)]
#[openapi(info(title = "Yingke 迎客"))]
struct Document;

fn table() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi())
        // Agents.
        .routes(routes!(agent_socket::open))
        .routes(routes!(inboxes::list, inboxes::create))
        .routes(routes!(inboxes::show, inboxes::patch, inboxes::delete))
        .routes(routes!(inboxes::secret))
        .routes(routes!(inboxes::qr_code))
        .routes(routes!(links::list, links::create))
        .routes(routes!(links::patch, links::delete))
        .routes(routes!(links::qr_code))
        // Visitors.
        .routes(routes!(visitor::config))
        .routes(routes!(visitor::open))
        .routes(routes!(visitor::identify))
        .routes(routes!(visitor::logout))
        .routes(routes!(visitor_socket::open))
}

/// The OpenAPI document.
pub fn document() -> utoipa::openapi::OpenApi {
    table().split_for_parts().1
}

pub fn router(app: App) -> Router {
    let (api, _) = table().split_for_parts();
    api.layer(middleware::from_fn(position::stamp)).layer(middleware::from_fn(error::render)).with_state(app)
}

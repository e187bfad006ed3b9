//! What is wrapped around every route. Most of it is tried with the whole program; here is what no request to it brings about.

use crate::desk::Desk;
use crate::on_both;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::routing::get;
use serde_json::{Value as Json, json};
use tower::ServiceExt;

on_both! {
    async fn a_panic_is_one_requests_end_and_tells_nothing(desk: Desk) {
        async fn breaks() -> &'static str {
            panic!("a secret of the machine room")
        }
        let routes = server::http::shell::around(Router::new().route("/api/v1/breaks", get(breaks)), &desk.app);
        let request = Request::builder().uri("/api/v1/breaks").body(Body::empty()).expect("a request");
        let response = routes.with_state(desk.app.clone()).oneshot(request).await.expect("an answer");
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(response.headers().contains_key("x-request-id"));
        let body = to_bytes(response.into_body(), 4096).await.expect("a body");
        let said: Json = serde_json::from_slice(&body).expect("our shape");
        assert!(said["error"]["code"] == json!("internal") && !said.to_string().contains("secret"), "{said}");
    }
}

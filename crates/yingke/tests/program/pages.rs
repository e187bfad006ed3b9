//! What browsers are told: the policy of every page, who may frame the chat, what is kept and for how long.

use crate::program::{Program, Shop};
use reqwest::{Method, Response, StatusCode};
use serde_json::json;
use tempfile::TempDir;

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

fn ancestors(response: &Response) -> String {
    let policy = header(response, "content-security-policy");
    policy.split("frame-ancestors ").nth(1).unwrap_or(policy).to_owned()
}

async fn link(program: &Program, shop: &Shop) -> String {
    let path = format!("/api/v1/inboxes/{}/links", shop.inbox);
    let made = program.call(Method::POST, &path, &shop.owner, json!({ "name": "售后卡" })).await;
    made["key"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn every_answer_carries_the_strict_policy() {
    let program = Program::starts();
    let shop = program.shop_opens().await;
    let chat = format!("/chat/{}", shop.inbox);
    for path in [
        "/",
        "/login",
        &chat,
        "/c/none",
        "/demo/x",
        "/widget.js",
        "/api/docs",
        "/api/v1/setup",
        "/api/nope",
        "/healthz",
    ] {
        let answer = program.get(path).await;
        let policy = header(&answer, "content-security-policy");
        assert!(policy.starts_with("default-src 'self';") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header(&answer, "referrer-policy"), "same-origin", "{path}");
        assert!(header(&answer, "permissions-policy").contains("camera=()"), "{path}");
        assert_eq!(header(&answer, "cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(header(&answer, "strict-transport-security"), "", "{path}");
        let kept = header(&answer, "cache-control");
        assert!(!path.starts_with("/api/v1") || kept == "no-store", "{path}: {kept}");
    }
}

#[tokio::test]
async fn behind_https_browsers_are_told_to_stay_there() {
    let program = Program::starts_with(TempDir::new().unwrap(), &["--public-url", "https://desk.example"]);
    let answer = program.get("/").await;
    assert_eq!(header(&answer, "strict-transport-security"), "max-age=31536000");
    assert!(header(&answer, "content-security-policy").contains("connect-src 'self' wss://desk.example;"));
}

#[tokio::test]
async fn only_the_sites_that_the_shop_names_may_frame_its_chat() {
    let program = Program::starts();
    let shop = program.shop_opens().await;
    let doors = [
        format!("/chat/{}", shop.inbox),
        format!("/c/i/{}", shop.inbox),
        format!("/c/{}", link(&program, &shop).await),
    ];
    for door in &doors {
        let answer = program.get(door).await;
        assert_eq!((answer.status(), ancestors(&answer).as_str()), (StatusCode::OK, "*"), "{door}");
        assert_eq!(header(&answer, "x-frame-options"), "", "{door}");
    }
    let settings = json!({ "settings": { "allowed_domains": ["shop.example", "*.shop.example"] } });
    program.call(Method::PATCH, &format!("/api/v1/inboxes/{}", shop.inbox), &shop.owner, settings).await;
    for door in &doors {
        assert_eq!(ancestors(&program.get(door).await), "'self' shop.example *.shop.example", "{door}");
    }
    for elsewhere in ["/", "/demo/x", "/api/docs", "/widget.js"] {
        let answer = program.get(elsewhere).await;
        assert_eq!(
            (ancestors(&answer).as_str(), header(&answer, "x-frame-options")),
            ("'none'", "DENY"),
            "{elsewhere}"
        );
    }
    for nowhere in ["/chat/0000000000000", "/chat/x", "/c/none"] {
        let answer = program.get(nowhere).await;
        assert_eq!((answer.status(), ancestors(&answer).as_str()), (StatusCode::NOT_FOUND, "'none'"), "{nowhere}");
    }
}

#[tokio::test]
async fn no_page_holds_a_script_or_a_style_of_its_own() {
    let program = Program::starts();
    let shop = program.shop_opens().await;
    for path in ["/", &format!("/chat/{}", shop.inbox), "/demo/x", "/api/docs"] {
        let page = program.text(path).await;
        assert!(page.contains("<script"), "{path} is not built: {page}");
        for tag in page.split("<script").skip(1) {
            let (attributes, rest) = tag.split_once('>').unwrap();
            assert!(attributes.contains("src=\"/") && rest.starts_with("</script>"), "{path}: {attributes}");
        }
        assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains(" onclick="), "{path}");
    }
}

#[tokio::test]
async fn shops_may_load_the_loader_and_browsers_ask_for_it_each_time() {
    let program = Program::starts();
    let loader = program.get("/widget.js").await;
    assert_eq!(header(&loader, "content-type"), "text/javascript; charset=utf-8");
    assert_eq!(header(&loader, "cross-origin-resource-policy"), "cross-origin");
    assert_eq!(header(&loader, "access-control-allow-origin"), "*");
    assert_eq!(header(&loader, "cache-control"), "no-cache");
    let tag = header(&loader, "etag").to_owned();
    assert!(loader.text().await.unwrap().contains("data-inbox"));
    let again = program.request(Method::GET, "/widget.js").header("if-none-match", tag).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    let other = program.request(Method::GET, "/widget.js").header("if-none-match", "W/\"other\"").send().await.unwrap();
    assert_eq!(other.status(), StatusCode::OK);
}

#[tokio::test]
async fn what_is_named_by_its_content_is_kept_for_ever_and_pages_are_not() {
    let program = Program::starts();
    let page = program.get("/").await;
    assert_eq!((header(&page, "cache-control"), header(&page, "etag")), ("no-cache", ""));
    let page = page.text().await.unwrap();
    let script = page.split("src=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let asset = program.request(Method::GET, script).header("accept-encoding", "gzip").send().await.unwrap();
    assert_eq!(asset.status(), StatusCode::OK, "{script}");
    assert_eq!(header(&asset, "cache-control"), "public, max-age=31536000, immutable", "{script}");
    assert_eq!(header(&asset, "content-encoding"), "gzip");
    assert_eq!(program.get("/assets/gone-12345678.js").await.status(), StatusCode::NOT_FOUND);
}

/// Compressing each answer to a message took more of the processor than it spared of the line.
#[tokio::test]
async fn answers_that_fit_into_one_packet_go_plain_to_browsers_that_would_take_them_compressed() {
    let program = Program::starts();
    let shop = program.shop_opens().await;
    let encoding = async |path: &str| {
        let asked =
            program.request(Method::GET, path).header("accept-encoding", "gzip, deflate, br").bearer_auth(&shop.owner);
        let answer = asked.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        header(&answer, "content-encoding").to_owned()
    };
    assert_eq!(encoding("/api/v1/permissions").await, "gzip", "what is long is compressed");
    assert_eq!(encoding("/api/v1/inboxes").await, "");
}

#[tokio::test]
async fn refusals_have_one_shape_and_every_answer_a_number() {
    let program = Program::starts();
    let large = "x".repeat((1 << 20) + 1);
    let post = |path: &str, body: String| program.request(Method::POST, path).body(body).send();
    for (answer, status, code) in [
        (program.get("/api/nope").await, 404, "not_found"),
        (program.get("/api/v1/socket").await, 400, "invalid"),
        (post("/api/v1/setup", String::new()).await.unwrap(), 405, "not_found"),
        (post("/login", String::new()).await.unwrap(), 404, "not_found"),
        (post("/api/v1/session", large).await.unwrap(), 413, "too_large"),
    ] {
        let url = answer.url().path().to_owned();
        assert_eq!(answer.status(), status, "{url}");
        assert_eq!(header(&answer, "content-type"), "application/json", "{url}");
        assert_eq!(header(&answer, "x-request-id").len(), 16, "{url}");
        let body: serde_json::Value = answer.json().await.unwrap();
        assert_eq!(body["error"]["code"], code, "{url}");
    }
    let [one, two] = [program.get("/healthz").await, program.get("/healthz").await];
    assert_ne!(header(&one, "x-request-id"), header(&two, "x-request-id"));
}

#[tokio::test]
async fn the_program_says_that_it_is_well_and_counts_without_naming_anybody() {
    let program = Program::starts();
    let shop = program.shop_opens().await;
    assert_eq!((program.text("/healthz").await, program.text("/readyz").await), ("ok\n".into(), "ok\n".into()));
    program.get(&format!("/chat/{}", shop.inbox)).await;
    let invented = Method::from_bytes(b"MADEUP").unwrap();
    program.request(invented, "/healthz").send().await.unwrap();
    let numbers = program.text("/metrics").await;
    assert!(
        numbers.contains(r#"yingke_http_requests_total{method="GET",route="/chat/{inbox_id}",status="200"} 1"#),
        "{numbers}"
    );
    assert!(numbers.contains(r#"yingke_http_request_seconds_bucket{route="/healthz",le="0.1"} 2"#), "{numbers}");
    assert!(numbers.contains("yingke_open_sockets 0"), "{numbers}");
    assert!(!numbers.contains(&shop.inbox) && !numbers.contains("MADEUP"));
}

#[tokio::test]
async fn the_api_describes_itself() {
    let program = Program::starts();
    let served: serde_json::Value = program.get("/api/v1/openapi.json").await.json().await.unwrap();
    let printed = crate::program::command(&["openapi"]).output().unwrap();
    assert_eq!(served, serde_json::from_slice::<serde_json::Value>(&printed.stdout).unwrap());
    assert!(served["paths"]["/api/v1/session"].is_object());
    for (path, kind) in
        [("/api/docs/docs.js", "text/javascript; charset=utf-8"), ("/api/docs/docs.css", "text/css; charset=utf-8")]
    {
        assert_eq!(header(&program.get(path).await, "content-type"), kind);
    }
}

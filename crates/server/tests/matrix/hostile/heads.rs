//! Requests whose heads and bodies follow no rule, or lie about where they end.

use super::raw::Raw;
use crate::house::House;
use serde_json::{Value, json};

/// The status of the only answer, and everything that came.
async fn sent(house: &House, request: &[u8]) -> (u16, String) {
    let mut raw = Raw::connect(house).await;
    raw.send(request).await;
    let all = raw.rest().await;
    let status = all.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)).and_then(|code| code.parse().ok());
    (status.unwrap_or(0), all)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_follows_no_rule_is_refused_and_begins_no_second_request() {
    let house = House::build().await;
    let token = &house.people["owner"].token;
    let many: String = (0..150).map(|i| format!("x-{i}: y\r\n")).collect();
    let post = "POST /api/v1/tags HTTP/1.1\r\nhost: desk.example\r\nconnection: close\r\n";
    let tag = r#"{"name":"走私"}"#;
    for (what, request) in [
        ("a huge header", format!("GET /api/v1/me HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n", "y".repeat(100 << 10))),
        ("many headers", format!("GET /api/v1/me HTTP/1.1\r\nhost: x\r\n{many}\r\n")),
        ("a huge address", format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "y".repeat(100 << 10))),
        ("a length that is no number", format!("{post}content-length: abc\r\n\r\n{tag}")),
        ("a negative length", format!("{post}content-length: -1\r\n\r\n{tag}")),
        ("a length beyond numbers", format!("{post}content-length: 99999999999999999999999\r\n\r\n{tag}")),
        ("two lengths", format!("{post}content-length: 5\r\ncontent-length: 15\r\n\r\n{tag}")),
        ("an encoding that is none", format!("{post}transfer-encoding: wild\r\n\r\n{tag}")),
        (
            "chunks that are none",
            format!("{post}authorization: Bearer {token}\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{tag}"),
        ),
        ("no request", "\u{0}\u{1}\u{2}\r\n\r\n".to_owned()),
        ("another protocol", "SSH-2.0-OpenSSH_9.6\r\n\r\n".to_owned()),
        (
            "a header without a name",
            "GET /api/v1/me HTTP/1.1\r\n: x\r\nhost: x\r\nconnection: close\r\n\r\n".to_owned(),
        ),
        ("a header with NUL", "GET /api/v1/me HTTP/1.1\r\nhost: x\r\nx: a\0b\r\nconnection: close\r\n\r\n".to_owned()),
    ] {
        let (status, all) = sent(&house, request.as_bytes()).await;
        assert!((400..500).contains(&status), "{what}: {all}");
        assert_eq!(all.matches("HTTP/1.1 ").count(), 1, "{what}: {all}");
    }
    assert!(!house.by("owner", "GET", "/tags", None).await.ok().to_string().contains("走私"));
}

/// Both a length and chunks: a proxy that believes the one and a server that believes the other would see different requests.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_hidden_in_a_body_is_never_answered() {
    let house = House::build().await;
    let hidden = "GET /api/v1/setup HTTP/1.1\r\nhost: x\r\n\r\n";
    for request in [
        format!(
            "POST /api/v1/session HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{hidden}"
        ),
        format!(
            "POST /api/v1/session HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n{hidden}"
        ),
        format!(
            "POST /api/v1/session HTTP/1.1\r\nhost: x\r\ntransfer-encoding: identity, chunked\r\ncontent-length: {}\r\n\r\n{hidden}",
            hidden.len()
        ),
    ] {
        let (_, all) =
            sent(&house, format!("{request}GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes()).await;
        assert!(!all.contains("registration"), "{request}: {all}");
    }
}

fn body(deep: &str) -> String {
    format!(r#"{{"name":{deep}}}"#)
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_no_program_should_send_are_refused_and_change_nothing() {
    let house = House::build().await;
    let before = house.by("owner", "GET", "/tags", None).await.ok();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let nested: String = format!("{}1{}", r#"{"a":"#.repeat(100), "}".repeat(100));
    for (what, sent, status, field) in [
        ("nested without end", body(&deep), 400, Value::Null),
        ("nested", body(&nested), 422, json!("name")),
        ("cut off", r#"{"name":"茶"#.to_owned(), 400, Value::Null),
        ("half a letter", body(r#""\ud83d""#), 400, Value::Null),
        ("half a letter, the other half", body(r#""\udc00x""#), 400, Value::Null),
        ("NUL", body(r#""a\u0000b""#), 422, json!("name")),
        ("a number beyond numbers", body("1e9999"), 400, Value::Null),
        ("a number", body("184467440737095516160"), 422, json!("name")),
        ("two values", format!("{} {}", body(r#""a""#), body(r#""b""#)), 400, Value::Null),
        ("a comment", format!("{}//", body(r#""a""#)), 400, Value::Null),
        ("a mark of order", format!("\u{feff}{}", body(r#""a""#)), 400, Value::Null),
        ("a list", "[]".to_owned(), 422, Value::Null),
        ("a megabyte", body(&format!("{:?}", "a".repeat(1 << 20))), 413, Value::Null),
    ] {
        let answer = house.send_raw("POST", "/tags", &house.people["owner"].token, sent).await;
        assert_eq!((answer.status, &answer.body["error"]["field"]), (status, &field), "{what}: {}", answer.text);
    }
    assert_eq!(house.by("owner", "GET", "/tags", None).await.ok(), before);
}

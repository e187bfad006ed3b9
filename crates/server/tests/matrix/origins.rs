//! Pages of other sites (spec §13): a browser brings the cookie along, so the origin must be ours.

use crate::house::House;
use crate::objects::{Kind, Things};
use crate::routes::{ROUTES, Route, UPLOAD, fill};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::json;

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let header = |(name, value): &(&'static str, &str)| {
        (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a value"))
    };
    pairs.iter().map(header).collect()
}

/// Visitors are known by a token that no browser sends by itself, so their calls may come from anywhere (a shop's own program).
fn is_visitors(route: &Route) -> bool {
    route.path().starts_with("/visitor/")
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_of_another_site_writes_with_the_cookie_of_whoever_looks_at_it() {
    let (house, mut things) = (House::build().await, Things::default());
    let cookie = format!("__Host-yingke={}", house.people["owner"].token);
    let foreign: [&[(&'static str, &str)]; 4] = [
        &[("origin", "https://shop.example")],
        &[("origin", "null")],
        &[("origin", "https://desk.example.shop.example")],
        &[("sec-fetch-site", "cross-site")],
    ];
    let mut tried = 0;
    for route in ROUTES.iter().filter(|route| (route.writes() || route.call == "GET /socket") && !is_visitors(route)) {
        let label = route.object.labels()[0];
        let id = things.get(&house, route.object, label, "owner").await.id;
        for origin in foreign {
            let mut sent = headers(origin);
            sent.extend(headers(&[("cookie", &cookie)]));
            if route.call == "GET /socket" {
                let key = ("sec-websocket-key", "AAAAAAAAAAAAAAAAAAAAAA==");
                sent.extend(headers(&[
                    ("connection", "upgrade"),
                    ("upgrade", "websocket"),
                    ("sec-websocket-version", "13"),
                    key,
                ]));
            }
            let body = Some(route.body).filter(|body| !body.is_empty() && *body != UPLOAD);
            let body = body.map(|body| serde_json::from_str(&fill(&house, body, &id)).expect("a body of JSON"));
            let answer =
                house.send_with(route.method(), &route.path_for(&id, &domain::id::encode(1)), sent, body).await;
            assert_eq!(
                (answer.status, answer.reason()),
                (403, "origin"),
                "{} from {origin:?}: {}",
                route.call,
                answer.text
            );
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
}

/// Where the request is sent, and what the browser says of the page: more than one word or no text at all, too.
const LOOKALIKES: &[(&str, &[&[u8]])] = &[
    ("desk.example", &[b"http://desk.example"]),
    ("desk.example", &[b"https://desk.example:8443"]),
    ("desk.example:8443", &[b"https://desk.example:443"]),
    ("desk.example", &[b"ftp://desk.example"]),
    ("desk.example", &[b"chrome-extension://desk.example"]),
    ("desk.example", &[b"desk.example"]),
    ("desk.example", &[b"//desk.example"]),
    ("desk.example", &[b"https://desk.example."]),
    ("desk.example", &[b"https://desk.example/"]),
    ("desk.example", &[b"https://shop.desk.example"]),
    ("desk.example", &[b"https://desk.example@shop.example"]),
    ("desk.example", &[b"https://desk.example:x@shop.example"]),
    ("desk.example", &[b"https://shop.example/https://desk.example"]),
    ("desk.example", &[b"https://shop.example#desk.example"]),
    ("desk.example", &[b"https://shop.example\\.desk.example"]),
    ("desk.example", &[b"https://desk.example https://shop.example"]),
    ("desk.example", &[b"https://desk.example, https://shop.example"]),
    ("desk.example", &[b"https://d\xd0\xb5sk.example"]),
    ("desk.example", &[b"https://desk.example\xff"]),
    ("desk.example", &[b"null"]),
    ("null", &[b"null"]),
    ("desk.example", &[b""]),
    ("", &[b"https://"]),
    ("desk.example", &[b"https://desk.example", b"https://shop.example"]),
    ("desk.example", &[b"https://shop.example", b"https://desk.example"]),
    ("desk.example", &[b"https://desk.example", b"https://desk.example"]),
    // Reached by another name, without the TLS that the desk is served with.
    ("desk.house", &[b"http://desk.house"]),
    ("desk.house", &[b"http://127.0.0.1"]),
];

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_only_looks_like_ours_is_foreign() {
    let house = House::build().await;
    let cookie = format!("__Host-yingke={}", house.people["owner"].token);
    let said = |host: &str, origins: &[&[u8]]| {
        let mut sent = headers(&[("host", host), ("cookie", &cookie)]);
        origins.iter().for_each(|origin| {
            sent.append("origin", HeaderValue::from_bytes(origin).expect("a value"));
        });
        sent
    };
    let upgrade = headers(&[
        ("connection", "upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "AAAAAAAAAAAAAAAAAAAAAA=="),
    ]);
    let before = house.by("owner", "GET", "/me", None).await.ok();
    for (host, origins) in LOOKALIKES {
        let shown: Vec<_> = origins.iter().map(|origin| String::from_utf8_lossy(origin)).collect();
        let writes = house.send_with("PATCH", "/me", said(host, origins), Some(json!({"nickname": "别人"}))).await;
        let mut opens = said(host, origins);
        opens.extend(upgrade.clone());
        let opens = house.send_with("GET", "/socket", opens, None).await;
        for answer in [writes, opens] {
            assert_eq!((answer.status, answer.reason()), (403, "origin"), "{shown:?} at {host}: {}", answer.text);
        }
    }
    assert_eq!(house.by("owner", "GET", "/me", None).await.ok()["agent"], before["agent"]);
    for (host, origin) in [
        ("desk.example", "https://desk.example"),
        ("desk.house", "HTTPS://Desk.Example"),
        ("Desk.House:8443", "https://desk.house:8443"),
        ("[::1]:8080", "http://[::1]:8080"),
    ] {
        let answer =
            house.send_with("PATCH", "/me", said(host, &[origin.as_bytes()]), Some(json!({"locale": "en"}))).await;
        assert_eq!(answer.status, 200, "{origin} at {host}: {}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn our_own_pages_and_programs_write() {
    let house = House::build().await;
    let (owner, host) = (&house.people["owner"].token, house.running.address.clone());
    let (cookie, bearer) = (format!("other=1; __Host-yingke={owner}"), format!("Bearer {owner}"));
    for sent in [
        vec![("origin", host.as_str()), ("cookie", &cookie)],
        vec![("origin", "https://desk.example"), ("cookie", &cookie)],
        vec![("sec-fetch-site", "same-origin"), ("cookie", &cookie)],
        vec![("cookie", &cookie)],
        vec![("authorization", &bearer)],
    ] {
        let answer = house.send_with("PATCH", "/me", headers(&sent), Some(json!({"locale": "en"}))).await;
        assert_eq!(answer.status, 200, "{sent:?}: {}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_opens_nothing_of_a_visitors() {
    let (house, mut things) = (House::build().await, Things::default());
    let cookie = format!("__Host-yingke={0}; yingke={0}", house.people["visitor"].token);
    for route in ROUTES
        .iter()
        .filter(|route| is_visitors(route) && route.object == Kind::None && !route.call.ends_with("socket"))
    {
        let id = things.get(&house, route.object, "", "visitor").await.id;
        let body = Some(route.body).filter(|body| !body.is_empty());
        let body = body.map(|body| serde_json::from_str(&fill(&house, body, &id)).expect("a body of JSON"));
        let answer = house.send_with(route.method(), route.path(), headers(&[("cookie", &cookie)]), body).await;
        assert_eq!(answer.status, 401, "{}: {}", route.call, answer.text);
    }
}

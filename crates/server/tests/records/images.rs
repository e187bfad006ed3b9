//! Pictures of the products that visitors look at: by paths of our own, fetched from elsewhere only as far as is safe.

use crate::desk::{Colleague, Desk, OTHER_SHOP};
use crate::files::PNG;
use crate::on_both;
use reqwest::{Method, StatusCode};
use serde_json::{Value as Json, json};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const SVG: &[u8] = br#"<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>"#;

/// A site that says of everything that it is a PNG; its address.
async fn site(host: &str) -> String {
    let listener = TcpListener::bind((host, 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(shows(stream));
        }
    });
    format!("http://{address}")
}

async fn shows(mut stream: TcpStream) {
    let mut asked = [0; 2048];
    let read = stream.read(&mut asked).await.unwrap_or(0);
    let body = match asked[..read].split(|byte| *byte == b' ').nth(1) {
        Some(b"/tea.png") => PNG.to_vec(),
        Some(b"/slow.png") => {
            tokio::time::sleep(Duration::from_secs(4)).await;
            PNG.to_vec()
        }
        Some(b"/big.png") => [PNG, &vec![0; 5 << 20]].concat(),
        Some(b"/page.png") => b"<html><script>alert(1)</script>".to_vec(),
        _ => SVG.to_vec(),
    };
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {}\r\n\r\n", body.len());
    drop(stream.write_all(&[head.as_bytes(), &body].concat()).await);
}

/// The product beside the chat of a visitor who looks at something with this picture.
async fn product(desk: &Desk, owner: &Colleague, image: &str) -> Json {
    let page = json!({ "product": { "title": "明前龙井", "price": "¥128", "image": image, "link": "https://shop.example/tea" } });
    let (_, session) = desk
        .ask("", Method::POST, "/visitor/sessions", Some(json!({ "inbox_id": domain::id::InboxId(10), "page": page })))
        .await;
    let token = session["token"].as_str().unwrap_or_else(|| panic!("no session: {session}")).to_owned();
    let (_, message) =
        desk.ask(&token, Method::POST, "/visitor/messages", Some(json!({ "client_id": "1", "text": "有货吗" }))).await;
    let id = message["conversation_id"].as_str().expect("a conversation");
    desk.get(&owner.token, &format!("/conversations/{id}")).await["page"]["product"].clone()
}

async fn image(desk: &Desk, owner: &Colleague, image: &str) -> String {
    let product = product(desk, owner, image).await;
    product["image"].as_str().unwrap_or_else(|| panic!("no image: {product}")).to_owned()
}

on_both! {
    async fn a_picture_of_another_site_comes_through_us_to_agents_alone(desk: Desk) {
        let owner = desk.owner().await;
        let there = format!("{}/tea.png", site("127.0.0.7").await);
        let seen = product(&desk, &owner, &there).await;
        assert_eq!((&seen["title"], &seen["price"], &seen["link"]), (&json!("明前龙井"), &json!("¥128"), &json!("https://shop.example/tea")));
        let address = seen["image"].as_str().expect("an address");
        let answer = desk.fetch_as(&owner.token, address).await;
        assert_eq!(answer.status(), StatusCode::OK, "{address}");
        for (header, says) in [
            ("content-type", "image/png"),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "default-src 'none'; sandbox"),
            ("cache-control", "private, max-age=3600"),
        ] {
            assert_eq!(answer.headers()[header], says);
        }
        assert_eq!(answer.bytes().await.expect("bytes"), PNG);

        assert_eq!(desk.fetch(address).await.status(), StatusCode::UNAUTHORIZED);
        let customer = desk.customer("安安").await;
        assert_eq!(desk.fetch_as(&customer.token, address).await.status(), StatusCode::UNAUTHORIZED);
        let rival = desk.agent(OTHER_SHOP, "对手", true, &[]).await;
        assert_eq!(desk.fetch_as(&rival.token, address).await.status(), StatusCode::NOT_FOUND, "another shop's");
        let elsewhere = address.replace("tea.png", "other.png");
        assert_eq!(desk.fetch_as(&owner.token, &elsewhere).await.status(), StatusCode::NOT_FOUND);
    }

    async fn what_is_no_picture_or_too_large_or_lies_in_our_own_network_is_not_shown(desk: Desk) {
        let owner = desk.owner().await;
        let (open, closed) = (site("127.0.0.7").await, site("127.0.0.1").await);
        assert_eq!(desk.fetch_as(&owner.token, &image(&desk, &owner, &format!("{open}/tea.png")).await).await.status(), StatusCode::OK);
        let inside = closed.replace("127.0.0.1", "localhost");
        for there in [format!("{open}/a.svg"), format!("{open}/page.png"), format!("{open}/big.png"), format!("{closed}/tea.png"), format!("{inside}/tea.png")] {
            let address = image(&desk, &owner, &there).await;
            assert_eq!(desk.fetch_as(&owner.token, &address).await.status(), StatusCode::NOT_FOUND, "{there}");
        }
    }

    async fn slow_sites_hold_up_one_agent_s_pictures_and_no_more_than_some_at_once(desk: Desk) {
        let (owner, lin) = (desk.owner().await, desk.colleague("林小北", &[]).await);
        let site = site("127.0.0.7").await;
        let (slow, tea) = (image(&desk, &owner, &format!("{site}/slow.png")).await, image(&desk, &owner, &format!("{site}/tea.png")).await);
        let waiting = futures_util::future::join_all((0..16).map(|_| desk.fetch_as(&owner.token, &slow)));
        let mut status: Vec<u16> = waiting.await.iter().map(|answer| answer.status().as_u16()).collect();
        status.sort_unstable();
        assert_eq!(status, [[200; 8], [429; 8]].concat());

        let often = futures_util::future::join_all((0..80).map(|_| desk.fetch_as(&owner.token, &tea))).await;
        assert!(often.iter().any(|answer| answer.status() == StatusCode::TOO_MANY_REQUESTS));
        assert_eq!(desk.fetch_as(&lin.token, &tea).await.status(), StatusCode::OK, "a colleague's are his own");
    }

    async fn a_picture_of_our_own_host_goes_by_its_path_and_never_leads_elsewhere(desk: Desk) {
        let owner = desk.owner().await;
        for (there, here) in [
            ("http://localhost/demo/tea.png?v=2#x", json!("/demo/tea.png?v=2")),
            ("http://LOCALHOST:80/demo/茶.png", json!("/demo/%E8%8C%B6.png")),
            ("http://localhost//evil.example/tea.png", json!("/evil.example/tea.png")),
            ("http://localhost/\\evil.example/tea.png", json!("/evil.example/tea.png")),
            ("http://localhost/api/v1/me", Json::Null),
            ("http://localhost/demo/../api/v1/me", Json::Null),
            ("http://localhost/demo/%2e%2e/API/v1/me", Json::Null),
            ("javascript:alert(1)", Json::Null),
            ("data:image/png;base64,iVBORw0KGgo=", Json::Null),
            ("http://", Json::Null),
        ] {
            assert_eq!(product(&desk, &owner, there).await["image"], here, "{there}");
        }
        let other = image(&desk, &owner, "http://localhost:8080/tea.png").await;
        assert!(other.starts_with("/api/v1/images?u=http%3A%2F%2Flocalhost%3A8080%2Ftea.png&sig="), "{other}");
    }
}

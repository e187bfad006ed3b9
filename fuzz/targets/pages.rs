//! Addresses: the page that a visitor says he is on, what a product card links to, the domains that may frame the chat.

use axum::http::HeaderValue;
use server::inboxes::domains;
use server::visitors::page::{Product, VisitedPage};

pub fn eat(data: &[u8]) {
    let text = String::from_utf8_lossy(data).into_owned();
    let some = || Some(text.clone());
    let product = Product { title: text.clone(), image: some(), price: some(), link: some() };
    let (url, title) = (some(), some());
    let page = VisitedPage { url, title, referrer: some(), timezone: some(), screen: some(), product: Some(product) };
    let kept = page.tidied();
    let links =
        [&kept.url, &kept.referrer].into_iter().chain(kept.product.iter().flat_map(|one| [&one.image, &one.link]));
    for address in links.flatten() {
        assert!(address.starts_with("https://") || address.starts_with("http://"), "{address}");
    }
    if let Ok(kept) = domains::check("d", std::slice::from_ref(&text)) {
        HeaderValue::from_str(&format!("frame-ancestors 'self' {}", kept.join(" "))).expect("a header carries it");
        assert!(!kept[0].contains([';', ',', ' ', '\'']), "{kept:?}");
    }
}

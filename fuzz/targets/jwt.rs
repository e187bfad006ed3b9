//! Signed identities: tokens of any form, and any claims under a good signature.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Timestamp;
use domain::id::InboxId;
use hmac::{Hmac, KeyInit, Mac};
use server::channels::web::identity::{self, Identity};
use server::channels::web::jwt;
use sha2::Sha256;

const NOW: Timestamp = Timestamp(1_800_000_000_000);

pub fn eat(data: &[u8]) {
    let secrets = ["secret".to_owned()];
    if let Ok(token) = std::str::from_utf8(data) {
        drop(jwt::verify(token, &secrets, InboxId(7), NOW));
    }
    let identity = Identity { jwt: Some(signed(data)), claims: None };
    if let Ok(identity::Person::Signed { sub, particulars }) = identity::check(identity, &secrets, InboxId(7), NOW) {
        assert!(!sub.trim().is_empty());
        assert!(particulars.name.is_none_or(|name| domain::shown::is_one_line(&name)));
    }
}

fn signed(claims: &[u8]) -> String {
    let text = format!("eyJhbGciOiJIUzI1NiJ9.{}", URL_SAFE_NO_PAD.encode(claims));
    let mac = Hmac::<Sha256>::new_from_slice(b"secret").expect("any key will do").chain_update(&text);
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

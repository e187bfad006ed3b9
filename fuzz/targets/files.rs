//! Files: names that go into headers and onto disks of others, and types by the first bytes.

use axum::http::HeaderValue;
use server::files::{name, typed};

pub fn eat(data: &[u8]) {
    let kept = name::clean(&String::from_utf8_lossy(data));
    assert!(!kept.is_empty() && kept.chars().count() <= 120 && !kept.starts_with('.'), "{kept:?}");
    assert!(!kept.chars().any(|c| c.is_control() || "/\\:*?\"<>|".contains(c)), "{kept:?}");
    assert_eq!(name::clean(&kept), kept, "a clean name is clean");
    let header = format!("attachment; filename*=UTF-8''{}", name::in_header(&kept));
    HeaderValue::from_str(&header).expect("a header carries any name");
    let r#type = typed::of(data);
    assert!(!typed::is_picture(r#type) || !data.starts_with(b"<"));
    // The rest without its first byte, behind the sign of each kind of picture: the readers of sizes get to see all of it.
    for sign in [&b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"[..], b"\xff\xd8\xff", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8"] {
        assert!(!typed::of(&[sign, data].concat()).is_empty());
    }
}

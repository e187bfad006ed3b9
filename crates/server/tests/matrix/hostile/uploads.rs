//! Files that are two things at once, lie about their size or carry names that mislead: shown only where they are pictures,
//! and never run.

use crate::house::House;
use serde_json::json;

const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
const SVG: &[u8] = br#"<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>"#;
const PAGE: &[u8] = b"<!doctype html><script>alert(document.domain)</script>";

/// What it is, its bytes, and the type it is given.
fn polyglots() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let unknown = "application/octet-stream";
    vec![
        ("a picture", GIF.to_vec(), "image/gif"),
        ("a picture and a page", [GIF, PAGE].concat(), "image/gif"),
        // Its size is `/*`, and as a script it would be an assignment.
        ("a picture and a script", b"GIF89a/*\x01\x01*/=1;alert(1)//".to_vec(), "image/gif"),
        ("a picture and an archive", [GIF, b"PK\x03\x04\x14\0\0\0"].concat(), "image/gif"),
        ("a page", PAGE.to_vec(), unknown),
        ("a page behind blanks", [b"\r\n \xef\xbb\xbf", PAGE].concat(), unknown),
        ("a drawing with a script", SVG.to_vec(), unknown),
        ("a document and a page", [b"%PDF-1.4\n", PAGE].concat(), "application/pdf"),
        ("an archive and a page", [b"PK\x03\x04", PAGE].concat(), "application/zip"),
        ("a bomb", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x06\0\0\0".to_vec(), unknown),
        ("a bomb of another kind", b"GIF89a\xff\xff\xff\xff\0\0\0;".to_vec(), unknown),
        ("half a picture", b"\x89PNG\r\n\x1a\n".to_vec(), unknown),
        ("a photo without an end", b"\xff\xd8\xff\xe1\xff\xffExif\0\0".to_vec(), unknown),
        ("a mail with a page", [b"From: x\r\nContent-Type: text/html\r\n\r\n", PAGE].concat(), unknown),
        ("UTF-16", "\u{feff}<script>alert(1)</script>".encode_utf16().flat_map(u16::to_be_bytes).collect(), unknown),
    ]
}

const NAMES: &[(&str, &str)] = &[
    ("../../../etc/passwd", "passwd"),
    ("C:\\a\\b.png", "b.png"),
    ("\u{202e}gnp.exe", "gnp.exe"),
    ("茶.png.exe", "茶.png.exe"),
    ("\"><script>alert(1)<", "___script_alert(1)_"),
    ("...", "file"),
    ("", "file"),
    ("con", "con"),
];

async fn uploaded(house: &House, name: &str, bytes: Vec<u8>) -> (serde_json::Value, reqwest::Response) {
    let part = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned()).mime_str("text/html").expect("a type");
    let form = reqwest::multipart::Form::new().part("file", part);
    let address = &house.running.address;
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let sent = client
        .post(format!("{address}/api/v1/files"))
        .bearer_auth(&house.people["owner"].token)
        .multipart(form)
        .send()
        .await
        .expect("an answer");
    assert_eq!(sent.status(), 201, "{name}");
    let file: serde_json::Value = sent.json().await.expect("a file");
    let url = file["url"].as_str().expect("an address");
    let shown = client.get(format!("{address}{url}")).send().await.expect("an answer");
    (file, shown)
}

fn header<'a>(answer: &'a reqwest::Response, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().expect("text"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_two_things_is_shown_as_a_picture_or_not_at_all_and_never_runs() {
    let house = House::build().await;
    for (what, bytes, r#type) in polyglots() {
        let (file, shown) = uploaded(&house, "a.html", bytes.clone()).await;
        assert_eq!((&file["type"], header(&shown, "content-type")), (&json!(r#type), r#type), "{what}");
        let way = if r#type.starts_with("image/") { "inline;" } else { "attachment;" };
        assert!(header(&shown, "content-disposition").starts_with(way), "{what}");
        assert_eq!(header(&shown, "x-content-type-options"), "nosniff", "{what}");
        assert_eq!(header(&shown, "content-security-policy"), "default-src 'none'; sandbox", "{what}");
        assert_eq!(header(&shown, "cross-origin-resource-policy"), "same-origin", "{what}");
        assert_eq!(shown.bytes().await.expect("bytes"), bytes, "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_files_name_loses_its_tricks_wherever_it_is_told() {
    let house = House::build().await;
    let long = format!("{}.pdf", "长".repeat(300));
    let kept = format!("{}.pdf", "长".repeat(116));
    for (name, told) in NAMES.iter().copied().chain([(long.as_str(), kept.as_str())]) {
        let (file, shown) = uploaded(&house, name, b"words".to_vec()).await;
        let clean = file["name"].as_str().expect("a name");
        // What a browser escapes in a form's header, a browser has escaped: the trick is gone either way.
        let escaped = clean.contains('%');
        assert!(clean == told || escaped, "{name:?}: {clean:?}");
        assert!(
            clean.chars().count() <= 120 && !clean.chars().any(|c| c.is_control() || domain::shown::is_invisible(c))
        );
        let way = header(&shown, "content-disposition");
        assert!(
            way.starts_with("attachment; filename*=UTF-8''") && way.is_ascii() && !way.contains('"'),
            "{name:?}: {way}"
        );
    }
}

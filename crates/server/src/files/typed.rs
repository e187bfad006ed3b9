//! What a file is, by its first bytes. Names and what browsers claim are not asked: a page called `.png` stays a download.

/// As many first bytes as [`of`] looks at.
pub const HEAD: usize = 16;
pub const UNKNOWN: &str = "application/octet-stream";

const SIGNS: &[(usize, &[u8], &str)] = &[
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (4, b"ftypisom", "video/mp4"),
    (4, b"ftypmp4", "video/mp4"),
];

pub fn of(head: &[u8]) -> &'static str {
    let found = SIGNS.iter().find(|(at, sign, _)| head.get(*at..).is_some_and(|rest| rest.starts_with(sign)));
    match found {
        Some((_, _, "image/webp")) if !head.starts_with(b"RIFF") => UNKNOWN,
        Some((_, _, known)) => known,
        None => UNKNOWN,
    }
}

/// Shown in pages; everything else is a download. SVG is not among them: it carries scripts.
pub fn is_picture(r#type: &str) -> bool {
    matches!(r#type, "image/png" | "image/jpeg" | "image/gif" | "image/webp")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_bytes_say_what_a_file_is() {
        assert_eq!(of(b"\x89PNG\r\n\x1a\n0000IHDR"), "image/png");
        assert_eq!(of(b"RIFF\x10\0\0\0WEBPVP8 "), "image/webp");
        assert_eq!(of(b"XXXX\x10\0\0\0WEBPVP8 "), UNKNOWN);
        assert_eq!(of(b"<svg onload=..."), UNKNOWN);
        assert_eq!(of(b"<html><script>"), UNKNOWN);
        assert_eq!(of(b""), UNKNOWN);
        assert!(!is_picture(of(b"%PDF-1.7")));
    }
}

//! What a file is, by its first bytes. Names and what browsers claim are not asked: a page called `.png` stays a download.
//!
//! A picture is one only with a size that a browser can unpack: a few bytes may claim to be 65,535 pixels square, which is
//! 17 GB in the memory of whoever looks at the chat.

/// As many first bytes as [`of`] looks at. A JPEG says its size behind what the camera has noted.
pub const HEAD: usize = 256 << 10;
pub const UNKNOWN: &str = "application/octet-stream";
/// Pixels of a picture: more than telephones take, and 256 MB unpacked.
const MOST_PIXELS: u64 = 64_000_000;

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
    let sign = SIGNS.iter().find(|(at, sign, _)| head.get(*at..).is_some_and(|rest| rest.starts_with(sign)));
    let Some((_, _, known)) = sign else { return UNKNOWN };
    let size = match *known {
        "image/png" => size_of_png(head),
        "image/jpeg" => size_of_jpeg(head),
        "image/gif" => numbers(head, 6, |at| little(at, 2)),
        "image/webp" if head.starts_with(b"RIFF") => size_of_webp(head),
        "image/webp" => None,
        other => return other,
    };
    let fits = |(width, height): (u64, u64)| (1..=MOST_PIXELS).contains(&(width * height));
    if size.is_some_and(fits) { known } else { UNKNOWN }
}

/// Shown in pages; everything else is a download. SVG is not among them: it carries scripts.
pub fn is_picture(r#type: &str) -> bool {
    matches!(r#type, "image/png" | "image/jpeg" | "image/gif" | "image/webp")
}

fn big(bytes: &[u8], count: usize) -> Option<u64> {
    bytes.get(..count).map(|bytes| bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

fn little(bytes: &[u8], count: usize) -> Option<u64> {
    bytes.get(..count).map(|bytes| bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// Two GIF numbers of two bytes each, which stand at `at`.
fn numbers(head: &[u8], at: usize, read: impl Fn(&[u8]) -> Option<u64>) -> Option<(u64, u64)> {
    Some((read(head.get(at..)?)?, read(head.get(at + 2..)?)?))
}

/// The header chunk comes first (PNG, third edition, §5.6).
fn size_of_png(head: &[u8]) -> Option<(u64, u64)> {
    let header = head.get(8..)?.strip_prefix(b"\0\0\0\x0dIHDR")?;
    Some((big(header, 4)?, big(header.get(4..)?, 4)?))
}

/// From segment to segment (ITU T.81, B.1.1.4) to the frame header, which has the size (B.2.2).
fn size_of_jpeg(head: &[u8]) -> Option<(u64, u64)> {
    let mut rest = head.get(2..)?;
    loop {
        let [0xff, marker, after @ ..] = rest else { return None };
        match marker {
            // Padding, and marks without a segment.
            0xff => rest = &rest[1..],
            0x01 | 0xd0..=0xd7 => rest = after,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let (height, width) = (big(after.get(3..)?, 2)?, big(after.get(5..)?, 2)?);
                return Some((width, height));
            }
            0xd8..=0xda => return None,
            _ => rest = after.get(usize::try_from(big(after, 2)?).ok()?.max(2)..)?,
        }
    }
}

/// Three kinds of first chunk (RFC 9649, §2.5 to §2.7).
fn size_of_webp(head: &[u8]) -> Option<(u64, u64)> {
    let chunk = head.get(20..)?;
    match head.get(12..16)? {
        b"VP8X" => Some((little(chunk.get(4..)?, 3)? + 1, little(chunk.get(7..)?, 3)? + 1)),
        b"VP8L" => {
            let bits = little(chunk.strip_prefix(b"\x2f")?, 4)?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8 " => {
            let sizes = chunk.get(3..)?.strip_prefix(b"\x9d\x01\x2a")?;
            Some((little(sizes, 2)? & 0x3fff, little(sizes.get(2..)?, 2)? & 0x3fff))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        [&b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"[..], &width.to_be_bytes(), &height.to_be_bytes(), b"\x08\x02\0\0\0"]
            .concat()
    }

    fn jpeg(noted: usize, width: u16, height: u16) -> Vec<u8> {
        let notes = [&b"\xff\xe1"[..], &60_002u16.to_be_bytes(), &[b'x'; 60_000]].concat().repeat(noted);
        [&b"\xff\xd8"[..], &notes, b"\xff\xff\xc2\x00\x11\x08", &height.to_be_bytes(), &width.to_be_bytes(), b"\x03"]
            .concat()
    }

    #[test]
    fn only_the_bytes_say_what_a_file_is() {
        assert_eq!(of(&png(640, 480)), "image/png");
        assert_eq!(of(&jpeg(0, 640, 480)), "image/jpeg");
        assert_eq!(of(&jpeg(3, 640, 480)), "image/jpeg");
        assert_eq!(of(b"GIF89a\x80\x02\xe0\x01\0"), "image/gif");
        assert_eq!(of(b"RIFF\x10\0\0\0WEBPVP8 \x10\0\0\0\0\0\0\x9d\x01\x2a\x80\x02\xe0\x01"), "image/webp");
        assert_eq!(of(b"RIFF\x10\0\0\0WEBPVP8L\x10\0\0\0\x2f\x7f\xc2\x77\0"), "image/webp");
        assert_eq!(of(b"RIFF\x10\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0"), "image/webp");
        assert_eq!(of(b"%PDF-1.7"), "application/pdf");
        assert_eq!(of(b"XXXX\x10\0\0\0WEBPVP8 \x10\0\0\0\0\0\0\x9d\x01\x2a\x80\x02\xe0\x01"), UNKNOWN);
        assert_eq!(of(b"<svg onload=..."), UNKNOWN);
        assert_eq!(of(b"<html><script>"), UNKNOWN);
        assert_eq!(of(b""), UNKNOWN);
        assert!(!is_picture(of(b"%PDF-1.7")));
    }

    #[test]
    fn a_picture_that_no_browser_can_unpack_is_a_download() {
        assert_eq!(of(&png(12_000, 5_000)), "image/png");
        for bomb in [png(65_535, 65_535), png(u32::MAX, u32::MAX), png(0, 5), jpeg(1, 65_500, 65_500), jpeg(5, 9, 9)] {
            assert_eq!(of(&bomb[..bomb.len().min(HEAD)]), UNKNOWN);
        }
        assert_eq!(of(b"GIF89a\xff\xff\xff\xff"), UNKNOWN);
        assert_eq!(of(b"RIFF\x10\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff"), UNKNOWN);
    }

    #[test]
    fn a_file_that_ends_early_is_no_picture() {
        for whole in [png(1, 1), jpeg(0, 1, 1), b"GIF89a\x01\0\x01\0".to_vec()] {
            let short = &whole[..whole.len() - 6];
            assert_eq!(of(short), UNKNOWN, "{short:?}");
        }
    }
}

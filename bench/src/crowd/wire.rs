//! What browsers put on the wire, and just enough understanding of what comes back.

use std::net::SocketAddr;

/// As Chromium sends it from the chat page, headers and all.
pub fn page_head(desk: SocketAddr, token: &str) -> String {
    format!(
        "POST /api/v1/visitor/messages HTTP/1.1\r\nHost: {desk}\r\nConnection: keep-alive\r\n\
         sec-ch-ua-platform: \"Linux\"\r\nAuthorization: Bearer {token}\r\n\
         User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36\r\n\
         Content-Type: application/json\r\nsec-ch-ua-mobile: ?0\r\nAccept: */*\r\nOrigin: http://{desk}\r\n\
         Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\nReferer: http://{desk}/chat\r\n\
         Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: zh-CN,zh;q=0.9\r\nContent-Length: "
    )
}

pub fn upgrade(desk: SocketAddr, path: &str) -> String {
    format!(
        "GET /api/v1{path} HTTP/1.1\r\nHost: {desk}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nOrigin: http://{desk}\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
}

/// A client's frame. The mask is zero: it protects proxies from pages, and there are neither.
pub fn frame(opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x80 | opcode];
    match payload.len() {
        short @ 0..=125 => frame.push(0x80 | short as u8),
        long => {
            frame.push(0x80 | 126);
            frame.extend_from_slice(&(long as u16).to_be_bytes());
        }
    }
    frame.extend_from_slice(&[0; 4]);
    frame.extend_from_slice(payload);
    frame
}

pub const TEXT: u8 = 1;
pub const CLOSE: u8 = 8;
pub const PING: u8 = 9;
pub const PONG: u8 = 10;

/// The opcode, where the payload begins, and where it ends; `None` while it is not complete.
pub fn heard(bytes: &[u8]) -> Option<(u8, usize, usize)> {
    let opcode = bytes.first()? & 0x0f;
    let (length, begins) = match bytes.get(1)? & 0x7f {
        126 => (usize::from(u16::from_be_bytes([*bytes.get(2)?, *bytes.get(3)?])), 4),
        127 => (u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?) as usize, 10),
        short => (usize::from(short), 2),
    };
    (bytes.len() >= begins + length).then_some((opcode, begins, begins + length))
}

/// The status, where the body begins, and where it ends.
pub fn answered(bytes: &[u8]) -> Option<(u16, usize, usize)> {
    let body = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let status = std::str::from_utf8(bytes.get(9..12)?).ok()?.parse().ok()?;
    let head = &bytes[..body];
    // Everything that is asked here is short and plain; what is not cannot be read, and counts as no answer.
    let Some(length) = number_after(head, b"content-length: ").or((status == 101).then_some(0)) else {
        return Some((0, body, bytes.len()));
    };
    (bytes.len() >= body + length).then_some((status, body, body + length))
}

pub fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    // By its first byte: comparing whole windows took a third of the generator's time.
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| *byte == what[0]) {
        if bytes[from + at..].starts_with(what) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

pub fn number_after(bytes: &[u8], what: &[u8]) -> Option<usize> {
    let begins = find(bytes, what)? + what.len();
    let digits = bytes[begins..].iter().take_while(|byte| byte.is_ascii_digit());
    let mut any = false;
    let number = digits.fold(0_usize, |number, digit| {
        any = true;
        number.wrapping_mul(10).wrapping_add(usize::from(digit - b'0'))
    });
    any.then_some(number)
}

/// What stands between the quotes that follow.
pub fn word_after<'a>(bytes: &'a [u8], what: &[u8]) -> Option<&'a str> {
    let rest = &bytes[find(bytes, what)? + what.len()..];
    std::str::from_utf8(&rest[..rest.iter().position(|byte| *byte == b'"')?]).ok()
}

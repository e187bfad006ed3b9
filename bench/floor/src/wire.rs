//! Just enough of HTTP/1.1 and RFC 6455 for what the chat page and the workbench send, and answers in the shape of ours.

use crate::store::{Stored, Written};
use serde::Deserialize;
use serde_json::json;

pub enum Request {
    Message(New),
    /// Wants to become a WebSocket.
    Upgrade,
    Other,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    client_id: String,
    text: String,
}

pub struct New {
    pub visitor: usize,
    pub client_id: String,
    pub text: String,
}

/// The first whole request and how many bytes it takes; `None` while it is not complete.
pub fn request(bytes: &[u8]) -> Option<(Request, usize)> {
    let head_end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&bytes[..head_end]).ok()?;
    let length = header(head, "content-length").map_or(0, |value| value.parse().unwrap_or(0));
    let body = bytes.get(head_end..head_end + length)?;
    let request = if header(head, "upgrade").is_some() {
        Request::Upgrade
    } else if head.starts_with("POST /api/v1/visitor/messages ") {
        message(head, body).map_or(Request::Other, Request::Message)
    } else {
        Request::Other
    };
    Some((request, head_end + length))
}

fn message(head: &str, body: &[u8]) -> Option<New> {
    let visitor = header(head, "authorization")?.strip_prefix("Bearer v")?.parse().ok()?;
    let Body { client_id, text } = serde_json::from_slice(body).ok()?;
    Some(New { visitor, client_id, text })
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let fields = head.split("\r\n").filter_map(|line| line.split_once(':'));
    fields.into_iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

/// The key is not answered: nobody but the load generator speaks to the floor, and opening sockets is not measured.
pub const SWITCHING: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n";
pub const REFUSED: &[u8] = b"HTTP/1.1 422 Unprocessable Entity\r\ncontent-length: 0\r\n\r\n";

pub enum Frame {
    Text(String),
    Ping,
    Close,
    Other,
}

/// A client's frame, which RFC 6455 §5.3 has masked.
pub fn frame(bytes: &[u8]) -> Option<(Frame, usize)> {
    let (opcode, short) = (bytes.first()? & 0x0f, usize::from(bytes.get(1)? & 0x7f));
    let (length, mask_at) = match short {
        126 => (usize::from(u16::from_be_bytes([*bytes.get(2)?, *bytes.get(3)?])), 4),
        127 => return Some((Frame::Close, bytes.len())),
        short => (short, 2),
    };
    let mask = bytes.get(mask_at..mask_at + 4)?;
    let payload = bytes.get(mask_at + 4..mask_at + 4 + length)?;
    let plain = payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect();
    let frame = match opcode {
        1 => Frame::Text(String::from_utf8(plain).unwrap_or_default()),
        8 => Frame::Close,
        9 => Frame::Ping,
        _ => Frame::Other,
    };
    Some((frame, mask_at + 4 + length))
}

pub const PONG: &[u8] = &[0x8a, 0];

/// Whose socket this is, from its `hello`.
pub fn token(hello: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Hello {
        token: String,
    }
    serde_json::from_str::<Hello>(hello).ok().map(|hello| hello.token)
}

pub fn text_frame(text: &str) -> Vec<u8> {
    let mut frame = Vec::with_capacity(text.len() + 10);
    frame.push(0x81);
    match text.len() {
        length @ 0..=125 => frame.push(length as u8),
        length @ 126..=65_535 => {
            frame.push(126);
            frame.extend_from_slice(&(length as u16).to_be_bytes());
        }
        length => {
            frame.push(127);
            frame.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
    frame.extend_from_slice(text.as_bytes());
    frame
}

pub fn welcome() -> Vec<u8> {
    text_frame(r#"{"resumed":false,"seq":1795342691526030,"type":"welcome"}"#)
}

/// What goes to the visitor's page, the agent's workbench and the visitor's socket.
pub struct Outgoing {
    pub answer: Vec<u8>,
    pub agent: Vec<u8>,
    pub visitor: Vec<u8>,
}

/// The fields and sizes of ours, filled with what a single table knows.
pub fn outgoing(stored: &Stored) -> Outgoing {
    let Stored { written: Written { visitor, client_id, text, .. }, id, at_ms } = stored;
    let (text, client_id) = (json!(text), json!(client_id));
    let sender = format!(r#"{{"id":"02n072y{visitor:06}","name":"访客D9XK","type":"contact"}}"#);
    let message = format!(
        r#"{{"attachments":[],"automatic":false,"client_id":{client_id},"conversation_id":"02n07c{visitor:07}","created_at":{at_ms},"event":null,"id":"{id:013}","kind":"text","mentions":[],"reply_to":null,"sender":{sender},"seq":{id},"state":"sent","text":{text}}}"#
    );
    let summary = format!(
        r#"{{"assignee_id":"02n072y5x0400","channel":"web","contact":{{"blocked":false,"id":"02n072y{visitor:06}","name":"访客D9XK"}},"contact_read_seq":{id},"created_at":{at_ms},"ended_at":null,"ended_by":null,"group_id":null,"id":"02n07c{visitor:07}","inbox_id":"02n072y5w0409","inbox_name":"网站客服","last_at":{at_ms},"last_message":{{"attachments":0,"created_at":{at_ms},"id":"{id:013}","kind":"text","sender":{sender},"seq":{id},"state":"sent","text":{text}}},"link_id":null,"offline":false,"private":false,"queued_at":null,"seq":{id},"snoozed_until":null,"status":"open","subject":null,"tag_ids":[],"unread":1,"waiting_since":{at_ms}}}"#
    );
    let seen = format!(
        r#"{{"agent":{{"nickname":"青岚茶器"}},"agent_read_seq":0,"id":"02n07c{visitor:07}","position":null,"rating":{{"invited":false,"score":null}},"status":"open","unread":0}}"#
    );
    let event = |conversation: &str| {
        text_frame(&format!(
            r#"{{"type":"event","seq":{id},"name":"message_created","data":{{"conversation":{conversation},"message":{message}}}}}"#
        ))
    };
    let head =
        format!("HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", message.len());
    Outgoing { agent: event(&summary), visitor: event(&seen), answer: (head + &message).into_bytes() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_taken_once_all_of_it_is_there() {
        let body = r#"{"client_id":"b7","text":"在吗"}"#;
        let whole = format!(
            "POST /api/v1/visitor/messages HTTP/1.1\r\nhost: x\r\nAuthorization: Bearer v7\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        assert!(request(&whole.as_bytes()[..whole.len() - 1]).is_none());
        let Some((Request::Message(new), taken)) = request(whole.as_bytes()) else { panic!("no message") };
        assert_eq!((new.visitor, new.client_id.as_str(), new.text.as_str(), taken), (7, "b7", "在吗", whole.len()));
    }

    #[test]
    fn an_answer_is_json_of_the_shape_of_ours() {
        let written = Written { line: 0, visitor: 7, client_id: "b7".into(), text: "\"在吗\"\n".into() };
        let out = outgoing(&Stored { written, id: 9, at_ms: 1 });
        let answer = String::from_utf8(out.answer).unwrap();
        let message: serde_json::Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
        assert_eq!(message["text"], "\"在吗\"\n");
        let frame: serde_json::Value = serde_json::from_slice(&out.agent[4..]).unwrap();
        assert_eq!(frame["data"]["message"], message);
    }
}

//! Sockets of agents and visitors against frames that are none, lie about themselves, never end or come without pause.

use super::raw::{BINARY, CLOSE, COMPRESSED, CONTINUATION, FIN, PING, Raw, TEXT, frame, upgrade};
use crate::house::{House, text};
use crate::sockets::Socket;
use serde_json::json;
use std::time::Duration;

const SOCKETS: [(&str, &str); 2] = [("/socket", "agent"), ("/visitor/socket", "visitor")];

/// Somebody else at work meanwhile: his message is told to a colleague, however the others behave.
struct Witness(Socket);

impl Witness {
    async fn sits_down(house: &House) -> Witness {
        Witness(Socket::open(house, "/socket", json!({"type": "hello", "token": house.people["owner"].token})).await)
    }

    async fn is_served(&mut self, house: &House) {
        let said = house.new_name();
        let visitor = house.visitor(&house.inboxes[0], "Ann").await;
        let message = json!({"client_id": said, "text": said});
        house.send("POST", "/visitor/messages", &visitor.token, Some(message)).await.ok();
        self.0.until("the message", |frame| frame["data"]["message"]["text"] == said.as_str()).await;
    }
}

/// What is wrong, and the code that the peer is told where one is certain.
fn malformed() -> Vec<(&'static str, Vec<u8>, Option<u16>)> {
    let ping = br#"{"type":"ping"}"#;
    let deep = "[".repeat(8_000);
    vec![
        ("bad UTF-8", frame(FIN | TEXT, b"{\"type\":\"\xff\xfe\"}"), None),
        ("an unknown kind of data", frame(FIN | 3, ping), None),
        ("an unknown kind of control", frame(FIN | 0xb, b""), None),
        ("unmasked", [&[FIN | TEXT, ping.len() as u8], &ping[..]].concat(), None),
        ("a reserved bit", frame(FIN | 0x20 | TEXT, ping), None),
        ("said to be compressed", frame(FIN | COMPRESSED | TEXT, ping), None),
        ("longer than any message", frame(FIN | TEXT, &vec![b' '; 17 << 10]), None),
        ("said to be 2^63 long", [&[FIN | TEXT, 0xff][..], &[0xff; 8], &[0; 4]].concat(), None),
        (
            "in pieces longer than any message",
            (0..9).flat_map(|i| frame(u8::from(i == 0), &[b' '; 2048])).collect(),
            None,
        ),
        (
            "in pieces of a byte, longer than any message",
            [frame(TEXT, b"{"), frame(CONTINUATION, b" ").repeat(17 << 10)].concat(),
            None,
        ),
        ("a continuation of nothing", frame(FIN | CONTINUATION, ping), None),
        ("a message within a message", [frame(TEXT, b"{"), frame(FIN | TEXT, ping)].concat(), None),
        ("a control frame in pieces", frame(PING, b"x"), None),
        ("a control frame of a kilobyte", frame(FIN | PING, &[b'x'; 1024]), None),
        ("a close of half a code", frame(FIN | CLOSE, b"\x03"), None),
        ("a close with words that are none", frame(FIN | CLOSE, b"\x03\xe8\xff\xff"), None),
        ("binary", frame(FIN | BINARY, ping), Some(4400)),
        ("no JSON", frame(FIN | TEXT, b"hello"), Some(4400)),
        ("nothing", frame(FIN | TEXT, b""), Some(4400)),
        ("nested without end", frame(FIN | TEXT, deep.as_bytes()), Some(4400)),
        ("half a letter", frame(FIN | TEXT, br#"{"type":"\ud800"}"#), Some(4400)),
        ("a number beyond numbers", frame(FIN | TEXT, br#"{"type":"hello","since":1e999}"#), Some(4400)),
        ("hello again", frame(FIN | TEXT, br#"{"type":"hello"}"#), Some(4400)),
        ("a kind twice", frame(FIN | TEXT, br#"{"type":"ping","type":"hello"}"#), Some(4400)),
        ("more than a command has", frame(FIN | TEXT, br#"{"type":"ping","x":1}"#), Some(4400)),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_frame_or_no_command_ends_its_socket_alone() {
    let house = House::build().await;
    let mut witness = Witness::sits_down(&house).await;
    for (path, who) in SOCKETS {
        let token = &house.people[who].token;
        for (what, bytes, code) in malformed() {
            let mut welcomed = Raw::welcomed(&house, path, token).await;
            welcomed.send(&bytes).await;
            let closed = welcomed.closes().await;
            assert!(code.is_none_or(|code| closed == code), "{path}: {what} was closed with {closed}");
            let mut stranger = Raw::upgraded(&house, path).await;
            stranger.send(&bytes).await;
            stranger.closes().await;
        }
        witness.is_served(&house).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_of_any_size_is_answered() {
    let house = House::build().await;
    for (path, who) in SOCKETS {
        let token = &house.people[who].token;
        let sinces = [
            json!(i64::MIN),
            json!(i64::MAX),
            json!(-1),
            json!("9".repeat(400)),
            json!("-9223372036854775808"),
            json!("\u{0}"),
        ];
        for since in sinces {
            let mut raw = Raw::upgraded(&house, path).await;
            raw.says(&json!({"type": "hello", "token": token, "since": since})).await;
            raw.hears("welcome").await;
        }
        for token in ["", "\u{0}", "x'; drop table sessions; --", &"a".repeat(9_000), "😀\u{202e}"] {
            let mut raw = Raw::upgraded(&house, path).await;
            raw.says(&json!({"type": "hello", "token": token})).await;
            assert_eq!(raw.closes().await, 4401, "{token:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_speaks_without_pause_is_shown_out_and_nobody_waits_for_him() {
    let house = House::build().await;
    let mut witness = Witness::sits_down(&house).await;
    for (path, who) in SOCKETS {
        let token = &house.people[who].token;
        let commands = [
            ("pings of the protocol", frame(FIN | PING, b"")),
            ("pings of ours", frame(FIN | TEXT, br#"{"type":"ping"}"#)),
            ("typing", frame(FIN | TEXT, br#"{"type":"typing","typing":true}"#)),
        ];
        for (what, once) in commands {
            let mut flood = Raw::welcomed(&house, path, token).await;
            flood.send(&once.repeat(1_200)).await;
            let code = flood.closes().await;
            // What was still on its way when the line was closed may reset it.
            assert!([4400, 1006].contains(&code), "{path}: {what} was closed with {code}");
        }
        witness.is_served(&house).await;
    }
}

/// Pieces are no messages, so whoever counts messages sees none of them.
#[tokio::test(flavor = "multi_thread")]
async fn pieces_of_nothing_without_end_are_a_flood_and_take_nobodys_time() {
    let house = House::build().await;
    let mut witness = Witness::sits_down(&house).await;
    for (path, who) in SOCKETS {
        let mut raw = Raw::welcomed(&house, path, &house.people[who].token).await;
        let nothing = frame(CONTINUATION, b"");
        raw.send(&frame(TEXT, b"{")).await;
        raw.send(&nothing.repeat(10_000)).await;
        raw.send(&frame(FIN | CONTINUATION, br#""type":"ping"}"#)).await;
        raw.hears("pong").await;
        raw.send(&frame(TEXT, b"{")).await;
        raw.send(&nothing.repeat(50_000)).await;
        let code = raw.closes().await;
        assert!([4400, 1006].contains(&code), "{path} was closed with {code}");
        // Otherwise it was the heartbeat, to which pieces are no sign of life.
        assert!(raw.pinged < 3, "{path} was read to the end of patience");
        witness.is_served(&house).await;
    }
}

/// On a clock that runs ahead whenever everybody waits; the house is built before, since its database doesn't live by that clock.
#[tokio::test]
async fn a_message_that_never_ends_is_no_sign_of_life() {
    let house = House::build().await;
    for (path, who) in SOCKETS {
        let token = &house.people[who].token;
        let (mut endless, mut alive) =
            (Raw::welcomed(&house, path, token).await, Raw::welcomed(&house, path, token).await);
        endless.send(&frame(TEXT, b"{")).await;
        tokio::time::pause();
        let mut minutes = 0;
        while !endless.is_over().await {
            assert!(minutes < 10, "{path}: nobody ends it");
            tokio::time::sleep(Duration::from_secs(60)).await;
            minutes += 1;
            endless.send(&frame(CONTINUATION, b"")).await;
            alive.send(&frame(FIN | TEXT, br#"{"type":"ping"}"#)).await;
            alive.hears("pong").await;
        }
        tokio::time::resume();
        assert_eq!(minutes, 2, "{path}: three pings without an answer, one every 25 seconds");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_opens_a_socket_and_does_not_say_who_he_is_is_shown_out_in_time() {
    let house = House::build().await;
    let silent = async |path: &str, bytes: Vec<u8>| {
        let mut raw = Raw::upgraded(&house, path).await;
        raw.send(&bytes).await;
        raw.closes().await
    };
    let ends = tokio::join!(
        silent("/socket", Vec::new()),
        silent("/visitor/socket", Vec::new()),
        silent("/socket", frame(TEXT, b"{\"type\":\"hello\"")),
        silent("/visitor/socket", frame(FIN | TEXT, &[b' '; 9_000])[..500].to_vec()),
    );
    assert_eq!(ends, (4400, 4400, 4400, 4400));
}

#[tokio::test(flavor = "multi_thread")]
async fn half_an_upgrade_is_refused_and_a_hasty_goodbye_leaves_nothing_behind() {
    let house = House::build().await;
    for (path, _) in SOCKETS {
        let whole = upgrade(path);
        for (what, half) in [
            ("no upgrade", whole.replace("upgrade: websocket\r\n", "")),
            ("another upgrade", whole.replace("upgrade: websocket", "upgrade: h2c")),
            ("no key", whole.replace("sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n", "")),
            ("another version", whole.replace("version: 13", "version: 8")),
            ("another method", whole.replace("GET /", "POST /")),
        ] {
            let mut raw = Raw::connect(&house).await;
            raw.send(half.as_bytes()).await;
            let head = raw.head().await;
            assert!(head.starts_with("HTTP/1.1 4"), "{path}, {what}: {head}");
        }
        for _ in 0..20 {
            let mut raw = Raw::connect(&house).await;
            raw.send(whole.as_bytes()).await;
        }
    }
    let online = house.by("owner", "GET", "/team", None).await.ok();
    assert!(!text(&online["items"][0]["id"]).is_empty());
}

//! Understanding what came in on a line: frames of a socket, and whose message they carry.

use super::line::{Line, Stage};
use super::wire;
use crate::Result;

impl Line {
    /// Whole frames that have come: greetings and pings are seen to here, texts are handed on.
    pub fn frames(&mut self, mut hear: impl FnMut(&[u8])) -> Result<()> {
        let (mut incoming, mut taken, mut pinged) = (std::mem::take(&mut self.incoming), 0, false);
        while matches!(self.stage, Stage::Greeting | Stage::Open)
            && let Some((opcode, begins, ends)) = wire::heard(&incoming[taken..])
        {
            let payload = &incoming[taken + begins..taken + ends];
            taken += ends;
            match opcode {
                wire::TEXT => {
                    self.note(payload);
                    hear(payload);
                }
                wire::PING => pinged = true,
                wire::CLOSE => return Err("closed".into()),
                _ => {}
            }
        }
        incoming.drain(..taken);
        self.incoming = incoming;
        if pinged { self.send(&wire::frame(wire::PONG, &[])) } else { Ok(()) }
    }

    /// A greeting opens the line; it and numbered events say how far the stream has come.
    fn note(&mut self, text: &[u8]) {
        const NUMBERED: &[u8] = br#"{"type":"event","seq":"#;
        if self.stage == Stage::Greeting && wire::find(text, br#""type":"welcome""#).is_some() {
            self.is_let_in();
            self.resumed = wire::find(text, br#""resumed":true"#).is_some();
            self.position = wire::number_after(text, br#""seq":"#);
        } else if text.starts_with(NUMBERED) {
            self.position = wire::number_after(text, NUMBERED);
        }
    }
}

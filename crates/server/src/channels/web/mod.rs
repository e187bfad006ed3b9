//! Web chat: widget, link and QR code; anonymous or identified visitors.

pub mod scope;

use crate::channels::Channel;
use domain::conversation::Abilities;
use domain::routing::Load;

pub struct WebChat;

impl Channel for WebChat {
    fn kind(&self) -> &'static str {
        "web"
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            subject: false,
            html: false,
            files: true,
            typing: true,
            receipts: true,
            reply_window_seconds: None,
            load: Load::Chat,
            one_live_conversation: true,
            ends_by_silence: true,
        }
    }
}

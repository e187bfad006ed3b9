//! Web chat: widget, link and QR code; anonymous or identified visitors.
//!
//! Here are the visitor's side of the API and what belongs to visitors alone: tokens, identities, limits. What a message
//! does once it is in belongs to `conversations`.

pub mod availability;
pub mod entry;
pub mod fill_in;
pub mod form;
pub mod form_http;
pub mod http;
pub mod identity;
pub mod jwt;
pub mod message_http;
pub mod person;
pub mod session;
pub mod settings;

use crate::App;
use crate::channels::{Channel, Door};
use crate::conversations::automatic::Texts;
use domain::Result;
use domain::conversation::Abilities;
use domain::routing::Load;
use serde_json::{Map, Value};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

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

    fn check_settings(&self, settings: Map<String, Value>) -> Result<Value> {
        settings::check(settings)
    }

    fn automatic(&self, settings: &Value) -> Result<Texts> {
        Ok(settings::stored(settings.clone())?.texts())
    }

    fn page(&self, door: Door<'_>) -> Option<String> {
        Some(match door {
            Door::Inbox(id) => format!("/c/i/{id}"),
            Door::Link(key) => format!("/c/{key}"),
        })
    }
}

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::get_visitor_config))
        .routes(routes!(http::open_visitor_session))
        .routes(routes!(http::identify_visitor))
        .routes(routes!(http::log_visitor_out))
        .routes(routes!(message_http::list_visitor_messages, message_http::send_visitor_message))
        .routes(routes!(message_http::get_visitor_conversation))
        .routes(routes!(message_http::read_as_visitor))
        .routes(routes!(form_http::answer_visitor_form))
        .routes(routes!(form_http::rate_as_visitor))
}

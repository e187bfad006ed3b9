//! Conversations 会话: from a contact's message to the answer and the end.
//!
//! Channels hand in through [`receive`]; agents act through [`http`]. Emits `message_created`, `message_updated`,
//! `conversation_updated`, `conversation_read`, `draft_updated`, `mentioned`, `mentions_changed`. Asks `routing` who serves;
//! knows no channel by name, only abilities.

pub mod announce;
pub mod append;
pub mod assignment;
pub mod automatic;
pub mod counts;
pub mod draft;
pub mod drain;
pub mod end;
pub mod end_http;
pub mod ending_summary;
pub mod erase;
pub mod find;
pub mod forbidden_words;
pub mod form;
pub mod hands;
pub mod hours;
pub mod http;
pub mod leave;
pub mod lines;
pub mod list;
pub mod mention;
pub mod message;
pub mod page;
pub mod participants;
pub mod quote;
pub mod rating;
pub mod rating_view;
pub mod read;
pub mod recall;
pub mod receive;
pub mod remind;
pub mod reply;
pub mod row;
pub mod sight;
pub mod silence;
pub mod standing;
pub mod tag;
pub mod transcript;
pub mod typing;
pub mod view;
pub mod viewing;
pub mod visitor_view;
pub mod waiting;
pub mod why;

//! A conversation as a text file to keep or to hand on. Without notes it says what the contact has read, and no more.

use super::http::READS_CONVERSATIONS;
use super::message::{self, Message, RECALLED, read, select_message};
use super::row::Conversation;
use super::sight;
use crate::App;
use crate::accounts::scope::Scope;
use crate::audit::{self, Actor, Object};
use crate::files::name;
use crate::http::address::Address;
use crate::http::error::Language;
use crate::http::{Agent, Answer, Params};
use crate::settings::shop;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use db::{Query, args};
use domain::conversation::{Kind, Sender};
use domain::id::{ConversationId, WorkspaceId};
use domain::permission::Permission;
use domain::shown::isolated;
use domain::{Error, Result, Timestamp};
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TranscriptParams {
    /// `txt`.
    format: Option<String>,
    /// With notes and inner events.
    #[serde(default)]
    notes: bool,
}

/// Downloads a conversation as text
///
/// UTF-8 with a byte order mark. Notes and inner events only with `notes=true`. It is audited.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/transcript", tag = "conversations", params(("id" = String, Path), TranscriptParams),
    responses((status = 200, description = "The file.", content_type = "text/plain")))]
pub async fn download_transcript(
    State(app): State<App>,
    Agent(scope): Agent,
    Path(id): Path<ConversationId>,
    from: Address,
    headers: HeaderMap,
    params: Answer<Params<TranscriptParams>>,
) -> Answer<Response> {
    scope.need_any(READS_CONVERSATIONS)?;
    scope.need(Permission::ChatExport)?;
    let Params(params) = params?;
    if params.format.is_some_and(|format| format != "txt") {
        let zh = "只能导出为文本（txt）。";
        return Err(Error::invalid("format", zh, "Transcripts come as text (txt).").into());
    }
    let part = if params.notes { Part::Everything } else { Part::WhatTheContactRead };
    let asked = Asked { language: Language::of(&headers), part };
    let (actor, now, workspace) = (Actor::of(&scope, from), app.now(), scope.workspace);
    let file = app.db.read(move |q| transcript(q, &scope, id, asked, now)).await?;
    // Noted before it is handed out; reading a long conversation does not hold up those who write.
    let (kind, name, whole) = (file.kind, file.customer.clone(), part == Part::Everything);
    let noting = app.db.write(workspace, move |tx| {
        let object = Object { kind, id: Some(id.0), name: &name };
        audit::note(tx, &actor, "conversation.export", &object, json!({ "notes": whole }))
    });
    noting.await?;
    attachment(file)
}

fn attachment(file: File) -> Answer<Response> {
    let mut response = file.text.into_response();
    let disposition = format!("attachment; filename*=UTF-8''{}", name::in_header(&name::clean(&file.name)));
    for (header, text) in [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ] {
        let value = HeaderValue::from_str(&text).map_err(|error| Error::internal_error(error.to_string()))?;
        response.headers_mut().insert(header, value);
    }
    Ok(response)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    WhatTheContactRead,
    Everything,
}

#[derive(Clone, Copy)]
struct Asked {
    language: Language,
    part: Part,
}

struct File {
    name: String,
    text: String,
    customer: String,
    /// What the audit log calls the conversation.
    kind: &'static str,
}

fn transcript(q: &mut impl Query, scope: &Scope, id: ConversationId, asked: Asked, now: Timestamp) -> Result<File> {
    let c = sight::readable(q, scope, id)?;
    if !sight::reaches(q, scope, &c, Permission::ChatExport)? {
        return Err(Error::forbidden().reason("reach"));
    }
    let writing = Writing { asked, zone: zone(q, scope.workspace)?, text: String::from('\u{feff}') };
    writing.of(q, &c, now)
}

/// Times are told by the shop's own clock.
fn zone(q: &mut impl Query, workspace: WorkspaceId) -> Result<TimeZone> {
    Ok(TimeZone::get(&shop::load(q, workspace)?.timezone).unwrap_or(TimeZone::UTC))
}

const NEXT: &str = select_message!("where m.conversation_id = $1 and m.seq > $2 order by m.seq limit 500");

struct Writing {
    asked: Asked,
    zone: TimeZone,
    text: String,
}

impl Writing {
    fn of(mut self, q: &mut impl Query, c: &Conversation, now: Timestamp) -> Result<File> {
        self.head(c);
        let mut last = 0;
        loop {
            let rows = q.all(NEXT, &args![c.id, last], |row| Ok((read(row)?, row.get::<bool>("to_contact")?)))?;
            let (messages, told): (Vec<Message>, Vec<bool>) = rows.into_iter().unzip();
            let Some(newest) = messages.last() else { break };
            last = newest.seq;
            let messages = message::with_files(q, messages)?;
            let shown = messages.iter().zip(told).filter(|(_, told)| *told || self.asked.part == Part::Everything);
            let shown: Vec<&Message> = shown.map(|(message, _)| message).collect();
            shown.into_iter().for_each(|message| self.message(message));
        }
        let (today, customer) = (self.at(now, "%Y-%m-%d"), &c.contact_name);
        let name = match self.asked.language {
            Language::Chinese => format!("聊天记录-{customer}-{today}.txt"),
            Language::English => format!("transcript-{customer}-{today}.txt"),
        };
        let kind = if c.private { audit::PRIVATE } else { "conversation" };
        Ok(File { name, text: self.text, customer: c.contact_name.clone(), kind })
    }

    fn in_words(&self, zh: &str, en: &str) -> String {
        match self.asked.language {
            Language::Chinese => zh.to_owned(),
            Language::English => en.to_owned(),
        }
    }

    fn at(&self, time: Timestamp, pattern: &str) -> String {
        let moment = jiff::Timestamp::from_millisecond(time.0).unwrap_or_default();
        moment.to_zoned(self.zone.clone()).strftime(pattern).to_string()
    }

    /// One for each message, its own breaks set in: nobody writes somebody else's words into the file with a break of his.
    /// Windows' older editors know no other end of a line.
    fn line(&mut self, text: &str) {
        self.text.push_str(&broken(text, "\r\n    "));
        self.text.push_str("\r\n");
    }

    fn head(&mut self, c: &Conversation) {
        let began = self.at(c.created_at, "%Y-%m-%d %H:%M");
        let (customer, channel) = (&c.contact_name, &c.inbox_name);
        self.line(&self.in_words(&format!("客户：{customer}"), &format!("Customer: {customer}")));
        self.line(&self.in_words(&format!("渠道：{channel}"), &format!("Channel: {channel}")));
        self.line(&self.in_words(&format!("开始：{began}"), &format!("Began: {began}")));
        if let Some(ended) = c.ended_at {
            let ended = self.at(ended, "%Y-%m-%d %H:%M");
            self.line(&self.in_words(&format!("结束：{ended}"), &format!("Ended: {ended}")));
        }
        self.line("");
    }

    fn message(&mut self, message: &Message) {
        let at = self.at(message.created_at, "%Y-%m-%d %H:%M:%S");
        if message.kind == Kind::Event {
            if let Some(words) = self.event(message) {
                self.line(&format!("[{at}] —— {words} ——"));
            }
            return;
        }
        let who = self.sender(message);
        let note = if message.kind == Kind::Note { self.in_words("（备注）", " (note)") } else { String::new() };
        let said = self.said(message);
        let colon = self.in_words("：", ": ");
        self.line(&format!("[{at}] {who}{note}{colon}{said}"));
    }

    /// As the contact knows them, when it is what he read.
    fn sender(&self, message: &Message) -> String {
        match (message.sender.kind, self.asked.part) {
            (Sender::System, _) => self.in_words("系统", "System"),
            (Sender::Agent, Part::WhatTheContactRead) => isolated(&message.sender.nickname),
            _ => isolated(&message.sender.name),
        }
    }

    fn said(&self, message: &Message) -> String {
        let recalled = self.in_words("[已撤回]", "[recalled]");
        if message.is_recalled() {
            return recalled;
        }
        let mut parts = Vec::new();
        if let Some(quote) = &message.reply_to {
            let told = match quote.text.as_str() {
                _ if quote.state == RECALLED => recalled,
                "" => self.in_words("[文件]", "[file]"),
                text => text.to_owned(),
            };
            parts.push(format!("「{}」", isolated(&broken(&told, " "))));
        }
        if !message.text.is_empty() {
            // What stands behind it is a file's name, which would be turned with it.
            let alone = message.attachments.is_empty();
            parts.push(if alone { message.text.clone() } else { isolated(&message.text) });
        }
        let file = self.in_words("文件", "file");
        parts.extend(message.attachments.iter().map(|held| format!("[{file}: {}]", held.name)));
        parts.join(" ")
    }

    fn event(&self, message: &Message) -> Option<String> {
        let event = message.event.as_ref()?;
        let by = isolated(&message.sender.name);
        let to = isolated(event["agent_name"].as_str().or(event["group_name"].as_str()).unwrap_or_default());
        let whole = self.asked.part == Part::Everything;
        let (zh, en) = match event["type"].as_str()? {
            "ended" => ("会话结束".to_owned(), "The conversation ended".to_owned()),
            "reopened" => ("会话重新打开".to_owned(), "The conversation was reopened".to_owned()),
            "transferred" if whole => (format!("{by} 转交给 {to}"), format!("{by} transferred it to {to}")),
            "transferred" => ("会话已转交".to_owned(), "The conversation was transferred".to_owned()),
            "assigned" => (format!("分配给 {to}"), format!("Assigned to {to}")),
            "returned" => (format!("退回给 {to}"), format!("Returned to {to}")),
            "picked" => (format!("{by} 接入"), format!("{by} picked it")),
            "queued" => ("进入排队".to_owned(), "Put into the queue".to_owned()),
            "snoozed" => (format!("{by} 暂时搁置"), format!("{by} snoozed it")),
            "woke" => ("恢复处理".to_owned(), "Woke up again".to_owned()),
            _ => return None,
        };
        Some(self.in_words(&zh, &en))
    }
}

/// The lines of a text, put together again; whatever any editor takes for a break is one.
fn broken(text: &str, between: &str) -> String {
    let is_break = |c| matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    text.replace("\r\n", "\n").split(is_break).collect::<Vec<_>>().join(between)
}

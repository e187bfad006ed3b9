//! `GET /api/v1/visitor/socket`: a visitor's stream, one per inbox. Same frames as the agent's.

use super::frames::{self, Frame, Incoming, Outgoing, close};
use super::hub::{Seat, lock};
use super::pump::{self, Line, Peer};
use super::render;
use super::replay::{self, Replay};
use super::room::Who;
use crate::App;
use crate::conversations::page::page_now;
use crate::conversations::typing;
use crate::files::link::FileViewer;
use crate::http::intake::Intake;
use crate::http::tokens;
use crate::visitors::browser::Browser;
use crate::visitors::page::{self, VisitedPage};
use crate::visitors::scope::{self, VisitorScope};
use axum::Extension;
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::HeaderMap;
use axum::response::Response;
use domain::id::ConversationId;
use domain::{Error, Result, Timestamp};
use std::sync::Arc;
use std::time::Duration;

/// Opens a visitor's event stream
///
/// A WebSocket. The first frame from the client is `hello` with the visitor's token.
#[utoipa::path(get, path = "/api/v1/visitor/socket", tag = "visitor", responses((status = 101, description = "Switching to WebSocket")))]
pub async fn open_visitor_socket(
    State(app): State<App>,
    headers: HeaderMap,
    Extension(intake): Extension<Intake>,
    ws: WebSocketUpgrade,
) -> Response {
    let (token, browser) = (tokens::bearer(&headers), Browser::of(&headers));
    pump::upgrade(ws, intake, move |line| serve(app, line, token, browser))
}

async fn serve(app: App, mut line: Line, carried: Option<String>, browser: Browser) {
    let Some(Incoming::Hello { token, since, .. }) = pump::hello(&mut line).await else {
        return pump::close(line, close::BAD_FRAME, "hello expected").await;
    };
    let token = token.or(carried).unwrap_or_default();
    let scope = match scope::by_token(&app, &token).await {
        Ok(scope) => scope,
        Err(error) => return pump::refuse(line, &error, close::SESSION_ENDED).await,
    };
    let since = since.as_ref().and_then(|since| since.position());
    match join(&app, &mut line, &scope, since).await {
        Ok(seat) => {
            let mut peer = VisitorPeer { app: app.clone(), scope, token, browser, moved: None };
            pump::run(&app, line, seat, &mut peer).await;
        }
        Err(error) => {
            tracing::warn!(error.internal = %error, "A visitor's stream could not be opened.");
            pump::close(line, close::RESTARTING, "try again").await;
        }
    }
}

/// How soon a socket is looked at whose token has run out.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Runs until the program stops.
pub async fn end_expired(app: App) {
    let mut stopping = app.stopping.subscribe();
    while !*stopping.borrow() {
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = stopping.changed() => break,
        }
        for room in app.hub.open_rooms().into_iter().filter_map(|workspace| app.hub.open_room(workspace)) {
            lock(&room).doubt_expired(app.now());
        }
    }
}

async fn join(app: &App, line: &mut Line, scope: &VisitorScope, since: Option<i64>) -> Result<Seat> {
    let who = Who::Visitor { contact: scope.contact, inbox: scope.inbox, until: scope.until };
    let seat = app.hub.join(scope.workspace, who).await?;
    // The token may have died between being shown and being seated, when nobody could be told: it is looked at first thing.
    lock(&seat.room).doubt_visitors(scope.inbox, Some(scope.contact));
    let position = lock(&seat.room).position_of_visitor(scope.contact);
    let (asked, until) = (*scope, seat.joined_at);
    let replay = app.db.read(move |q| replay::for_visitor(q, &asked, since, until)).await?;
    let viewer = FileViewer::Contact(scope.contact);
    let (resumed, missed) = match replay {
        Replay::Reset => (false, Vec::new()),
        Replay::Events(events) => (true, events),
    };
    let frames = missed.iter().filter_map(|(heard, _)| render::for_visitor(app, heard, viewer)).collect();
    let greeted = pump::send(line, frames::welcome(position, resumed)).await;
    if greeted && pump::send_all(line, frames).await {
        Ok(seat)
    } else {
        Err(Error::unavailable("the socket closed while it was greeted"))
    }
}

struct VisitorPeer {
    app: App,
    scope: VisitorScope,
    token: String,
    browser: Browser,
    /// When the last page was told.
    moved: Option<Timestamp>,
}

/// A page told sooner after the last one is passed over; the next session or message tells it anyway.
const PAGES_EVERY_MS: i64 = 1_000;

impl VisitorPeer {
    async fn goes_to(&mut self, page: VisitedPage) -> Result<()> {
        let now = self.app.now();
        if self.moved.is_some_and(|moved| now.since(moved) < PAGES_EVERY_MS) {
            return Ok(());
        }
        self.moved = Some(now);
        let page = page::describe(&self.app, self.scope.workspace, page, &self.browser);
        let (scope, token) = (self.scope, self.token.clone());
        let told = move |tx: &mut db::Tx<'_>| page_now(tx, &scope, &token, Some(&page)).map(drop);
        self.app.db.write(self.scope.workspace, told).await
    }
}

impl Peer for VisitorPeer {
    fn frames(&self, outgoing: &Outgoing) -> Vec<Frame> {
        let frame = match outgoing {
            Outgoing::Event(heard) => render::for_visitor(&self.app, heard, FileViewer::Contact(self.scope.contact)),
            Outgoing::Whisper(frame) => Some(frame.clone()),
            Outgoing::Gained(_) | Outgoing::Removed(_) | Outgoing::RightsChanged(_) => None,
        };
        frame.into_iter().collect()
    }

    async fn obey(&mut self, command: Incoming) {
        if self.app.limits.visitor_notices.take(&self.scope.contact).is_err() {
            return;
        }
        let done = match command {
            Incoming::Typing { typing, .. } => typing::by_contact(&self.app, &self.scope, typing.unwrap_or(true)).await,
            Incoming::Page { page } => self.goes_to(*page).await,
            Incoming::Hello { .. } | Incoming::Viewing { .. } | Incoming::Ping {} => Ok(()),
        };
        if let Err(error) = done {
            tracing::debug!(error.internal = %error, "What a visitor's socket said was not passed on.");
        }
    }

    /// A visitor has but one right: to be here while his token is good.
    async fn refresh(&mut self, seat: &Seat, _: Arc<[ConversationId]>) -> Result<Vec<Frame>> {
        let scope = scope::by_token(&self.app, &self.token).await?;
        lock(&seat.room).trust_visitor(seat.id, scope.until);
        Ok(Vec::new())
    }
}

//! `GET /api/v1/socket`: the agent's stream. While one is open (and not an observer's) the agent has the presence last chosen.

use super::frames::{self, Frame, Incoming, Outgoing, close};
use super::hub::{Seat, lock};
use super::pump::{self, Departure, Line, Peer};
use super::render;
use super::replay::{self, Replay};
use super::room::{Heard, Who};
use crate::App;
use crate::accounts::scope::{self, Scope};
use crate::conversations::{list, row, sight, typing, viewing};
use crate::files::link::FileViewer;
use crate::http::intake::Intake;
use crate::http::{Failure, caller, origin};
use crate::workbench::presence;
use axum::Extension;
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::HeaderMap;
use axum::response::Response;
use db::Query;
use domain::audience::Sight;
use domain::id::ConversationId;
use domain::permission::{Permission, Reach};
use domain::{Code, Result};
use serde_json::json;
use std::collections::HashSet;
use std::sync::Arc;

/// Opens the agent's event stream
///
/// A WebSocket. The first frame from the client is `hello`; see the documentation of the protocol.
#[utoipa::path(get, path = "/api/v1/socket", tag = "realtime", responses((status = 101, description = "Switching to WebSocket")))]
pub async fn open_socket(
    State(app): State<App>,
    headers: HeaderMap,
    Extension(intake): Extension<Intake>,
    ws: WebSocketUpgrade,
) -> Result<Response, Failure> {
    origin::check(&app, &headers)?;
    let token = caller::agent_token(&app, &headers);
    Ok(pump::upgrade(ws, intake, move |line| serve(app, line, token)))
}

async fn serve(app: App, mut line: Line, carried: Option<String>) {
    let Some(Incoming::Hello { token, since, observe }) = pump::hello(&mut line).await else {
        return pump::close(line, close::BAD_FRAME, "hello expected").await;
    };
    let scope = match authenticate(&app, token.or(carried)).await {
        Ok(scope) => scope,
        Err(error) => return pump::refuse(line, &error, close::SESSION_ENDED).await,
    };
    let connection = if observe { None } else { presence::connect(&app, &scope).await.ok() };
    if !observe && connection.is_none() {
        return pump::close(line, close::RESTARTING, "try again").await;
    }
    let since = since.as_ref().and_then(|since| since.position());
    let departure = match join(&app, &mut line, &scope, since).await {
        Ok(seat) => {
            let mut peer = AgentPeer { app: app.clone(), scope: scope.clone(), viewing: None };
            let departure = pump::run(&app, line, seat, &mut peer).await;
            peer.looks_at(None).await;
            departure
        }
        Err(error) => {
            tracing::warn!(error.internal = %error, "An agent's stream could not be opened.");
            pump::close(line, close::RESTARTING, "try again").await;
            Departure::Dropped
        }
    };
    if let Some(connection) = connection {
        presence::disconnect(&app, &scope, connection, departure).await;
    }
}

async fn authenticate(app: &App, token: Option<String>) -> Result<Scope> {
    scope::by_token(app, &token.ok_or_else(domain::Error::unauthorized)?).await
}

/// Takes a seat first, so that nothing falls between what is replayed and what is live.
async fn join(app: &App, line: &mut Line, scope: &Scope, since: Option<i64>) -> Result<Seat> {
    let who = Who::Agent { agent: scope.agent, session: scope.session, viewer: Some(scope.viewer()), held: Vec::new() };
    let seat = app.hub.join(scope.workspace, who).await?;
    // Rights may have changed between signing in and sitting down.
    let scope = scope::by_session(app, scope.session).await?;
    lock(&seat.room).trust_rights(seat.id, scope.viewer());
    let position = lock(&seat.room).position_of_agent(&scope.viewer());
    let (asked, until) = (scope.clone(), seat.joined_at);
    let replay = app.db.read(move |q| replay::for_agent(q, &asked, since, until)).await?;
    let (resumed, frames) = match &replay {
        Replay::Reset => (false, Vec::new()),
        Replay::Events(events) => {
            (true, events.iter().flat_map(|(heard, sight)| shown(app, &scope, heard, *sight)).collect())
        }
    };
    let greeted = pump::send(line, frames::welcome(position, resumed)).await;
    if greeted && pump::send_all(line, frames).await {
        Ok(seat)
    } else {
        Err(domain::Error::unavailable("the socket closed while it was greeted"))
    }
}

/// The frames that an event makes for this agent.
fn shown(app: &App, scope: &Scope, heard: &Heard, sight: Sight) -> Vec<Frame> {
    let event = || render::for_agent(app, heard, FileViewer::Agent(scope.agent));
    let frames = match sight {
        Sight::Sees => [None, event()],
        Sight::Gains => [render::gained(heard), event()],
        Sight::Loses => [None, render::removed(heard)],
        Sight::Nothing => [None, None],
    };
    frames.into_iter().flatten().collect()
}

struct AgentPeer {
    app: App,
    scope: Scope,
    /// The conversation that this window shows.
    viewing: Option<ConversationId>,
}

impl AgentPeer {
    async fn looks_at(&mut self, now: Option<ConversationId>) {
        if let Some(before) = self.viewing.take().filter(|before| Some(*before) != now) {
            note_lost(viewing::looks_away(&self.app, &self.scope, before).await);
        }
        if let Some(id) = now {
            let seen = viewing::looks(&self.app, &self.scope, id).await;
            self.viewing = seen.is_ok().then_some(id);
            note_lost(seen);
        }
    }
}

/// Notices may be lost; whoever looks for the reason finds it.
fn note_lost(passed_on: Result<()>) {
    if let Err(error) = passed_on {
        tracing::debug!(error.internal = %error, "A notice of typing or viewing was not passed on.");
    }
}

impl Peer for AgentPeer {
    fn frames(&self, outgoing: &Outgoing) -> Vec<Frame> {
        match outgoing {
            Outgoing::Event(heard) => shown(&self.app, &self.scope, heard, Sight::Sees),
            Outgoing::Gained(heard) => shown(&self.app, &self.scope, heard, Sight::Gains),
            Outgoing::Removed(heard) => shown(&self.app, &self.scope, heard, Sight::Loses),
            Outgoing::Whisper(frame) => vec![frame.clone()],
            Outgoing::RightsChanged(_) => Vec::new(),
        }
    }

    async fn obey(&mut self, command: Incoming) {
        if self.app.limits.agent_notices.take(&self.scope.agent).is_err() {
            return;
        }
        match command {
            Incoming::Typing { conversation_id: Some(id), typing } => {
                note_lost(typing::by_agent(&self.app, &self.scope, id, typing.unwrap_or(true)).await);
            }
            Incoming::Viewing { conversation_id } => self.looks_at(conversation_id).await,
            _ => {}
        }
    }

    async fn refresh(&mut self, seat: &Seat, touched: Arc<[ConversationId]>) -> Result<Vec<Frame>> {
        let fresh = scope::by_session(&self.app, self.scope.session).await?;
        let before = std::mem::replace(&mut self.scope, fresh);
        let (now, position) = (self.scope.clone(), lock(&seat.room).position_of_agent(&self.scope.viewer()));
        let frames = self.app.db.read(move |q| sight_changed(q, (&before, &now), &touched, position)).await?;
        if lock(&seat.room).trust_rights(seat.id, self.scope.viewer()) {
            Ok(frames)
        } else {
            Err(domain::Error::unavailable("the socket fell behind while its rights were read"))
        }
    }
}

/// What a change of rights takes from view and brings into it, conversation by conversation.
fn sight_changed(
    q: &mut impl Query,
    (before, now): (&Scope, &Scope),
    touched: &[ConversationId],
    position: i64,
) -> Result<Vec<Frame>> {
    let (old, new) = (list::newest_visible(q, before)?, list::newest_visible(q, now)?);
    let (was, is): (HashSet<_>, HashSet<_>) = (old.iter().collect(), new.iter().collect());
    let mut frames: Vec<Frame> = old.iter().filter(|id| !is.contains(id)).map(|id| gone(position, *id)).collect();
    for id in new.iter().filter(|id| !was.contains(id)) {
        frames.push(come(position, &row::load(q, now.workspace, *id)?));
    }
    // Who is in a group with whom is read as it is now, for both lists: what they agree on is asked one by one.
    let through_others =
        |scope: &Scope| scope.reach(Permission::ChatView) == Some(Reach::Group) || scope.viewer().picks;
    let concerns = through_others(before) || through_others(now);
    for id in touched.iter().filter(|id| concerns && was.contains(id) == is.contains(id)) {
        match sight::visible(q, now, *id) {
            Ok(c) => frames.push(come(position, &c)),
            Err(error) if error.code == Code::NotFound => frames.push(gone(position, *id)),
            Err(error) => return Err(error),
        }
    }
    Ok(frames)
}

fn gone(position: i64, id: ConversationId) -> Frame {
    frames::event(position, "conversation_removed", &json!({ "id": id }).to_string()).into()
}

fn come(position: i64, c: &row::Conversation) -> Frame {
    let data = json!({ "conversation": row::Summary::from(c) });
    frames::event(position, "conversation_updated", &data.to_string()).into()
}

//! What a client missed: the events since its position, filtered by the rights it has *now*.

use super::hub::hear;
use super::publish;
use super::render;
use super::room::Heard;
use crate::accounts::scope::Scope;
use crate::conversations::{announce, standing};
use crate::visitors::scope::VisitorScope;
use db::{Event, Query, args};
use domain::Result;
use domain::audience::{Audience, Sight, Viewer};
use domain::id::{ConversationId, WorkspaceId};
use std::collections::HashMap;
use std::sync::Arc;

pub enum Replay {
    /// The gap is too old, too long or not ours: load again.
    Reset,
    Events(Vec<(Arc<Heard>, Sight)>),
}

/// More than this in one go is slower than loading again.
const MOST_SHOWN: usize = 2_000;
/// And more than this in one go keeps readers from everybody else: an agent who was told nothing for hours has a position
/// that lies far behind, because it may not show him how busy others were.
const MOST_READ: usize = 20_000;
/// Of the whole shop's events, for a visitor who has missed something; his page is loaded anew with two requests.
const MOST_LOOKED_AT: i64 = 5_000;

const KEPT: &str = "select purged_seq, seq from workspaces where id = $1";

/// A position can be resumed from as long as everything after it is kept, and never from a future that is not ours.
fn is_kept(q: &mut impl Query, workspace: WorkspaceId, since: i64) -> Result<bool> {
    let kept: (i64, i64) = q.one(KEPT, &args![workspace], |row| Ok((row.get("purged_seq")?, row.get("seq")?)))?;
    Ok(kept.0 <= since && since <= kept.1)
}

/// Walks over everything after `since` up to `until`, batch by batch: a busy shop's gap is long, one viewer's part short.
fn each<Q: Query>(
    q: &mut Q,
    since: i64,
    read: impl Fn(&mut Q, i64) -> Result<Vec<Event>>,
    mut judge: impl FnMut(&mut Q, &Heard) -> Result<Judgement>,
) -> Result<Replay> {
    let (mut since, mut shown, mut heard_of) = (since, Vec::new(), 0);
    loop {
        let events = read(q, since)?;
        let Some(last) = events.last().map(|event| event.seq) else { return Ok(Replay::Events(shown)) };
        heard_of += events.len();
        for event in events {
            let heard = hear(event)?;
            match judge(q, &heard)? {
                Judgement::Reset => return Ok(Replay::Reset),
                Judgement::Show(Sight::Nothing) => {}
                Judgement::Show(sight) => shown.push((heard, sight)),
            }
        }
        if shown.len() > MOST_SHOWN || heard_of > MOST_READ {
            return Ok(Replay::Reset);
        }
        since = last;
    }
}

enum Judgement {
    Show(Sight),
    /// From here on the events alone do not tell what changed.
    Reset,
}

/// For an agent: what he sees now is sent, what he has lost since is announced as removed, the rest is left out.
pub fn for_agent(q: &mut impl Query, scope: &Scope, since: Option<i64>, until: i64) -> Result<Replay> {
    let Some(since) = since else { return Ok(Replay::Reset) };
    if !is_kept(q, scope.workspace, since)? {
        return Ok(Replay::Reset);
    }
    let viewer = scope.viewer();
    let mut now_visible = HashMap::new();
    let read = |q: &mut _, since| publish::events_between(q, scope.workspace, since, until);
    each(q, since, read, |q, heard| {
        if publish::changes_rights_of(&heard.event, scope.agent) {
            return Ok(Judgement::Reset);
        }
        Ok(Judgement::Show(match &heard.audience {
            Audience::Conversation { id, .. } => {
                let visible = is_visible(q, &viewer, *id, &mut now_visible)?;
                in_hindsight(viewer.sight(&heard.audience), visible)
            }
            Audience::Called { conversation, .. } if !is_visible(q, &viewer, *conversation, &mut now_visible)? => {
                Sight::Nothing
            }
            other => viewer.sight(other),
        }))
    })
}

/// For a visitor: his own part. Thousands come back together when the program was started anew, and most of them have missed
/// nothing for a long time, in which the shop has gone on: of that nothing is read.
pub fn for_visitor(q: &mut impl Query, scope: &VisitorScope, since: Option<i64>, until: i64) -> Result<Replay> {
    let Some(since) = since else { return Ok(Replay::Reset) };
    if !is_kept(q, scope.workspace, since)? {
        return Ok(Replay::Reset);
    }
    if announce::last_told(q, scope.contact, scope.inbox)? <= since {
        return Ok(Replay::Events(Vec::new()));
    }
    if publish::more_than(q, scope.workspace, (since, until), MOST_LOOKED_AT)? {
        return Ok(Replay::Reset);
    }
    let read = |q: &mut _, since| publish::events_of(q, (scope.workspace, scope.contact), since, until);
    each(q, since, read, |_, heard| {
        let his = render::is_for_visitor(heard, scope.contact, scope.inbox);
        Ok(Judgement::Show(if his { Sight::Sees } else { Sight::Nothing }))
    })
}

/// What an event of then means to somebody who sees the conversation now, or no longer does.
fn in_hindsight(then: Sight, visible_now: bool) -> Sight {
    match (then, visible_now) {
        // Before he came into sight of it; it is brought in full.
        (Sight::Nothing | Sight::Loses, true) => Sight::Gains,
        (seen, true) => seen,
        (Sight::Nothing, false) => Sight::Nothing,
        (_, false) => Sight::Loses,
    }
}

fn is_visible(
    q: &mut impl Query,
    viewer: &Viewer,
    id: ConversationId,
    known: &mut HashMap<ConversationId, bool>,
) -> Result<bool> {
    if let Some(visible) = known.get(&id) {
        return Ok(*visible);
    }
    let visible = standing::load(q, id)?.is_some_and(|standing| viewer.sees(&standing));
    known.insert(id, visible);
    Ok(visible)
}

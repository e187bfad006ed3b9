//! One workspace's listeners and stream positions in this process. Pure bookkeeping under one lock; nothing waits here.

use super::frames::{Frame, Outgoing};
use super::positions::Positions;
use super::told::Told;
use db::Event;
use domain::Timestamp;
use domain::audience::{Audience, Sight, Viewer};
use domain::id::{AgentId, ContactId, ConversationId, InboxId, SessionId};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};
use tokio::sync::mpsc::Sender;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::oneshot;

/// An event, read once for all listeners.
pub struct Heard {
    pub event: Event,
    pub audience: Audience,
    pub told: Told,
    /// The agents' frame, where it is the same for all of them.
    pub for_all_agents: OnceLock<Frame>,
}

/// Frames that may wait for one socket. A socket that falls behind further is closed and resumes.
pub const BUFFER: usize = 512;

pub type ListenerId = u64;

pub enum Who {
    /// `viewer` is `None` while rights are being read anew; events wait in `held` meanwhile.
    Agent { agent: AgentId, session: SessionId, viewer: Option<Viewer>, held: Vec<Arc<Heard>> },
    Visitor {
        contact: ContactId,
        inbox: InboxId,
        /// When the token runs out, as far as is known; it lives longer when it was used meanwhile.
        until: Timestamp,
    },
}

/// Nobody asks before.
const NEVER: Timestamp = Timestamp(i64::MAX);

struct Listener {
    who: Who,
    frames: Sender<Outgoing>,
    /// Ends the socket at once, whatever waits before it.
    end: oneshot::Sender<()>,
}

pub struct Room {
    /// Everything up to here was published.
    pub last: i64,
    /// The number when this process first looked: nobody's position is below.
    base: i64,
    positions: Positions,
    listeners: HashMap<ListenerId, Listener>,
    /// Who of them may hear what is said in a conversation: thousands of visitors must not be asked one by one.
    agents: HashSet<ListenerId>,
    visitors: HashMap<ContactId, Vec<ListenerId>>,
    /// Nobody asked for it since it was last looked at.
    idle: bool,
}

impl Room {
    pub fn new(last: i64) -> Self {
        Room {
            last,
            base: last,
            positions: Positions::default(),
            listeners: HashMap::new(),
            agents: HashSet::new(),
            visitors: HashMap::new(),
            idle: false,
        }
    }

    pub fn join(&mut self, id: ListenerId, who: Who, frames: Sender<Outgoing>, end: oneshot::Sender<()>) {
        match &who {
            Who::Agent { .. } => drop(self.agents.insert(id)),
            Who::Visitor { contact, .. } => self.visitors.entry(*contact).or_default().push(id),
        }
        self.listeners.insert(id, Listener { who, frames, end });
    }

    pub fn leave(&mut self, id: ListenerId) {
        drop(self.take_out(id));
    }

    /// Dropping the listener's sender ends the socket's loop, which closes it as lagging.
    fn take_out(&mut self, id: ListenerId) -> Option<Listener> {
        let listener = self.listeners.remove(&id)?;
        match &listener.who {
            Who::Agent { .. } => drop(self.agents.remove(&id)),
            Who::Visitor { contact, .. } => {
                if let Entry::Occupied(mut windows) = self.visitors.entry(*contact) {
                    windows.get_mut().retain(|window| *window != id);
                    if windows.get().is_empty() {
                        windows.remove();
                    }
                }
            }
        }
        Some(listener)
    }

    /// Takes out those for whom this fails: without room for a sign they would never learn what it says.
    fn each(&mut self, mut tell: impl FnMut(&mut Listener) -> bool) {
        let late: Vec<ListenerId> =
            self.listeners.iter_mut().filter_map(|(id, listener)| (!tell(listener)).then_some(*id)).collect();
        late.into_iter().for_each(|id| self.leave(id));
    }

    pub fn asked_for(&mut self) {
        self.idle = false;
    }

    /// Nobody listens, and nobody has asked since this was asked before.
    pub fn is_idle_again(&mut self) -> bool {
        let is_empty = self.is_empty();
        std::mem::replace(&mut self.idle, is_empty) && is_empty
    }

    pub fn len(&self) -> usize {
        self.listeners.len()
    }

    pub fn is_empty(&self) -> bool {
        self.listeners.is_empty()
    }

    pub fn position_of_agent(&self, viewer: &Viewer) -> i64 {
        self.base.max(self.positions.of_agent(viewer))
    }

    pub fn position_of_visitor(&self, contact: ContactId) -> i64 {
        self.base.max(self.positions.of_visitor(contact))
    }

    /// Takes the next event: notes positions, sends to whoever may see it. Events come in number order, each once.
    pub fn publish(&mut self, heard: &Arc<Heard>) {
        self.last = heard.event.seq;
        self.positions.note(&heard.audience, heard.event.seq);
        let contact = match &heard.audience {
            Audience::Conversation { contact: Some(contact), .. } => self.visitors.get(contact),
            _ => None,
        };
        let concerned = self.agents.iter().chain(contact.into_iter().flatten());
        let mut late = Vec::new();
        for id in concerned {
            if self.listeners.get_mut(id).is_some_and(|listener| !listener.hear(heard)) {
                late.push(*id);
            }
        }
        late.into_iter().for_each(|id| self.leave(id));
    }

    /// Rights of these agents (all when empty) are no longer what the listeners hold: they wait until they are read anew.
    /// `touched` are conversations that may have come into view or gone without a change of their own.
    pub fn doubt_rights(&mut self, agents: &[AgentId], touched: &[ConversationId]) {
        let touched: Arc<[ConversationId]> = touched.into();
        self.each(|listener| match &mut listener.who {
            Who::Agent { agent, viewer, .. } if agents.is_empty() || agents.contains(agent) => {
                *viewer = None;
                // Without room for this sign the rights would never be read anew: the socket is closed as lagging and resumes.
                listener.frames.try_send(Outgoing::RightsChanged(touched.clone())).is_ok()
            }
            _ => true,
        });
    }

    /// The rights were read: what came meanwhile is judged by them. False when the listener fell behind.
    pub fn trust_rights(&mut self, id: ListenerId, fresh: Viewer) -> bool {
        let Some(listener) = self.listeners.get_mut(&id) else { return false };
        let Who::Agent { viewer, held, .. } = &mut listener.who else { return true };
        *viewer = Some(fresh);
        let held = std::mem::take(held);
        held.iter().all(|heard| listener.hear(heard))
    }

    /// Tokens of these visitors may have died: each of their sockets asks whether it is still welcome.
    pub fn doubt_visitors(&mut self, of: InboxId, who: Option<ContactId>) {
        self.doubt(|contact, inbox, _| inbox == of && who.is_none_or(|who| who == contact));
    }

    /// The same for those whose token has run out.
    pub fn doubt_expired(&mut self, now: Timestamp) {
        self.doubt(|_, _, until| until <= now);
    }

    fn doubt(&mut self, meant: impl Fn(ContactId, InboxId, Timestamp) -> bool) {
        self.each(|listener| match &mut listener.who {
            Who::Visitor { contact, inbox, until } if meant(*contact, *inbox, *until) => {
                *until = NEVER;
                // Without room for this sign nobody would ask: the socket is closed as lagging and comes back.
                listener.frames.try_send(Outgoing::RightsChanged(Arc::default())).is_ok()
            }
            _ => true,
        });
    }

    /// The visitor's token is good until then.
    pub fn trust_visitor(&mut self, id: ListenerId, fresh: Timestamp) {
        if let Some(Listener { who: Who::Visitor { until, .. }, .. }) = self.listeners.get_mut(&id) {
            *until = fresh;
        }
    }

    /// Ends the sockets of an agent: all of them, or all but one session's.
    pub fn end_sessions(&mut self, agent: AgentId, except: Option<SessionId>) {
        let is_ended = |listener: &Listener| matches!(&listener.who, Who::Agent { agent: whose, session, .. } if *whose == agent && Some(*session) != except);
        let ended: Vec<ListenerId> =
            self.listeners.iter().filter_map(|(id, listener)| is_ended(listener).then_some(*id)).collect();
        for listener in ended.into_iter().filter_map(|id| self.take_out(id)) {
            // A socket that is gone already needs no telling.
            let _told = listener.end.send(());
        }
    }

    /// Dropping the sender closes the socket, as with one that lags.
    pub fn send_agents_away(&mut self) {
        self.listeners.retain(|_, listener| !matches!(listener.who, Who::Agent { .. }));
    }

    /// Ephemeral frames (typing) to whoever may see them; lost frames of this kind do no harm.
    pub fn whisper(
        &self,
        audience: &Audience,
        data: &Frame,
        to_contact: Option<(ContactId, InboxId)>,
        from: Option<AgentId>,
    ) {
        for listener in self.listeners.values() {
            let hears = match &listener.who {
                Who::Agent { agent, viewer: Some(viewer), .. } => {
                    Some(*agent) != from && viewer.sight(audience) != Sight::Nothing
                }
                Who::Agent { viewer: None, .. } => false,
                Who::Visitor { contact, inbox, .. } => to_contact == Some((*contact, *inbox)),
            };
            if hears {
                drop(listener.frames.try_send(Outgoing::Whisper(data.clone())));
            }
        }
    }
}

impl Listener {
    /// False when the socket has fallen behind.
    fn hear(&mut self, heard: &Arc<Heard>) -> bool {
        let outgoing = match &mut self.who {
            Who::Agent { viewer: None, held, .. } => {
                held.push(heard.clone());
                return held.len() <= BUFFER;
            }
            Who::Agent { viewer: Some(viewer), .. } => match viewer.sight(&heard.audience) {
                Sight::Sees => Outgoing::Event(heard.clone()),
                Sight::Gains => Outgoing::Gained(heard.clone()),
                Sight::Loses => Outgoing::Removed(heard.clone()),
                Sight::Nothing => return true,
            },
            Who::Visitor { contact, inbox, .. } => {
                if !super::render::is_for_visitor(heard, *contact, *inbox) {
                    return true;
                }
                Outgoing::Event(heard.clone())
            }
        };
        !matches!(self.frames.try_send(outgoing), Err(TrySendError::Full(_) | TrySendError::Closed(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_is_idle_when_nobody_asked_for_it_between_two_looks() {
        let mut room = Room::new(1);
        assert!(!room.is_idle_again(), "the first look only takes note");
        room.asked_for();
        assert!(!room.is_idle_again());
        assert!(room.is_idle_again());
    }
}

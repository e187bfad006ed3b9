//! How far each kind of viewer's stream has come: the last event number that he could see. His position is the greatest of
//! those that apply to him, so it never moves by what he may not see.

use domain::audience::{Audience, Standing, Viewer, Waiting};
use domain::id::{AgentId, ContactId, GroupId};
use domain::permission::Reach;
use std::collections::HashMap;

#[derive(Default)]
pub struct Positions {
    everybody: i64,
    chats: i64,
    owner: i64,
    waiting: i64,
    presence: i64,
    agents: HashMap<AgentId, i64>,
    groups: HashMap<GroupId, i64>,
    contacts: HashMap<ContactId, i64>,
    /// No contact's position is below: what is told of those who were forgotten.
    contacts_from: i64,
}

/// Positions of so many contacts are kept one by one; the older half of them becomes one number then.
const MOST_CONTACTS: usize = 20_000;

impl Positions {
    pub fn of_agent(&self, viewer: &Viewer) -> i64 {
        let mut position = self.everybody.max(self.agents.get(&viewer.agent).copied().unwrap_or(0));
        for (applies, number) in [
            (viewer.chats == Some(Reach::All), self.chats),
            (viewer.owner, self.owner),
            (viewer.picks, self.waiting),
            (viewer.presence, self.presence),
        ] {
            position = if applies { position.max(number) } else { position };
        }
        viewer.groups.iter().filter_map(|group| self.groups.get(group)).fold(position, |a, b| a.max(*b))
    }

    pub fn of_visitor(&self, contact: ContactId) -> i64 {
        self.contacts_from.max(self.contacts.get(&contact).copied().unwrap_or(0))
    }

    pub fn note(&mut self, audience: &Audience, seq: i64) {
        match audience {
            Audience::Everybody => self.everybody = seq,
            Audience::Agents(agents) | Audience::Called { agents, .. } => {
                self.agents.extend(agents.iter().map(|agent| (*agent, seq)));
            }
            Audience::PresenceViewers { about } => {
                self.presence = seq;
                self.agents.insert(*about, seq);
            }
            Audience::Conversation { now, before, contact, .. } => {
                self.note_standing(now, seq);
                if let Some(before) = before {
                    self.note_standing(before, seq);
                }
                if let Some(contact) = contact {
                    self.note_contact(*contact, seq);
                }
            }
        }
    }

    fn note_standing(&mut self, standing: &Standing, seq: i64) {
        self.owner = seq;
        if standing.private {
            return;
        }
        self.chats = seq;
        match &standing.waiting {
            Waiting::No => {}
            Waiting::Everybody => self.waiting = seq,
            Waiting::Only(agents) => self.agents.extend(agents.iter().map(|agent| (*agent, seq))),
        }
        for agent in standing.participants.iter().chain(standing.assignee.iter()) {
            self.agents.insert(*agent, seq);
        }
        for group in &standing.groups {
            self.groups.insert(*group, seq);
        }
    }

    fn note_contact(&mut self, contact: ContactId, seq: i64) {
        self.contacts.insert(contact, seq);
        if self.contacts.len() > MOST_CONTACTS {
            let mut numbers: Vec<i64> = self.contacts.values().copied().collect();
            let (_, middle, _) = numbers.select_nth_unstable(MOST_CONTACTS / 2);
            let from = *middle;
            // Nothing came for them since, so a stream goes on from the greater number as well.
            self.contacts.retain(|_, seq| *seq > from);
            self.contacts_from = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::ConversationId;

    fn told(contact: i64) -> Audience {
        let nobody =
            Standing { private: true, assignee: None, participants: vec![], groups: vec![], waiting: Waiting::No };
        Audience::Conversation { id: ConversationId(1), now: nobody, before: None, contact: Some(ContactId(contact)) }
    }

    #[test]
    fn positions_of_contacts_stay_few_and_never_fall_back() {
        let mut positions = Positions::default();
        let many = 3 * MOST_CONTACTS as i64;
        (1..=many).for_each(|contact| positions.note(&told(contact), 100 + contact));
        assert!(positions.contacts.len() <= MOST_CONTACTS);
        assert_eq!(positions.of_visitor(ContactId(many)), 100 + many);
        let forgotten = positions.of_visitor(ContactId(1));
        assert!((101..=100 + many).contains(&forgotten), "{forgotten}");
        positions.note(&told(1), 101 + many);
        assert_eq!(positions.of_visitor(ContactId(1)), 101 + many);
    }
}

//! A desk at which anything may happen, driven by `decide` and `drain` as the server drives them.
//!
//! It counts loads from its conversations after every event and never trusts the floor that the rules moved on.

use crate::promises;
use crate::shop::{NOW, OWNER, id};
use domain::Timestamp;
use domain::id::{AgentId, ConversationId};
use domain::presence::Presence;
use domain::routing::{
    Ask, Decision, Floor, Load, Outcome, Place, Rules, Seat, Served, Waiting, decide, drain, receive_transfer,
};
use std::collections::BTreeSet;

#[derive(Debug, Clone)]
pub enum Happening {
    Arrives(Ask),
    Ends(usize),
    Chooses(AgentId, Presence),
    Drops(AgentId),
    Returns(AgentId),
    Picks(AgentId, usize),
    Transfers(usize, AgentId),
    Capacity(AgentId, u32),
    TakesPart(AgentId),
    Rules(Rules),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    Waits(Place),
    With(AgentId),
    Ended,
}

#[derive(Debug, Clone)]
pub struct Talk {
    pub id: ConversationId,
    pub since: Timestamp,
    pub spot: Spot,
    pub ask: Ask,
}

pub struct Desk {
    pub rules: Rules,
    pub now: Timestamp,
    pub talks: Vec<Talk>,
    seats: Vec<Seat>,
    served: Vec<Vec<Served>>,
    /// Agents above a capacity for one of the reasons that RTE-8 allows.
    excused: BTreeSet<(AgentId, bool)>,
}

pub const AGENTS: i64 = 6;
const MOST_TALKS: usize = 60;

impl Desk {
    pub fn new() -> Self {
        let seats = (1..=AGENTS).map(|a| Seat { capacity: 2, mail_capacity: 2, ..Seat::new(id(a)) }).collect();
        let (talks, served, excused) = (Vec::new(), vec![Vec::new(); 4], BTreeSet::new());
        Desk { rules: Rules::default(), now: NOW, talks, seats, served, excused }
    }

    pub fn floor(&self) -> Floor {
        let counted = |s: &Seat| {
            let (open_chats, open_mails) = (self.open(s.agent, Load::Chat), self.open(s.agent, Load::Mail));
            Seat { open_chats, open_mails, ..s.clone() }
        };
        Floor::new(OWNER, self.seats.iter().map(counted).collect())
    }

    fn open(&self, agent: AgentId, load: Load) -> u32 {
        self.talks.iter().filter(|t| t.spot == Spot::With(agent) && t.ask.load == load).count() as u32
    }

    pub fn happens(&mut self, what: &Happening) {
        self.now = self.now.plus_seconds(60);
        match what {
            Happening::Arrives(ask) => self.arrives(ask),
            Happening::Ends(n) => self.ends(*n),
            Happening::Chooses(agent, presence) => {
                let seat = self.seat(*agent);
                (seat.presence, seat.reachable) = (*presence, *presence != Presence::Offline);
            }
            Happening::Drops(agent) => self.seat(*agent).reachable = false,
            Happening::Returns(agent) => {
                let seat = self.seat(*agent);
                seat.reachable = seat.presence != Presence::Offline;
            }
            Happening::Picks(agent, n) => self.by_hand(*n, *agent, |t| matches!(t.spot, Spot::Waits(_))),
            Happening::Transfers(n, agent) => {
                if receive_transfer(&self.floor(), *agent, Load::Chat).is_ok() {
                    self.by_hand(*n, *agent, |t| matches!(t.spot, Spot::With(_)));
                }
            }
            Happening::Capacity(agent, capacity) => {
                self.seat(*agent).capacity = *capacity;
                self.excused.insert((*agent, true));
            }
            Happening::TakesPart(agent) => self.seat(*agent).takes_routing ^= true,
            Happening::Rules(rules) => self.rules = rules.clone(),
        }
        self.deals_out();
        self.capacities_hold();
        promises::nobody_waits_in_vain(self);
    }

    /// The contact (one of four) brings along who served it before.
    fn arrives(&mut self, ask: &Ask) {
        if self.talks.iter().filter(|t| t.spot != Spot::Ended).count() >= MOST_TALKS {
            return;
        }
        let ask = Ask { last_served: self.served[self.talks.len() % 4].clone(), ..ask.clone() };
        let floor = self.floor();
        let decision = decide(&self.rules, &ask, &floor, self.now);
        assert_eq!(decision, decide(&self.rules, &ask, &floor, self.now), "RTE-7: same input, same answer");
        promises::lawful(&decision, &ask, self, promises::Moment::Arrival);
        let id = ConversationId(self.talks.len() as i64 + 1);
        self.talks.push(Talk { id, since: self.now, spot: Spot::Ended, ask });
        self.carry_out(self.talks.len() - 1, &decision);
    }

    fn deals_out(&mut self) {
        let waiting: Vec<Waiting> = self.talks.iter().filter_map(waiting).collect();
        let floor = self.floor();
        let dealt = drain(&self.rules, &floor, &waiting, self.now);
        assert_eq!(dealt, drain(&self.rules, &floor, &waiting, self.now), "RTE-7: same input, same answer");
        for (conversation, decision) in &dealt {
            let at = conversation.0 as usize - 1;
            assert!(matches!(self.talks[at].spot, Spot::Waits(_)), "RTE-8: one assignee at most");
            promises::lawful(decision, &self.talks[at].ask, self, promises::Moment::Room);
            self.carry_out(at, decision);
        }
        promises::oldest_first(self, &dealt);
    }

    fn carry_out(&mut self, at: usize, decision: &Decision) {
        for (agent, credit) in &decision.credits {
            self.seat(*agent).credit = *credit;
        }
        let load = self.talks[at].ask.load;
        self.talks[at].spot = match decision.outcome {
            Outcome::Blocked => Spot::Ended,
            Outcome::Queue => Spot::Waits(Place::Queue),
            Outcome::Pool => Spot::Waits(Place::Pool),
            Outcome::Assign { agent, .. } => {
                self.seat(agent).last_assigned_at = decision.assigned_at;
                if promises::may_exceed(decision.rule) {
                    self.excused.insert((agent, load == Load::Chat));
                }
                Spot::With(agent)
            }
        };
    }

    fn by_hand(&mut self, n: usize, agent: AgentId, fits: fn(&Talk) -> bool) {
        let fitting: Vec<usize> = (0..self.talks.len()).filter(|i| fits(&self.talks[*i])).collect();
        if let Some(at) = fitting.get(n % fitting.len().max(1)) {
            self.talks[*at].spot = Spot::With(agent);
            self.excused.insert((agent, self.talks[*at].ask.load == Load::Chat));
        }
    }

    fn ends(&mut self, n: usize) {
        let live: Vec<usize> = (0..self.talks.len()).filter(|i| self.talks[*i].spot != Spot::Ended).collect();
        let Some(at) = live.get(n % live.len().max(1)) else { return };
        if let Spot::With(agent) = self.talks[*at].spot {
            let list = &mut self.served[*at % 4];
            list.push(Served { agent, at: self.now });
            list.drain(..list.len().saturating_sub(5));
        }
        self.talks[*at].spot = Spot::Ended;
    }

    fn capacities_hold(&mut self) {
        for seat in self.floor().seats() {
            for load in [Load::Chat, Load::Mail] {
                let key = (seat.agent, load == Load::Chat);
                let over = seat.open(load) > seat.capacity(load);
                assert!(!over || self.excused.contains(&key), "RTE-8: {key:?} is above capacity");
                if !over {
                    self.excused.remove(&key);
                }
            }
        }
    }

    fn seat(&mut self, agent: AgentId) -> &mut Seat {
        &mut self.seats[agent.0 as usize - 1]
    }
}

pub fn waiting(talk: &Talk) -> Option<Waiting> {
    match talk.spot {
        Spot::Waits(place) => Some(Waiting { conversation: talk.id, place, since: talk.since, ask: talk.ask.clone() }),
        _ => None,
    }
}

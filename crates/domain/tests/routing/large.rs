//! A floor that is kept and changed decides as one that is looked at anew, and a line that is looked at head by head is
//! dealt out as one that is all in hand: some thousands of random floors, changes, asks and lines.

use crate::oracle;
use crate::shop::{NOW, OWNER, id};
use domain::Timestamp;
use domain::id::{AgentId, ConversationId};
use domain::presence::Presence;
use domain::routing::*;
use std::collections::BTreeMap;

/// splitmix64: the same numbers every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.roll(n) == 0
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len() as u64) as usize].clone()
    }

    fn agent(&mut self, agents: i64) -> AgentId {
        id(1 + self.roll(agents as u64) as i64)
    }

    fn seat(&mut self, agent: AgentId) -> Seat {
        use Presence::*;
        let presence = self.pick(&[Online, Online, Online, Busy, Suspended, Suspended, Offline]);
        Seat {
            presence,
            reachable: presence != Offline && !self.one_in(8),
            takes_routing: !self.one_in(10),
            capacity: self.roll(5) as u32,
            mail_capacity: self.roll(3) as u32,
            open_chats: self.roll(5) as u32,
            open_mails: self.roll(3) as u32,
            weight: self.pick(&[0, 1, 50, 100]),
            last_assigned_at: (!self.one_in(4)).then(|| Timestamp(NOW.0 - self.roll(40) as i64)),
            credit: self.roll(400) as i64 - 200,
            ..Seat::new(agent)
        }
    }

    fn rules(&mut self) -> Rules {
        use Strategy::*;
        Rules {
            strategy: self.pick(&[LeastOpen, Saturation, Weighted, RoundRobin]),
            sticky_suspended_seconds: self.pick(&[1, 7200]),
            sticky_over_capacity: self.one_in(2),
            addressed_owner_suspended_reroute: self.one_in(2),
            offline_rule: self.pick(&[OfflineRule::Owner, OfflineRule::Agent, OfflineRule::Pool]),
            offline_agent_id: self.one_in(2).then(|| id(3)),
            ..Rules::default()
        }
    }

    fn ask(&mut self, agents: i64, crews: &[Vec<AgentId>]) -> (Ask, Option<CrewId>) {
        let crew = (!self.one_in(2)).then(|| self.roll(crews.len() as u64) as usize);
        let served = (0..self.roll(3)).map(|_| {
            let at = NOW.plus_seconds(-(self.roll(5 * 86_400) as i64));
            Served { agent: self.agent(agents), at }
        });
        let ask = Ask {
            last_served: served.collect(),
            contact: if self.one_in(20) { ContactStanding::Private } else { ContactStanding::Ordinary },
            addressed: self.one_in(6).then(|| self.agent(agents + 1)),
            entry: crew.map_or(Entry::Everybody, |n| Entry::Only(crews[n].clone())),
            fallback: if self.one_in(5) { vec![self.agent(agents)] } else { vec![] },
            load: self.pick(&[Load::Chat, Load::Chat, Load::Mail]),
            except: if self.one_in(4) { vec![self.agent(agents), self.agent(agents)] } else { vec![] },
        };
        (ask, crew.map(|n| CrewId(n as i64)))
    }
}

struct Shop {
    kept: Floor,
    plain: oracle::Floor,
    crews: Vec<Vec<AgentId>>,
    agents: i64,
}

impl Shop {
    fn opens(dice: &mut Dice) -> Shop {
        let agents = dice.pick(&[2, 5, 9, 80]);
        let seats: Vec<Seat> = (1..=agents).map(|a| dice.seat(id(a))).collect();
        let crews = [vec![], vec![id(2)], vec![id(1), id(2), id(5), id(5), id(999)], (3..=agents).map(id).collect()];
        let mut kept = Floor::new(OWNER, seats.clone());
        (0..).zip(&crews).for_each(|(n, members)| kept.form_crew(CrewId(n), members.clone()));
        Shop { kept, plain: oracle::Floor { owner: OWNER, seats }, crews: crews.into(), agents }
    }

    fn changes(&mut self, dice: &mut Dice) {
        let agent = dice.agent(self.agents);
        self.plain.seats.retain(|s| s.agent != agent);
        if dice.one_in(20) && agent != OWNER {
            self.kept.remove(agent);
            return;
        }
        let seat = dice.seat(agent);
        self.kept.put(seat.clone());
        self.plain.seats.push(seat);
        self.plain.seats.sort_by_key(|s| s.agent);
    }
}

/// Every earlier moment is followed by a later one, also of somebody who has gone: only that it is later is promised.
fn comparable(mut decision: Decision) -> Decision {
    decision.credits.sort_unstable();
    decision.assigned_at = decision.assigned_at.map(|_| NOW);
    decision
}

#[test]
fn a_floor_that_is_kept_decides_as_one_that_is_looked_at_anew() {
    let mut dice = Dice(20_262);
    for _ in 0..300 {
        let mut shop = Shop::opens(&mut dice);
        for _ in 0..40 {
            shop.changes(&mut dice);
            let rules = dice.rules();
            let (ask, crew) = dice.ask(shop.agents, &shop.crews);
            let expected = comparable(oracle::decide(&rules, &ask, &shop.plain, NOW));
            assert_eq!(comparable(decide(&rules, &ask, &shop.kept, NOW)), expected, "{rules:?} {ask:?}");
            if let Some(crew) = crew {
                let ask = Ask { entry: Entry::Crew(crew), ..ask };
                assert_eq!(comparable(decide(&rules, &ask, &shop.kept, NOW)), expected, "{rules:?} {ask:?}");
            }
        }
    }
}

/// A line in a map, as a database would keep it.
struct Held {
    floor: Floor,
    waiting: BTreeMap<(Place, Timestamp, ConversationId), Waiting>,
    dealt: Vec<(ConversationId, Decision)>,
    looked_at: usize,
}

type Class = (Place, Entry, Load, Option<AgentId>);

fn class(w: &Waiting) -> Class {
    (w.place, w.ask.entry.clone(), w.ask.load, w.ask.addressed)
}

impl Line for Held {
    type Class = Class;
    type Error = ();

    fn classes(&mut self) -> Result<Vec<Class>, ()> {
        let mut classes: Vec<Class> = Vec::new();
        for c in self.waiting.values().map(class) {
            if !classes.contains(&c) {
                classes.push(c);
            }
        }
        Ok(classes)
    }

    fn next(&mut self, of: &Class, behind: Option<(Timestamp, ConversationId)>) -> Result<Option<Waiting>, ()> {
        self.looked_at += 1;
        let fits = |w: &&Waiting| class(w) == *of && behind.is_none_or(|b| (w.since, w.conversation) > b);
        Ok(self.waiting.values().find(fits).cloned())
    }

    fn served_by(&mut self, agent: AgentId) -> Result<Vec<Waiting>, ()> {
        let his = |w: &&Waiting| w.ask.last_served.iter().any(|s| s.agent == agent);
        Ok(self.waiting.values().filter(his).cloned().collect())
    }

    fn floor(&self) -> &Floor {
        &self.floor
    }

    fn calm(&mut self, agents: &[AgentId]) {
        self.floor.calm(agents);
    }

    fn carry_out(&mut self, w: &Waiting, decision: &Decision) -> Result<(), ()> {
        self.waiting.remove(&(w.place, w.since, w.conversation));
        self.floor.apply(decision, w.ask.load);
        self.dealt.push((w.conversation, decision.clone()));
        Ok(())
    }

    fn enough(&self) -> bool {
        false
    }
}

fn line(dice: &mut Dice, shop: &Shop, length: i64) -> Vec<Waiting> {
    let one = |n: i64, dice: &mut Dice| {
        let ask = Ask { except: vec![], contact: ContactStanding::Ordinary, ..dice.ask(shop.agents, &shop.crews).0 };
        let place = dice.pick(&[Place::Queue, Place::Queue, Place::Pool]);
        let since = Timestamp(NOW.0 - dice.roll(10_000) as i64);
        Waiting { conversation: ConversationId(n), place, since, ask }
    };
    (1..=length).map(|n| one(n, dice)).collect()
}

#[test]
fn a_line_is_dealt_out_head_by_head_as_if_all_of_it_were_looked_at() {
    let mut dice = Dice(4);
    let mut moved = 0;
    for _ in 0..600 {
        let mut shop = Shop::opens(&mut dice);
        let rules = dice.rules();
        let waiting = line(&mut dice, &shop, 40);
        let spots = waiting.iter().map(|w| ((w.place, w.since, w.conversation), w.clone()));
        let (dealt, looked_at) = (Vec::new(), 0);
        let mut held = Held { floor: shop.kept.clone(), waiting: spots.collect(), dealt, looked_at };
        // Seats go on changing: what waits is dealt out after each change, and stays as it is between them.
        for _ in 0..6 {
            let left: Vec<Waiting> = held.waiting.values().cloned().collect();
            let expected = drain(&rules, &held.floor, &left, NOW);
            held.dealt.clear();
            assert_eq!(deal_out(&mut held, &rules, NOW), Ok(Dealt::All));
            assert_eq!(held.dealt, expected, "{rules:?}");
            moved += expected.len();
            shop.changes(&mut dice);
            let agent = dice.agent(shop.agents);
            if let Some(seat) = shop.kept.seat(agent) {
                held.floor.put(seat.clone());
            }
        }
    }
    assert!(moved > 5_000, "the lines must move to show anything: {moved}");
}

#[test]
fn the_heads_of_the_classes_are_enough_to_see_that_nobody_has_room() {
    let mut held = Held {
        floor: Floor::new(OWNER, (1..=3).map(|a| crate::shop::full(crate::shop::online(a))).collect()),
        waiting: BTreeMap::new(),
        dealt: Vec::new(),
        looked_at: 0,
    };
    for n in 1..=1_000 {
        let (place, since) = (Place::Queue, Timestamp(n));
        let w = Waiting { conversation: ConversationId(n), place, since, ask: Ask::default() };
        held.waiting.insert((place, since, w.conversation), w);
    }
    assert_eq!(deal_out(&mut held, &Rules::default(), NOW), Ok(Dealt::All));
    assert_eq!(held.looked_at, 1);
}

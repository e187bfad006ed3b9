//! Asking `domain::routing` for one conversation: gathers the ask, decides, keeps the reasons.

use super::settings::Settings;
use super::store;
use crate::floor::{self, Kept};
use db::{Query, Tx, args};
use domain::Result;
use domain::id::{AgentId, ContactId, ConversationId, EntryId, GroupId, InboxId, LinkId};
use domain::routing::{Ask, ContactStanding, Decision, Load, Rule, Seat, Served, decide};

/// What routing needs to know of a conversation.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    pub conversation: ConversationId,
    pub inbox: InboxId,
    pub link: Option<LinkId>,
    pub entry: EntryId,
    /// Narrowed to this group by a transfer.
    pub group: Option<GroupId>,
    pub contact: ContactId,
    pub standing: ContactStanding,
    pub load: Load,
    /// Whose load it counts in now.
    pub carried: Option<AgentId>,
}

/// Decides afresh and stores the reasons. The caller carries the decision out in the same transaction.
///
/// Those of `except` are no candidates: it is being taken from them.
pub fn choose_without(tx: &mut Tx, settings: &Settings, case: &Case, except: &[AgentId]) -> Result<Decision> {
    let (rules, now) = (settings.rules(), tx.now());
    let decision = floor::with(tx, settings.grace_seconds, |tx, kept| {
        let ask = Ask { except: except.to_vec(), ..ask(tx, kept, case)? };
        // What is being decided anew does not count against who has it now.
        let carrier = case.carried.and_then(|agent| kept.floor.seat(agent).cloned());
        carrier.iter().for_each(|seat| kept.floor.put(without(seat, case.load)));
        let decision = decide(&rules, &ask, &kept.floor, now);
        carrier.into_iter().for_each(|seat| kept.floor.put(seat));
        Ok(decision)
    })?;
    keep(tx, case.conversation, &decision)?;
    Ok(decision)
}

fn without(seat: &Seat, load: Load) -> Seat {
    let mut seat = seat.clone();
    match load {
        Load::Chat => seat.open_chats = seat.open_chats.saturating_sub(1),
        Load::Mail => seat.open_mails = seat.open_mails.saturating_sub(1),
    }
    seat
}

/// Stores the reasons and what the strategy must remember.
pub fn keep(tx: &mut Tx, conversation: ConversationId, decision: &Decision) -> Result<()> {
    store::insert_decision(tx, conversation, decision)?;
    for (agent, credit) in &decision.credits {
        store::set_credit(tx, *agent, *credit)?;
    }
    if let (Some(agent), Some(at)) = (decision.assignee(), decision.assigned_at) {
        store::set_last_assigned(tx, agent, at)?;
    }
    Ok(())
}

/// The record of a transfer, pick or assignment by hand.
pub fn keep_by_hand(tx: &mut Tx, conversation: ConversationId, rule: Rule, agent: AgentId) -> Result<()> {
    let (workspace, now) = (tx.workspace(), tx.now());
    let grace = super::settings::load(tx, workspace)?.grace_seconds;
    let at = floor::with(tx, grace, |_, kept| Ok(kept.floor.next_turn(now)))?;
    keep(tx, conversation, &Decision::by_hand(rule, agent, at))
}

const ADDRESSED: &str = "select agent_id from links where id = $1";
const FALLBACK: &str = "select fallback from inboxes where id = $1";
const LAST_SERVED: &str = "
select agent_id, max(last_served_at) as at from participants
where contact_id = $1 and last_served_at is not null and private = $2 group by agent_id";

pub fn ask(q: &mut impl Query, kept: &mut Kept, case: &Case) -> Result<Ask> {
    if case.standing != ContactStanding::Ordinary {
        return Ok(Ask { contact: case.standing, load: case.load, ..Ask::default() });
    }
    if let Some(group) = case.group {
        // Handed to a group: its members and nobody else, whoever served the contact before.
        return Ok(Ask { entry: kept.group(q, group)?, load: case.load, ..Ask::default() });
    }
    let addressed = match case.link {
        Some(link) => q.maybe(ADDRESSED, &args![link], |row| row.get::<Option<AgentId>>("agent_id"))?.flatten(),
        None => None,
    };
    let fallback: serde_json::Value = q.one(FALLBACK, &args![case.inbox], |row| row.get("fallback"))?;
    Ok(Ask {
        contact: ContactStanding::Ordinary,
        addressed,
        entry: kept.entry(q, case.entry)?,
        fallback: serde_json::from_value(fallback).unwrap_or_default(),
        last_served: q.all(LAST_SERVED, &args![case.contact, false], |row| {
            Ok(Served { agent: row.get("agent_id")?, at: row.get("at")? })
        })?,
        load: case.load,
        except: Vec::new(),
    })
}

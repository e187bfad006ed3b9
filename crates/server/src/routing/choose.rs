//! Asking `domain::routing` for one conversation: gathers the ask, decides, keeps the reasons.

use super::settings::Settings;
use super::{floor, store};
use db::{Query, Tx, args};
use domain::Result;
use domain::id::{AgentId, ContactId, ConversationId, EntryId, GroupId, InboxId, LinkId};
use domain::routing::{Ask, ContactStanding, Decision, Entry, Floor, Load, Rule, Served, decide};

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
    let (workspace, now) = (tx.workspace(), tx.now());
    let floor = floor::load(tx, workspace, settings, now, case.carried.map(|agent| (agent, case.load)))?;
    let ask = Ask { except: except.to_vec(), ..ask(tx, case)? };
    let decision = decide(&settings.rules(), &ask, &floor, now);
    keep(tx, case.conversation, &decision)?;
    Ok(decision)
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
    let settings = super::settings::load(tx, workspace)?;
    let at = floor::load(tx, workspace, &settings, now, None)?.next_turn(now);
    keep(tx, conversation, &Decision::by_hand(rule, agent, at))
}

const ADDRESSED: &str = "select agent_id from links where id = $1";
const FALLBACK: &str = "select fallback from inboxes where id = $1";
const LAST_SERVED: &str = "
select agent_id, max(last_served_at) as at from participants
where contact_id = $1 and last_served_at is not null and private = $2 group by agent_id";
const MEMBERS: &str = "select agent_id from team_members where group_id = $1";

pub fn ask(q: &mut impl Query, case: &Case) -> Result<Ask> {
    if case.standing != ContactStanding::Ordinary {
        return Ok(Ask { contact: case.standing, load: case.load, ..Ask::default() });
    }
    if let Some(group) = case.group {
        // Handed to a group: its members and nobody else, whoever served the contact before.
        let members = q.all(MEMBERS, &args![group], |row| row.get("agent_id"))?;
        return Ok(Ask { entry: Entry::Only(members), load: case.load, ..Ask::default() });
    }
    let addressed = match case.link {
        Some(link) => q.maybe(ADDRESSED, &args![link], |row| row.get::<Option<AgentId>>("agent_id"))?.flatten(),
        None => None,
    };
    let fallback: serde_json::Value = q.one(FALLBACK, &args![case.inbox], |row| row.get("fallback"))?;
    Ok(Ask {
        contact: ContactStanding::Ordinary,
        addressed,
        entry: entry(q, case.entry)?,
        fallback: serde_json::from_value(fallback).unwrap_or_default(),
        last_served: q.all(LAST_SERVED, &args![case.contact, false], |row| {
            Ok(Served { agent: row.get("agent_id")?, at: row.get("at")? })
        })?,
        load: case.load,
        except: Vec::new(),
    })
}

fn entry(q: &mut impl Query, entry: EntryId) -> Result<Entry> {
    Ok(store::admitted(q, entry)?.map_or(Entry::Everybody, Entry::Only))
}

/// The floor as it is now, for checks by hand (transfer).
pub fn floor_now(tx: &mut Tx, settings: &Settings) -> Result<Floor> {
    let (workspace, now) = (tx.workspace(), tx.now());
    floor::load(tx, workspace, settings, now, None)
}

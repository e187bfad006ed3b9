//! Routing 分流: who gets a conversation, as a pure function of (rules, request, snapshot, time) (spec §3).
//!
//! [`decide`] answers for one conversation, [`deal_out`] for all that wait when room appears, [`receive_transfer`] checks
//! a transfer by hand, [`on`] is the state table of a conversation, and [`explain`] puts a stored decision into words.
//! Nothing here reads a clock, draws a lot or stores anything: loading the [`Floor`] under the workspace's lock and
//! writing the answer down is the caller's work.

mod ask;
mod crew;
mod decide;
mod decision;
mod drain;
mod explain;
mod floor;
mod rules;
mod states;
mod strategy;
mod transfer;

pub use ask::{Ask, ContactStanding, CrewId, Entry, Load, Served};
pub use decide::decide;
pub use decision::{Because, Candidate, Counts, Decision, MAX_CANDIDATES, Outcome, Reason, Rule};
pub use drain::{Dealt, Line, Place, Waiting, deal_out, drain};
pub use explain::{Words, explain};
pub use floor::{Floor, Seat};
pub use rules::{OfflineRule, Rules, Strategy};
pub use states::{Effect, Ender, Event, Leaving, State, on};
pub use transfer::{RETURN_SECONDS, TransferWarning, receive_transfer, returns_to_sender};

//! Transfer 转交 to an agent: may it be received (RTE-10). A transfer to a group is an ordinary [`super::decide`].

use super::{Floor, Load};
use crate::id::AgentId;
use crate::presence::Presence;
use crate::{Error, Result, Timestamp};
use serde::{Deserialize, Serialize};

/// A receiver who goes offline within this time without opening the conversation loses it to the sender.
pub const RETURN_SECONDS: i64 = 60;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferWarning {
    Busy,
    Full,
}

/// To be asked when the sender chooses and again when the transfer is committed.
///
/// The refusal is one for all: suspended, dropped, offline and gone look alike to senders who may not see presence.
pub fn receive_transfer(floor: &Floor, agent: AgentId, load: Load) -> Result<Vec<TransferWarning>> {
    let refused = || {
        Error::conflict("对方现在不能接收转交。", "This colleague cannot receive a transfer now.")
            .reason("not_available")
    };
    let seat = floor.seat(agent).ok_or_else(refused)?;
    if !seat.reachable || !matches!(seat.presence, Presence::Online | Presence::Busy) {
        return Err(refused());
    }
    let busy = (seat.presence == Presence::Busy).then_some(TransferWarning::Busy);
    let full = (!seat.has_room(load)).then_some(TransferWarning::Full);
    Ok(busy.into_iter().chain(full).collect())
}

/// Whether an unopened transfer goes back, given when the receiver went offline.
pub fn returns_to_sender(transferred_at: Timestamp, opened_at: Option<Timestamp>, went_offline_at: Timestamp) -> bool {
    let opened = opened_at.is_some_and(|at| at <= went_offline_at);
    !opened && went_offline_at <= transferred_at.plus_seconds(RETURN_SECONDS)
}

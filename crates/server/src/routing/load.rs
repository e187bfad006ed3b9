//! The loads of agents: how many open conversations each has. Changed with the assignee, in the same transaction.

use crate::accounts::announce::{agent_updated, presence_changed};
use crate::floor;
use db::{Query, Tx, args};
use domain::Result;
use domain::id::AgentId;
use domain::routing::Load;

const CHATS: &str = "
update agents set open_chats = open_chats + $2 where id = $1 returning capacity - open_chats as room";
const MAILS: &str = "
update agents set open_mails = open_mails + $2 where id = $1 returning capacity - open_chats as room";

pub fn change(tx: &mut Tx, agent: AgentId, load: Load, by: i64) -> Result<()> {
    let sql = match load {
        Load::Chat => CHATS,
        Load::Mail => MAILS,
    };
    let room: i64 = tx.one(sql, &args![agent, by], |row| row.get("room"))?;
    floor::adjust(tx, agent, |seat| {
        let open = match load {
            Load::Chat => &mut seat.open_chats,
            Load::Mail => &mut seat.open_mails,
        };
        *open = u32::try_from(i64::from(*open) + by).unwrap_or_default();
    });
    if load == Load::Chat && (room == 0 && by > 0 || room == -by && by < 0) {
        // Full, or no longer: a transfer to him comes with a warning now, or without.
        agent_updated(tx, agent)?;
    }
    presence_changed(tx, agent)
}

//! The loads of agents: how many open conversations each has. Changed with the assignee, in the same transaction.

use crate::accounts::announce::presence_changed;
use db::{Tx, args};
use domain::Result;
use domain::id::AgentId;
use domain::routing::Load;

const CHATS: &str = "update agents set open_chats = open_chats + $2 where id = $1";
const MAILS: &str = "update agents set open_mails = open_mails + $2 where id = $1";

pub fn change(tx: &mut Tx, agent: AgentId, load: Load, by: i64) -> Result<()> {
    let sql = match load {
        Load::Chat => CHATS,
        Load::Mail => MAILS,
    };
    tx.exec(sql, &args![agent, by])?;
    presence_changed(tx, agent)
}

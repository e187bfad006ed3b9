//! Lists show a contact's name and whether it is blocked: agents are told when these change, the contact is not.

use crate::conversations::row::{self, Summary};
use crate::conversations::standing;
use db::{NewEvent, Query, Tx, args};
use domain::Result;
use domain::audience::Audience;
use domain::id::{ContactId, ConversationId};
use serde_json::json;

const LIVE: &str =
    "select id from conversations where contact_id = $1 and status <> 'ended' and blocked = false order by id";

pub fn changed(tx: &mut Tx, contact: ContactId) -> Result<()> {
    for id in tx.all(LIVE, &args![contact], |row| row.get::<ConversationId>("id"))? {
        let Some(now) = standing::load(tx, id)? else { continue };
        let conversation = row::load(tx, tx.workspace(), id)?;
        tx.emit(NewEvent {
            name: "conversation_updated",
            audience: json!(Audience::Conversation { id, now, before: None, contact: None }).to_string(),
            contact: None,
            data: json!({"agent": {"conversation": Summary::from(&conversation)}}).to_string(),
        });
    }
    Ok(())
}

//! Takes words out of the events that are kept for those who were away: what was recalled is not told to them either.

use super::draft;
use super::message::{Message, RECALLED};
use crate::accounts::scope::Scope;
use db::{Query, Tx, args, earliest_event};
use domain::Result;
use domain::audience::Audience;
use domain::id::MessageId;
use serde_json::{Value, json};

/// Events repeat messages: the one that told of it, lists that showed it as the last, answers that quoted it, all of these
/// once more when they were rewritten. The database only sorts out those in which the id stands; what they mean, it need not
/// know.
const TELLING: &str =
    "select seq, data from events where workspace_id = $1 and seq >= $2 and data like $3 order by seq";
const RETELL: &str = "update events set data = $3 where workspace_id = $1 and seq = $2";

pub fn from_events(tx: &mut Tx, message: &Message) -> Result<()> {
    let (workspace, since) = (tx.workspace(), earliest_event(message.created_at));
    let telling = tx.all(TELLING, &args![workspace, since, format!("%{}%", message.id)], |row| {
        Ok((row.get::<i64>("seq")?, row.get::<Value>("data")?))
    })?;
    for (seq, mut data) in telling {
        empty_within(&mut data, message.id);
        tx.exec(RETELL, &args![workspace, seq, data])?;
    }
    Ok(())
}

/// Empties every copy of the message inside an event's data: whole, quoted, or as a list's preview.
fn empty_within(data: &mut Value, id: MessageId) {
    match data {
        Value::Object(fields) => {
            if fields.get("id").is_some_and(|own| *own == id.to_string()) && fields.contains_key("text") {
                fields.insert("text".to_owned(), json!(""));
                fields.insert("state".to_owned(), json!(RECALLED));
                for (name, empty) in [("attachments", json!([])), ("mentions", json!([])), ("reply_to", Value::Null)] {
                    if fields.get(name).is_some_and(|held| held.is_array() || held.is_object()) {
                        fields.insert(name.to_owned(), empty);
                    } else if fields.get(name).is_some_and(Value::is_number) {
                        fields.insert(name.to_owned(), json!(0));
                    }
                }
            }
            fields.values_mut().for_each(|held| empty_within(held, id));
        }
        Value::Array(items) => items.iter_mut().for_each(|held| empty_within(held, id)),
        _ => {}
    }
}

/// It was half written before it was sent, and his other windows were told as he wrote. So far back from the sending; what
/// lay there longer was told to nobody but himself and goes with the old events.
const WRITING_SECONDS: i64 = 3_600;
const DRAFTS: &str = "
select seq, audience, data from events
where workspace_id = $1 and seq >= $2 and name = 'draft_updated' and data like $3 order by seq";

/// Empties what was told of the writer's drafts in this conversation. The draft as it is now is not part of it.
pub fn from_drafts(tx: &mut Tx, scope: &Scope, message: &Message) -> Result<()> {
    let (workspace, conversation) = (tx.workspace(), message.conversation_id);
    let since = earliest_event(message.created_at.plus_seconds(-WRITING_SECONDS));
    let now = draft::get(tx, conversation, scope.agent)?.map(|draft| json!(draft.updated_at));
    let his = json!(Audience::Agents(vec![scope.agent]));
    let told = tx.all(DRAFTS, &args![workspace, since, format!("%{conversation}%")], |row| {
        Ok((row.get::<i64>("seq")?, row.get::<Value>("audience")?, row.get::<Value>("data")?))
    })?;
    for (seq, audience, mut data) in told {
        if audience == his && Some(&data["agent"]["updated_at"]) != now.as_ref() {
            data["agent"]["text"] = json!("");
            tx.exec(RETELL, &args![workspace, seq, data])?;
        }
    }
    Ok(())
}

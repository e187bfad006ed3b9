//! A note calls colleagues in @: they may read the conversation from then on, and are told. Whoever was called in did not serve.

use super::hands::active_agent;
use super::message::Message;
use super::participants;
use super::row::{Conversation, Summary};
use crate::accounts::scope::{Scope, grants_of};
use db::{NewEvent, Query, Tx, args};
use domain::audience::Audience;
use domain::conversation::Kind;
use domain::id::{AgentId, ConversationId, MessageId};
use domain::permission::{Grants, Permission};
use domain::{Error, Result};
use serde_json::json;
use std::collections::HashSet;

/// So many colleagues one note calls at the most.
const MOST: usize = 20;

/// Whom a message calls, each once and never its writer.
pub fn called(tx: &mut Tx, scope: &Scope, c: &Conversation, kind: Kind, asked: &[AgentId]) -> Result<Vec<AgentId>> {
    let mut agents: Vec<AgentId> = Vec::new();
    for agent in asked.iter().filter(|agent| **agent != scope.agent) {
        if !agents.contains(agent) {
            agents.push(*agent);
        }
    }
    if agents.is_empty() {
        return Ok(agents);
    }
    check(c, kind, agents.len())?;
    for agent in &agents {
        let name = active_agent(tx, scope, *agent, "mentions")?;
        if !may_see_conversations(tx, *agent)? {
            let zh = format!("「{name}」没有查看会话的权限，不能用 @ 提到。");
            let en = format!("{name} has no right to view conversations and cannot be mentioned.");
            return Err(Error::invalid("mentions", zh, en).reason("no_sight"));
        }
    }
    Ok(agents)
}

fn check(c: &Conversation, kind: Kind, count: usize) -> Result<()> {
    if kind != Kind::Note {
        return Err(Error::invalid("mentions", "只有备注可以 @ 同事。", "Only notes can mention colleagues."));
    }
    if c.private {
        let error = Error::conflict("私密会话不能 @ 同事。", "A private conversation stays with the owner.");
        return Err(error.field("mentions").reason("private"));
    }
    if count > MOST {
        let zh = format!("一条备注最多 @ {MOST} 位同事。");
        return Err(Error::invalid("mentions", zh, format!("A note mentions at most {MOST} colleagues.")));
    }
    Ok(())
}

const RIGHTS: &str = "select owner, permissions from agents where id = $1";

fn may_see_conversations(q: &mut impl Query, agent: AgentId) -> Result<bool> {
    let (owner, extra) =
        q.one(RIGHTS, &args![agent], |row| Ok((row.get::<bool>("owner")?, row.get::<String>("permissions")?)))?;
    let grants = if owner { Grants::everything() } else { grants_of(q, agent, &extra)? };
    Ok(grants.has(Permission::ChatView))
}

const CALL: &str = "
insert into mentions (message_id, agent_id, workspace_id, conversation_id, created_at) values ($1, $2, $3, $4, $5)";

/// Notes the call and tells those who were called. Their sight was given before, with [`participants::invite`].
pub fn call(tx: &mut Tx, c: &Conversation, message: &Message) -> Result<()> {
    if message.mentions.is_empty() {
        return Ok(());
    }
    for agent in &message.mentions {
        tx.exec(CALL, &args![message.id, *agent, c.workspace, c.id, message.created_at])?;
    }
    let data = json!({"agent": {"conversation": Summary::from(c), "message": message}});
    tell(tx, c.id, "mentioned", message.mentions.clone(), data);
    Ok(())
}

fn tell(tx: &mut Tx, conversation: ConversationId, name: &'static str, agents: Vec<AgentId>, data: serde_json::Value) {
    let audience = json!(Audience::Called { agents, conversation }).to_string();
    tx.emit(NewEvent { name, audience, contact: None, data: data.to_string() });
}

const SEEN: &str = "
update mentions set seen_at = $4 where agent_id = $1 and conversation_id = $2 and seen_at is null
  and message_id in (select id from messages where conversation_id = $2 and seq <= $3)";

/// He has read up to there; his other windows learn it.
pub fn seen(tx: &mut Tx, scope: &Scope, conversation: ConversationId, seq: i64) -> Result<()> {
    let now = tx.now();
    if tx.exec(SEEN, &args![scope.agent, conversation, seq, now])? > 0 {
        changed(tx, conversation, vec![scope.agent]);
    }
    Ok(())
}

/// The mentions of these agents are to be counted anew.
fn changed(tx: &mut Tx, conversation: ConversationId, agents: Vec<AgentId>) {
    tell(tx, conversation, "mentions_changed", agents, json!({"agent": {"conversation_id": conversation}}));
}

const WITHDRAW: &str = "delete from mentions where message_id = $1";

/// The note was taken back: whom it alone had called in loses sight of the conversation again.
pub fn withdraw(tx: &mut Tx, c: &Conversation, message: &Message) -> Result<()> {
    if message.mentions.is_empty() {
        return Ok(());
    }
    tx.exec(WITHDRAW, &args![message.id])?;
    changed(tx, c.id, message.mentions.clone());
    participants::uninvite(tx, c)
}

const OF: &str = "select distinct conversation_id from mentions where agent_id = $1";

/// The conversations into which he was called.
pub fn conversations_of(q: &mut impl Query, agent: AgentId) -> Result<HashSet<ConversationId>> {
    Ok(q.all(OF, &args![agent], |row| row.get("conversation_id"))?.into_iter().collect())
}

const UNSEEN: &str = "
select message_id from mentions where agent_id = $1 and conversation_id = $2 and seen_at is null order by message_id";

/// The notes of a conversation that call him and that he has not read.
pub fn unseen(q: &mut impl Query, agent: AgentId, conversation: ConversationId) -> Result<Vec<MessageId>> {
    q.all(UNSEEN, &args![agent, conversation], |row| row.get("message_id"))
}

//! A visitor's rating 评价 of the service he was given.

use super::announce::{self, Change};
use super::lines::{Line, say};
use super::message::{read, select_message};
use super::row::{self, Conversation};
use super::visitor_view::{self, VisitorConversation};
use crate::visitors::answers::{self, Apart};
use crate::visitors::scope::VisitorScope;
use db::{Query, Tx, args};
use domain::conversation::Status;
use domain::id::ConversationId;
use domain::{Error, Result, Timestamp};

const COMMENT_CHARS: usize = 500;

#[derive(Debug, Clone)]
pub struct Rating {
    score: i64,
    comment: Option<String>,
}

impl Rating {
    pub fn new(score: i64, comment: Option<String>) -> Result<Rating> {
        if !(1..=5).contains(&score) {
            return Err(Error::invalid("score", "评分应为 1 到 5。", "The score must be from 1 to 5."));
        }
        let comment = comment.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        if comment.as_ref().is_some_and(|text| text.chars().count() > COMMENT_CHARS) {
            let (zh, en) = (format!("最多 {COMMENT_CHARS} 个字。"), format!("At most {COMMENT_CHARS} characters."));
            return Err(Error::invalid("comment", zh, en));
        }
        Ok(Rating { score, comment })
    }
}

/// The newest conversation is rated, once an agent has answered in it.
pub fn rate(tx: &mut Tx, scope: &VisitorScope, rating: &Rating) -> Result<VisitorConversation> {
    let Some(mut c) = visitor_view::current(tx, scope.contact, scope.inbox)? else { return Err(unanswered()) };
    let served = visitor_view::served_in(tx, &c)?;
    if !answered(tx, served)? {
        return Err(unanswered());
    }
    let earlier = c.rating.zip(c.rated_at);
    if let Some((_, at)) = earlier
        && c.status != Status::Ended
        && reopened_since(tx, c.id, at)?
    {
        let error =
            Error::conflict("会话已经继续，结束后可以再次评价。", "The chat goes on; rate it again when it has ended.");
        return Err(error.reason("reopened"));
    }
    match visitor_view::noticed(tx, scope.contact, scope.inbox)? {
        Some(_) => keep(tx, &mut c, rating, earlier.is_none())?,
        None => keep_apart(tx, scope, &c, rating)?,
    }
    VisitorConversation::of(tx, &c)
}

fn unanswered() -> Error {
    Error::conflict("客服回复后才能评价。", "It can be rated once somebody has answered.").reason("not_answered")
}

const ANSWERED: &str = "
select 1 as found from messages
where conversation_id = $1 and sender_type = 'agent' and to_contact = true and automatic = false and kind <> 'event'
  and state <> 'recalled' limit 1";

pub fn answered(q: &mut impl Query, id: ConversationId) -> Result<bool> {
    Ok(q.maybe(ANSWERED, &args![id], |_| Ok(()))?.is_some())
}

const LINES_SINCE: &str = select_message!("where m.conversation_id = $1 and m.kind = 'event' and m.created_at > $2");

fn reopened_since(q: &mut impl Query, id: ConversationId, at: Timestamp) -> Result<bool> {
    let lines = q.all(LINES_SINCE, &args![id, at], read)?;
    Ok(lines.iter().any(|line| line.event.as_ref().is_some_and(|event| event["type"] == "reopened")))
}

/// The line says that he rated, and not how: that is for those who may see ratings.
fn keep(tx: &mut Tx, c: &mut Conversation, rating: &Rating, first: bool) -> Result<()> {
    (c.rating, c.rating_comment, c.rated_at) = (Some(rating.score), rating.comment.clone(), Some(tx.now()));
    row::save(tx, c)?;
    if first {
        say(tx, c, Line::Rated, None)?;
    }
    announce::announce(tx, c, None, &Change::Updated)?;
    Ok(())
}

/// He sees it again; nobody else does.
fn keep_apart(tx: &mut Tx, scope: &VisitorScope, c: &Conversation, rating: &Rating) -> Result<()> {
    let mut answers = answers::load(tx, scope.contact)?;
    answers.rating = Some(Apart { conversation: c.id, score: rating.score });
    answers::keep(tx, scope.contact, &answers)?;
    announce::tell_contact(tx, c)
}

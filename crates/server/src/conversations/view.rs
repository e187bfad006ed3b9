//! One conversation in full, and its messages.

use super::draft::{self, Draft};
use super::ending_summary::{self, EndingSummary};
use super::form::{self, FormAnswer};
use super::mention;
use super::message::{self, Message, read, select_message};
use super::participants::{self, Participant};
use super::rating_view::{self, RatingView};
use super::row::{Conversation, Summary};
use super::sight;
use crate::accounts::scope::Scope;
use crate::channels::Channels;
use crate::http::{Cursor, Page};
use db::{Query, args};
use domain::Result;
use domain::conversation::Abilities;
use domain::id::{ConversationId, LinkId, MessageId};
use serde::Serialize;
use serde_json::Value as Json;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct ConversationView {
    #[serde(flatten)]
    pub summary: Summary,
    pub draft: Option<Draft>,
    /// The page the contact is on: `{url, title, referrer, language, user_agent, timezone, screen}`, with `device`
    /// `{kind, os, browser}` and `product` `{title, image, price, link}`; what is not known is null.
    #[schema(value_type = Option<Object>)]
    pub page: Option<Json>,
    pub participants: Vec<Participant>,
    /// Notes that call the viewer and that he has not read.
    pub unseen_mentions: Vec<MessageId>,
    /// The contact's conversation before this one.
    pub previous_id: Option<ConversationId>,
    pub link_name: Option<String>,
    pub abilities: Abilities,
    /// What the agent noted on ending.
    #[serde(rename = "summary")]
    #[schema(rename = "summary")]
    pub ending: Option<EndingSummary>,
    /// For holders of `rating.view`, and for whoever took part.
    pub rating: Option<RatingView>,
    /// The contact was asked how it was.
    pub rating_invited: bool,
    /// What the contact said in the form before the chat, beyond his name, address and number: for whoever may see
    /// the contact.
    pub form: Vec<FormAnswer>,
}

const LINK: &str = "select name from links where id = $1";

fn link_name(q: &mut impl Query, link: Option<LinkId>) -> Result<Option<String>> {
    match link {
        Some(link) => q.maybe(LINK, &args![link], |row| row.get("name")),
        None => Ok(None),
    }
}

pub fn view(q: &mut impl Query, channels: &Channels, scope: &Scope, id: ConversationId) -> Result<ConversationView> {
    let c = sight::readable(q, scope, id)?;
    of(q, channels, scope, &c)
}

pub fn of(q: &mut impl Query, channels: &Channels, scope: &Scope, c: &Conversation) -> Result<ConversationView> {
    let previous_id = match c.previous {
        Some(previous) => sight::readable(q, scope, previous).ok().map(|previous| previous.id),
        None => None,
    };
    let participants = participants::of_conversation(q, c.id)?;
    Ok(ConversationView {
        summary: Summary::from(c),
        draft: draft::get(q, c.id, scope.agent)?,
        page: c.page.clone(),
        unseen_mentions: mention::unseen(q, scope.agent, c.id)?,
        previous_id,
        link_name: link_name(q, c.link)?,
        abilities: channels.get(&c.channel)?.abilities(),
        ending: ending_summary::of(c)?,
        rating: rating_view::seen_by(scope, c, &participants),
        rating_invited: c.rating_invited,
        participants,
        form: form::of(q, scope, c.contact)?,
    })
}

/// Which part of a conversation's messages.
#[derive(Debug, Clone, Copy)]
pub enum Part {
    /// The newest before this number.
    Before(i64),
    /// The oldest after this number.
    After(i64),
    /// With this number in the middle.
    Around(i64),
}

const BEFORE: &str = select_message!("where m.conversation_id = $1 and m.seq < $2 order by m.seq desc limit $3");
const AFTER: &str = select_message!("where m.conversation_id = $1 and m.seq > $2 order by m.seq limit $3");

/// Oldest first. `next` leads to older ones (`Before`, `Around`) or newer ones (`After`).
pub fn messages(
    q: &mut impl Query,
    scope: &Scope,
    id: ConversationId,
    part: Part,
    limit: i64,
) -> Result<Page<Message>> {
    sight::readable(q, scope, id)?;
    let page = match part {
        Part::Before(seq) => older(q, id, seq, limit)?,
        Part::After(seq) => cut(q.all(AFTER, &args![id, seq, limit + 1], read)?, limit),
        Part::Around(seq) => around(q, id, seq, limit)?,
    };
    Ok(Page { items: message::with_files(q, page.items)?, next: page.next })
}

/// What is missing on one side, the other fills up.
fn around(q: &mut impl Query, id: ConversationId, seq: i64, limit: i64) -> Result<Page<Message>> {
    let mut newer = q.all(AFTER, &args![id, seq.saturating_sub(1), limit / 2 + 1], read)?;
    let mut items = older(q, id, seq, limit - newer.len() as i64)?.items;
    if let Some(last) = newer.last().map(|last| last.seq) {
        let room = limit - (items.len() + newer.len()) as i64;
        newer.extend(q.all(AFTER, &args![id, last, room], read)?);
    }
    items.extend(newer);
    // They are numbered from 1 without gaps.
    let next = items.first().filter(|first| first.seq > 1).map(|first| Cursor(first.seq, 0).encode());
    Ok(Page { items, next })
}

fn older(q: &mut impl Query, id: ConversationId, seq: i64, limit: i64) -> Result<Page<Message>> {
    let mut page = cut(q.all(BEFORE, &args![id, seq, limit + 1], read)?, limit);
    page.items.reverse();
    Ok(page)
}

fn cut(rows: Vec<Message>, limit: i64) -> Page<Message> {
    Page::cut(rows, limit, |message| Cursor(message.seq, 0))
}

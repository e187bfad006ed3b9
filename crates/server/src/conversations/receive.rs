//! A contact writes: the one door in for every channel, idempotent.

use super::append::{Files, append};
use super::automatic::{self, Opening, Texts};
use super::lines::{Line, say};
use super::message::{By, Message, NewMessage, SenderBrief, body_hash, dedup_key, earlier};
use super::row::{self, Conversation, NewConversation, conversation_columns, conversation_tables, select_conversation};
use super::{assignment, quote, visitor_view};
use crate::channels::Channels;
use crate::files::link::FileViewer;
use crate::routing::floor;
use crate::routing::settings::{self, Settings};
use db::{Query, Tx, args};
use domain::conversation::{Abilities, Kind, MAX_ATTACHMENTS, MAX_TEXT_CHARS, Status};
use domain::id::{ContactId, EntryId, FileId, InboxId, LinkId, MessageId};
use domain::routing::{Effect, Event, State, on};
use domain::{Code, Error, Result, Timestamp};
use serde_json::Value as Json;

/// What a channel hands in.
#[derive(Debug, Clone)]
pub struct Incoming {
    pub inbox: InboxId,
    pub link: Option<LinkId>,
    pub contact: ContactId,
    /// Made by the sender; the same id again gives the first result.
    pub client_id: Option<String>,
    pub text: String,
    pub files: Vec<FileId>,
    /// The message that this one answers.
    pub reply_to: Option<MessageId>,
    /// The page that the contact is on.
    pub page: Option<Json>,
    /// Questions whose answers he has read by himself.
    pub seen_faq: Vec<String>,
}

pub struct Received {
    /// As the contact gets it.
    pub message: Message,
    /// False when this was a repetition.
    pub fresh: bool,
}

struct Contact {
    name: String,
    blocked: bool,
    private: bool,
}

/// The inbox that he writes to, as it is set.
struct Door {
    kind: String,
    says: Texts,
}

const AT_THE_DOOR: &str = "
select k.name, k.blocked, k.private, i.kind, i.settings, w.routing
from contacts k, inboxes i, workspaces w
where k.workspace_id = $1 and k.id = $2 and i.workspace_id = $1 and i.id = $3 and i.deleted_at is null and w.id = $1";

/// Who writes, where, and under which rules: of every message, so all at once.
fn at_the_door(tx: &mut Tx, channels: &Channels, incoming: &Incoming) -> Result<(Contact, Door, Settings)> {
    let key = args![tx.workspace(), incoming.contact, incoming.inbox];
    let (contact, kind, set, routing) = tx.one(AT_THE_DOOR, &key, |row| {
        let contact = Contact { name: row.get("name")?, blocked: row.get("blocked")?, private: row.get("private")? };
        Ok((contact, row.get::<String>("kind")?, row.get::<Json>("settings")?, row.get::<String>("routing")?))
    })?;
    let says = channels.get(&kind)?.automatic(&set)?;
    Ok((contact, Door { kind, says }, settings::parse(&routing)?))
}

/// Stores what the contact wrote, routes the conversation where the state table says so, announces both.
pub fn receive(tx: &mut Tx, channels: &Channels, incoming: &Incoming) -> Result<Received> {
    check(incoming)?;
    let kind = if incoming.files.is_empty() { Kind::Text } else { Kind::File };
    let hash = body_hash(kind, &incoming.text, &incoming.files, incoming.reply_to, &[]);
    let by = By::Contact(incoming.inbox, incoming.contact);
    let key = incoming.client_id.as_ref().map(|client| dedup_key(client, &by));
    if let Some(key) = &key
        && let Some(message) = earlier(tx, key, &hash)?
    {
        return Ok(Received { message: visitor_view::shown(&message), fresh: false });
    }
    let (contact, door, settings) = at_the_door(tx, channels, incoming)?;
    let abilities = channels.get(&door.kind)?.abilities();
    let arriving = Arriving { incoming, contact: &contact, kind: door.kind, abilities, settings: &settings };
    let mut arrival = open(tx, &arriving)?;
    let c = &mut arrival.conversation;
    c.page = incoming.page.clone().or(c.page.take());
    let from = (incoming.contact, incoming.inbox);
    let reply_to = match incoming.reply_to {
        Some(id) => quote::by_contact(tx, c, from, id)?,
        None => None,
    };
    let opening = (arrival.opening, &arrival.before);
    automatic::in_front(tx, &settings, (&door.says, &incoming.seen_faq), c, opening, arrival.load)?;
    let waited = c.waiting_since;
    let new = NewMessage {
        kind,
        sender: SenderBrief::contact(incoming.contact, &contact.name),
        text: incoming.text.clone(),
        event: None,
        to_contact: true,
        automatic: false,
        reply_to,
        mentions: Vec::new(),
        dedup: key.zip(incoming.client_id.clone()).map(|(key, client)| (key, hash, client)),
    };
    let files = Files { owner: FileViewer::Contact(incoming.contact), ids: &incoming.files };
    let message = append(tx, c, new, Some(files), arrival.before)?;
    automatic::behind(tx, &door.says, c, arrival.opening, waited)?;
    Ok(Received { message: visitor_view::shown(&message), fresh: true })
}

fn check(incoming: &Incoming) -> Result<()> {
    if incoming.text.trim().is_empty() && incoming.files.is_empty() {
        return Err(Error::invalid("text", "请输入内容。", "Please write something."));
    }
    check_size(&incoming.text, &incoming.files)?;
    check_client_id(incoming.client_id.as_deref())
}

/// The bounds of one message, for both sides.
pub fn check_size(text: &str, files: &[FileId]) -> Result<()> {
    if text.chars().count() > MAX_TEXT_CHARS {
        let zh = format!("内容太长，最多 {MAX_TEXT_CHARS} 个字。");
        return Err(
            Error::new(Code::TooLarge, zh, format!("Too long: at most {MAX_TEXT_CHARS} characters.")).field("text")
        );
    }
    if files.len() > MAX_ATTACHMENTS {
        let zh = format!("一条消息最多 {MAX_ATTACHMENTS} 个文件。");
        return Err(Error::invalid("attachment_ids", zh, format!("At most {MAX_ATTACHMENTS} files in one message.")));
    }
    if text.contains('\0') {
        // PostgreSQL's text cannot hold it, and no person types it.
        return Err(Error::invalid(
            "text",
            "内容含有不能保存的字符。",
            "The text contains a character that cannot be stored.",
        ));
    }
    Ok(())
}

pub fn check_client_id(id: Option<&str>) -> Result<()> {
    match id {
        Some(id) if id.is_empty() || id.len() > 100 || id.contains('\0') => Err(Error::invalid(
            "client_id",
            "client_id 应为 1 到 100 个字符。",
            "client_id must have 1 to 100 characters.",
        )),
        _ => Ok(()),
    }
}

/// The conversation that a message goes to, moved to its new place, and how it stood before.
struct Arrival {
    conversation: Conversation,
    before: Option<domain::audience::Standing>,
    opening: Opening,
    load: domain::routing::Load,
}

/// What a message arrives in: who writes, through which kind of inbox, under which rules.
struct Arriving<'a> {
    incoming: &'a Incoming,
    contact: &'a Contact,
    kind: String,
    abilities: Abilities,
    settings: &'a Settings,
}

impl Arriving<'_> {
    /// Marked private for good when it begins; a blocked contact's words lie apart.
    fn is_private(&self) -> bool {
        self.contact.private && !self.contact.blocked
    }
}

/// With whoever serves it, who may be gone.
const LIVE: &str = concat!(
    "select ",
    conversation_columns!(),
    ", a.presence, a.connections, a.gone_at, a.state ",
    conversation_tables!(),
    "left join agents a on a.id = c.assignee_id
     where c.contact_id = $1 and c.inbox_id = $2 and c.private = $3 and c.blocked = $4 and c.status <> 'ended'
     order by c.id desc limit 1"
);

const LATEST_ENDED: &str = select_conversation!(
    "where c.contact_id = $1 and c.inbox_id = $2 and c.private = $3 and c.blocked = $4 and c.status = 'ended'
     order by c.ended_at desc, c.id desc limit 1"
);

fn open(tx: &mut Tx, arriving: &Arriving) -> Result<Arrival> {
    let incoming = arriving.incoming;
    let key = args![incoming.contact, incoming.inbox, arriving.is_private(), arriving.contact.blocked];
    let (settings, now) = (arriving.settings, tx.now());
    let live = tx.maybe(LIVE, &key, |row| {
        let c = row::read(row)?;
        // An offline message lies with somebody who is not there: the next word asks again.
        let gone = c.assignee.is_some() && floor::is_offline(row, settings, now)?;
        Ok((c, gone))
    })?;
    let found = match live {
        Some(live) => Some(live),
        None => tx.maybe(LATEST_ENDED, &key, row::read)?.map(|ended| (ended, false)),
    };
    match found {
        None => begin(tx, arriving, None),
        Some((c, assignee_gone)) => continue_or_begin(tx, arriving, c, assignee_gone),
    }
}

fn continue_or_begin(tx: &mut Tx, arriving: &Arriving, mut c: Conversation, assignee_gone: bool) -> Result<Arrival> {
    let (settings, load) = (arriving.settings, arriving.abilities.load);
    let (mut before, mut opening) = (None, Opening::GoesOn);
    let state = state(tx.now(), settings, &arriving.abilities, &c, assignee_gone);
    match on(Event::ContactWrites, &state) {
        Effect::BeginsNew => return begin(tx, arriving, Some(c.id)),
        Effect::Decide if c.status == Status::Ended => {
            // The way in may be another one this time, with a rule of its own.
            (c.link, c.entry) = (arriving.incoming.link, entry_of(tx, arriving.incoming)?);
            c.group = None;
            before = assignment::before(tx, &c)?;
            assignment::decide(tx, settings, &mut c, load, &[])?;
            say(tx, &mut c, Line::Reopened, before.clone())?;
            opening = Opening::Reopened;
        }
        Effect::Decide => {
            before = assignment::before(tx, &c)?;
            assignment::decide(tx, settings, &mut c, load, &[])?;
        }
        Effect::Wakes => {
            (c.status, c.snoozed_until) = (Status::Open, None);
        }
        _ => {}
    }
    Ok(Arrival { conversation: c, before, opening, load })
}

/// The conversation's state as `domain::routing::on` wants it.
fn state(now: Timestamp, settings: &Settings, abilities: &Abilities, c: &Conversation, assignee_gone: bool) -> State {
    let window = settings.reopen_seconds(abilities.load);
    State {
        status: c.status,
        assignee_offline: assignee_gone,
        contact_waits: c.waiting_since.is_some(),
        may_reopen: c.ended_at.is_some_and(|ended| now < ended.plus_seconds(window)),
        ends_by_silence: abilities.ends_by_silence,
    }
}

fn begin(tx: &mut Tx, arriving: &Arriving, previous: Option<domain::id::ConversationId>) -> Result<Arrival> {
    let incoming = arriving.incoming;
    let new = NewConversation {
        channel: &arriving.kind,
        one_live: arriving.abilities.one_live_conversation,
        inbox: incoming.inbox,
        link: incoming.link,
        entry: entry_of(tx, incoming)?,
        contact: incoming.contact,
        private: arriving.is_private(),
        blocked: arriving.contact.blocked,
        subject: None,
        previous,
        page: incoming.page.as_ref(),
    };
    let mut c = row::insert(tx, &new)?;
    assignment::decide(tx, arriving.settings, &mut c, arriving.abilities.load, &[])?;
    Ok(Arrival { conversation: c, before: None, opening: Opening::Begun, load: arriving.abilities.load })
}

const LINK_RULE: &str = "
select 1 as found from links l where l.id = $1 and (l.agent_id is not null
  or exists (select 1 from entry_agents e where e.entry_id = l.id) or exists (select 1 from entry_groups g where g.entry_id = l.id))";

/// A link's own rule, when it has one, goes before the inbox's.
fn entry_of(tx: &mut Tx, incoming: &Incoming) -> Result<EntryId> {
    if let Some(link) = incoming.link
        && tx.maybe(LINK_RULE, &args![link], |_| Ok(()))?.is_some()
    {
        return Ok(EntryId(link.0));
    }
    Ok(EntryId(incoming.inbox.0))
}

//! A conversation as it is stored, and its summary as agents get it.

use db::{Query, Row, args};
use domain::conversation::Status;
use domain::id::{AgentId, ContactId, ConversationId, EntryId, GroupId, InboxId, LinkId, TagId, WorkspaceId};
use domain::{Error, Result, Timestamp};
use serde::Serialize;
use serde_json::{Value as Json, json};
use utoipa::ToSchema;

#[derive(Debug, Clone)]
pub struct Conversation {
    pub id: ConversationId,
    pub workspace: WorkspaceId,
    pub channel: String,
    pub inbox: InboxId,
    pub inbox_name: String,
    pub link: Option<LinkId>,
    /// The link or inbox whose rule routes it.
    pub entry: EntryId,
    pub contact: ContactId,
    pub contact_name: String,
    pub contact_blocked: bool,
    pub status: Status,
    pub assignee: Option<AgentId>,
    pub group: Option<GroupId>,
    pub offline: bool,
    pub private: bool,
    pub blocked: bool,
    pub subject: Option<String>,
    /// Number of the last message.
    pub seq: i64,
    pub last_message: Option<Json>,
    pub unread: i64,
    pub agent_read_seq: i64,
    pub contact_read_seq: i64,
    pub waiting_since: Option<Timestamp>,
    pub queued_at: Option<Timestamp>,
    pub assigned_at: Option<Timestamp>,
    pub return_to: Option<AgentId>,
    pub return_at: Option<Timestamp>,
    pub snoozed_until: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    pub ended_by: Option<String>,
    pub previous: Option<ConversationId>,
    pub page: Option<Json>,
    pub tags: Vec<TagId>,
    /// 会话小结: see `ending_summary`.
    pub summary: Option<Json>,
    /// The contact was asked how it was.
    pub rating_invited: bool,
    pub rating: Option<i64>,
    pub rating_comment: Option<String>,
    pub rated_at: Option<Timestamp>,
    /// The contact was reminded in this silence.
    pub reminded_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub last_at: Timestamp,
    /// Status and assignee as they are stored.
    stored: (Status, Option<AgentId>),
    /// Where it waits, as it is stored; see [`line`].
    line: Option<String>,
}

macro_rules! conversation_columns {
    () => {
        concat!(
            "c.id, c.workspace_id, c.channel, c.inbox_id, i.name as inbox_name, c.link_id, c.entry_id, c.contact_id, ",
            "k.name as contact_name, k.blocked as contact_blocked, c.status, c.assignee_id, c.group_id, c.offline, ",
            "c.private, c.blocked, c.subject, c.seq, c.last_message, c.unread, c.agent_read_seq, c.contact_read_seq, ",
            "c.waiting_since, c.queued_at, c.assigned_at, c.return_to, c.return_at, c.snoozed_until, c.ended_at, c.ended_by, ",
            "c.previous_id, c.page, c.tags, c.summary, c.rating_invited, c.rating, c.rating_comment, c.rated_at, c.reminded_at, ",
            "c.created_at, c.last_at, c.line"
        )
    };
}
pub(crate) use conversation_columns;

macro_rules! conversation_tables {
    () => {
        " from conversations c join inboxes i on i.id = c.inbox_id join contacts k on k.id = c.contact_id "
    };
}
pub(crate) use conversation_tables;

/// The columns of [`Conversation`], for every statement that reads whole ones.
macro_rules! select_conversation {
    ($rest:literal) => {
        concat!(
            "select ",
            crate::conversations::row::conversation_columns!(),
            crate::conversations::row::conversation_tables!(),
            $rest
        )
    };
}
pub(crate) use select_conversation;

pub fn read(row: &Row) -> Result<Conversation> {
    let status: String = row.get("status")?;
    let status = Status::parse(&status).ok_or_else(|| Error::internal_error(format!("stored status {status}")))?;
    let assignee = row.get("assignee_id")?;
    Ok(Conversation {
        id: row.get("id")?,
        workspace: row.get("workspace_id")?,
        channel: row.get("channel")?,
        inbox: row.get("inbox_id")?,
        inbox_name: row.get("inbox_name")?,
        link: row.get("link_id")?,
        entry: row.get("entry_id")?,
        contact: row.get("contact_id")?,
        contact_name: row.get("contact_name")?,
        contact_blocked: row.get("contact_blocked")?,
        status,
        assignee,
        group: row.get("group_id")?,
        offline: row.get("offline")?,
        private: row.get("private")?,
        blocked: row.get("blocked")?,
        subject: row.get("subject")?,
        seq: row.get("seq")?,
        last_message: row.get("last_message")?,
        unread: row.get("unread")?,
        agent_read_seq: row.get("agent_read_seq")?,
        contact_read_seq: row.get("contact_read_seq")?,
        waiting_since: row.get("waiting_since")?,
        queued_at: row.get("queued_at")?,
        assigned_at: row.get("assigned_at")?,
        return_to: row.get("return_to")?,
        return_at: row.get("return_at")?,
        snoozed_until: row.get("snoozed_until")?,
        ended_at: row.get("ended_at")?,
        ended_by: row.get("ended_by")?,
        previous: row.get("previous_id")?,
        page: row.get("page")?,
        tags: serde_json::from_value(row.get("tags")?)
            .map_err(|error| Error::internal_error(format!("stored tags: {error}")))?,
        summary: row.get("summary")?,
        rating_invited: row.get("rating_invited")?,
        rating: row.get("rating")?,
        rating_comment: row.get("rating_comment")?,
        rated_at: row.get("rated_at")?,
        reminded_at: row.get("reminded_at")?,
        created_at: row.get("created_at")?,
        last_at: row.get("last_at")?,
        stored: (status, assignee),
        line: row.get("line")?,
    })
}

const BY_ID: &str = select_conversation!("where c.workspace_id = $1 and c.id = $2");

/// One conversation of the workspace, whoever asks: use cases that act for a person check his sight first.
pub fn load(q: &mut impl Query, workspace: WorkspaceId, id: ConversationId) -> Result<Conversation> {
    q.one(BY_ID, &args![workspace, id], read)
}

/// The sign in the statements keeps SQLite from reading the whole workspace instead.
macro_rules! by_ids {
    ($ids:literal) => {
        concat!(select_conversation!("where +c.workspace_id = $1 and c.id in ("), $ids, ")")
    };
}

/// A few, and a page of a hundred with the one behind it: with PostgreSQL each statement is a way there and back.
const FEW: usize = 20;
const BY_FEW_IDS: &str =
    by_ids!("$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21");
const PAGE: usize = 101;
const BY_IDS: &str = by_ids!(
    "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26,
  $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49,
  $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65, $66, $67, $68, $69, $70, $71, $72,
  $73, $74, $75, $76, $77, $78, $79, $80, $81, $82, $83, $84, $85, $86, $87, $88, $89, $90, $91, $92, $93, $94, $95,
  $96, $97, $98, $99, $100, $101, $102"
);

/// The same for several, in the order of `ids`.
pub fn load_all(q: &mut impl Query, workspace: WorkspaceId, ids: &[ConversationId]) -> Result<Vec<Conversation>> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(PAGE) {
        let (sql, room) = if some.len() > FEW { (BY_IDS, PAGE) } else { (BY_FEW_IDS, FEW) };
        let mut args = args![workspace].to_vec();
        // One asked for twice is read once.
        args.extend((0..room).map(|n| db::Value::from(*some.get(n).unwrap_or(&some[0]))));
        let mut read = q.all(sql, &args, read)?;
        read.sort_unstable_by_key(|c| some.iter().position(|id| *id == c.id));
        if read.len() != some.len() {
            return Err(Error::not_found());
        }
        found.extend(read);
    }
    Ok(found)
}

/// What lists and events show of a conversation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Summary {
    pub id: ConversationId,
    pub channel: String,
    pub inbox_id: InboxId,
    pub inbox_name: String,
    pub link_id: Option<LinkId>,
    pub contact: ContactBrief,
    pub assignee_id: Option<AgentId>,
    pub group_id: Option<GroupId>,
    pub status: Status,
    /// An offline message: it came while everybody was offline.
    pub offline: bool,
    /// The owner's private conversation; true for nobody else.
    pub private: bool,
    pub subject: Option<String>,
    /// The newest message or note of a person.
    #[schema(value_type = Option<Object>)]
    pub last_message: Option<Json>,
    /// Messages of the contact that the serving side has not read.
    pub unread: i64,
    /// Number of the last message.
    pub seq: i64,
    /// How far the contact has read.
    pub contact_read_seq: i64,
    /// Since when the contact waits for an answer.
    pub waiting_since: Option<Timestamp>,
    pub queued_at: Option<Timestamp>,
    pub snoozed_until: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    pub ended_by: Option<String>,
    pub tag_ids: Vec<TagId>,
    pub created_at: Timestamp,
    pub last_at: Timestamp,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ContactBrief {
    pub id: ContactId,
    pub name: String,
    pub blocked: bool,
}

impl From<&Conversation> for Summary {
    fn from(c: &Conversation) -> Summary {
        Summary {
            id: c.id,
            channel: c.channel.clone(),
            inbox_id: c.inbox,
            inbox_name: c.inbox_name.clone(),
            link_id: c.link,
            contact: ContactBrief { id: c.contact, name: c.contact_name.clone(), blocked: c.contact_blocked },
            assignee_id: c.assignee,
            group_id: c.group,
            status: c.status,
            offline: c.offline,
            private: c.private,
            subject: c.subject.clone(),
            last_message: c.last_message.clone(),
            unread: c.unread,
            seq: c.seq,
            contact_read_seq: c.contact_read_seq,
            waiting_since: c.waiting_since,
            queued_at: c.queued_at,
            snoozed_until: c.snoozed_until,
            ended_at: c.ended_at,
            ended_by: c.ended_by.clone(),
            tag_ids: c.tags.clone(),
            created_at: c.created_at,
            last_at: c.last_at,
        }
    }
}

/// What follows `update conversations set`; $1 is the conversation.
macro_rules! save {
    ($place:literal) => {
        concat!(
            "update conversations set ",
            $place,
            "seq = $2, last_message = $3, unread = $4, agent_read_seq = $5, contact_read_seq = $6, waiting_since = $7, ",
            "group_id = $8, offline = $9, queued_at = $10, assigned_at = $11, return_to = $12, return_at = $13, ",
            "snoozed_until = $14, ended_at = $15, ended_by = $16, page = $17, last_at = $18, link_id = $19, entry_id = $20, ",
            "tags = $21, summary = $22, rating_invited = $23, rating = $24, rating_comment = $25, rated_at = $26, ",
            "reminded_at = $27 where id = $1"
        )
    };
}

const SAVE: &str = save!("status = $28, assignee_id = $29, line = $30, ");

/// Most messages move nothing; a column that is named is written in every index that it is in, be it the same as before.
const SAVE_IN_PLACE: &str = save!("");

/// Writes back what use cases changed. Loads of agents are not touched here: see `assignment`.
pub fn save(tx: &mut db::Tx, c: &mut Conversation) -> Result<()> {
    let mut values = args![
        c.id,
        c.seq,
        c.last_message.as_ref(),
        c.unread,
        c.agent_read_seq,
        c.contact_read_seq,
        c.waiting_since,
        c.group,
        c.offline,
        c.queued_at,
        c.assigned_at,
        c.return_to,
        c.return_at,
        c.snoozed_until,
        c.ended_at,
        c.ended_by.as_ref(),
        c.page.as_ref(),
        c.last_at,
        c.link,
        c.entry,
        json!(c.tags),
        c.summary.as_ref(),
        c.rating_invited,
        c.rating,
        c.rating_comment.as_ref(),
        c.rated_at,
        c.reminded_at
    ]
    .to_vec();
    let line = line(c);
    if c.stored == (c.status, c.assignee) && c.line == line {
        return tx.put(SAVE_IN_PLACE, &values);
    }
    values.extend(args![c.status.as_str(), c.assignee, line.as_ref()]);
    tx.put(SAVE, &values)?;
    c.stored = (c.status, c.assignee);
    c.line = line;
    Ok(())
}

/// Those with the same text wait for the same agents, so that routing need look at the oldest of them only; see
/// `domain::routing::Line`.
fn line(c: &Conversation) -> Option<String> {
    let crew = c.group.map_or_else(|| c.entry.0.to_string(), |group| format!("g{}", group.0));
    let link = c.link.map(|link| link.0.to_string()).unwrap_or_default();
    (c.status.is_waiting() && !c.blocked).then(|| format!("{crew}/{link}/{}", c.channel))
}

const INSERT: &str = "
insert into conversations (id, workspace_id, channel, one_live, inbox_id, link_id, entry_id, contact_id, status, assignee_id, group_id, offline,
  private, blocked, subject, seq, last_message, unread, agent_read_seq, contact_read_seq, previous_id, page, created_at, last_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null, null, false, $10, $11, $12, 0, null, 0, 0, 0, $13, $14, $15, $15)";

pub struct NewConversation<'a> {
    pub channel: &'a str,
    /// The channel has one conversation at a time with a contact.
    pub one_live: bool,
    pub inbox: InboxId,
    pub link: Option<LinkId>,
    pub entry: EntryId,
    pub contact: ContactId,
    pub private: bool,
    pub blocked: bool,
    pub subject: Option<&'a str>,
    pub previous: Option<ConversationId>,
    pub page: Option<&'a Json>,
}

/// Begins one, as yet without anybody: `queued` until routing has decided within the same transaction.
pub fn insert(tx: &mut db::Tx, new: &NewConversation) -> Result<Conversation> {
    let (id, now, workspace) = (ConversationId(tx.new_id()), tx.now(), tx.workspace());
    let status = if new.blocked { Status::Pooled } else { Status::Queued };
    tx.put(
        INSERT,
        &args![
            id,
            workspace,
            new.channel,
            new.one_live,
            new.inbox,
            new.link,
            new.entry,
            new.contact,
            status.as_str(),
            new.private,
            new.blocked,
            new.subject,
            new.previous,
            new.page,
            now
        ],
    )?;
    load(tx, workspace, id)
}

//! Lists of conversations, newest activity first, through the viewer's rights (CNV-7).

use super::participants;
use super::row::{self, Conversation, Summary, read, select_conversation};
use crate::accounts::scope::Scope;
use crate::http::{Cursor, Page};
use db::{Dialect, Query, args};
use domain::conversation::Status;
use domain::id::{AgentId, ContactId, ConversationId, TagId};
use domain::permission::{Permission, Reach};
use domain::{Result, Timestamp};

/// What narrows a list. `None` leaves it open.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub status: Option<String>,
    pub channel: Option<String>,
    pub assignee: Assignee,
    pub contact: Option<ContactId>,
    pub tag: Option<TagId>,
    pub view: Option<View>,
    /// Words in messages, or a part of the contact's name: see `find`.
    pub words: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Assignee {
    #[default]
    Anybody,
    Nobody,
    Is(AgentId),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    Mine,
    Queue,
    Pool,
    Colleagues,
    /// In which a note called the viewer.
    Mentioned,
    Ended,
    All,
}

impl Filter {
    /// The same conditions as the list's statement, for rows that were found another way; who was mentioned where, they know.
    pub fn admits(&self, c: &Conversation, viewer: AgentId) -> bool {
        let mine = c.assignee == Some(viewer);
        let in_view = match self.view.unwrap_or(View::All) {
            View::All | View::Mentioned => true,
            View::Mine => mine && c.status.is_assigned(),
            View::Queue => c.status == Status::Queued,
            View::Pool => c.status == Status::Pooled || (c.status == Status::Open && c.offline),
            View::Colleagues => c.assignee.is_some() && !mine && c.status.is_assigned(),
            View::Ended => c.status == Status::Ended,
        };
        let assignee = match self.assignee {
            Assignee::Anybody => true,
            Assignee::Nobody => c.assignee.is_none(),
            Assignee::Is(agent) => c.assignee == Some(agent),
        };
        let is = |wanted: &Option<String>, held: &str| wanted.as_deref().is_none_or(|wanted| wanted == held);
        in_view
            && assignee
            && is(&self.status, c.status.as_str())
            && is(&self.channel, &c.channel)
            && self.contact.is_none_or(|contact| contact == c.contact)
            && self.tag.is_none_or(|tag| c.tags.contains(&tag))
    }
}

impl View {
    pub fn parse(text: &str) -> Option<View> {
        Some(match text {
            "mine" => View::Mine,
            "queue" => View::Queue,
            "pool" => View::Pool,
            "colleagues" => View::Colleagues,
            "mentioned" => View::Mentioned,
            "ended" => View::Ended,
            "all" => View::All,
            _ => return None,
        })
    }

    const fn name(self) -> &'static str {
        match self {
            View::Mine => "mine",
            View::Queue => "queue",
            View::Pool => "pool",
            View::Colleagues => "colleagues",
            View::Mentioned => "mentioned",
            View::Ended => "ended",
            View::All => "all",
        }
    }
}

/// The same rule as `domain::audience::Viewer::sees`, for many rows at once; `c` is the conversation.
///
/// $1 workspace, $2 the viewer, $3 is the owner, $4 reach of chat.view ('all', 'group', 'own', ''), $5 may pick.
/// The parts for participants, groups and candidates are looked up only where the cheaper ones have said no.
macro_rules! visible_sql {
    () => {
        concat!("c.workspace_id = $1 and ", $crate::conversations::list::seen_sql!())
    };
}
pub(crate) use visible_sql;

/// The same where it is known which few conversations are looked at: the sign keeps SQLite from choosing an index of the
/// whole workspace instead.
macro_rules! visible_among_sql {
    () => {
        concat!("+c.workspace_id = $1 and ", $crate::conversations::list::seen_sql!())
    };
}
pub(crate) use visible_among_sql;

macro_rules! seen_sql {
    () => {
        "c.blocked = false and (c.private = false or $3 = true) and ($3 = true or $4 = 'all'
  or ($4 <> '' and (c.assignee_id = $2
    or exists (select 1 from participants p where p.agent_id = $2 and p.conversation_id = c.id)))
  or ($4 = 'group' and (
    exists (select 1 from team_members mine where mine.agent_id = $2 and mine.group_id = c.group_id)
    or exists (select 1 from team_members mine join team_members theirs on theirs.group_id = mine.group_id
      where mine.agent_id = $2 and theirs.agent_id = c.assignee_id)))
  or ($5 = true and c.status in ('queued', 'pooled') and (
    case when c.group_id is not null
      then exists (select 1 from team_members g where g.group_id = c.group_id and g.agent_id = $2)
    when exists (select 1 from entry_agents e where e.entry_id = c.entry_id)
      or exists (select 1 from entry_groups e where e.entry_id = c.entry_id)
      then exists (select 1 from entry_agents e where e.entry_id = c.entry_id and e.agent_id = $2)
        or exists (select 1 from entry_groups e join team_members g on g.group_id = e.group_id
          where e.entry_id = c.entry_id and g.agent_id = $2)
    else true end)))"
    };
}
pub(crate) use seen_sql;

/// The first five arguments of statements that contain [`visible_sql`].
pub fn rights(scope: &Scope) -> [db::Value; 5] {
    rights_by(scope, Permission::ChatView)
}

/// The same by another scoped permission (`chatlog.view`).
pub fn rights_by(scope: &Scope, permission: Permission) -> [db::Value; 5] {
    let reach = scope.reach(permission).map_or("", Reach::as_str);
    args![scope.workspace, scope.agent, scope.owner, reach, picks(scope)]
}

pub fn picks(scope: &Scope) -> bool {
    scope.has(Permission::QueuePick) || scope.has(Permission::PoolPick)
}

/// Whether all that it sees is what it took part in and, where it picks, what waits.
pub fn is_own(scope: &Scope, permission: Permission) -> bool {
    !scope.owner && !matches!(scope.reach(permission), Some(Reach::All | Reach::Group))
}

/// Narrowed, after the cursor.
macro_rules! narrowed_list {
    () => {
        " and (c.status = $6 or $6 is null) and (c.channel = $7 or $7 is null)
  and (c.assignee_id = $8 or $8 is null) and ($9 = false or c.assignee_id is null) and (c.contact_id = $10 or $10 is null)
  and ($11 in ('all', 'mentioned')
    or ($11 = 'mine' and c.assignee_id = $2 and c.status in ('open', 'snoozed'))
    or ($11 = 'queue' and c.status = 'queued') or ($11 = 'pool' and (c.status = 'pooled' or (c.status = 'open' and c.offline = true)))
    or ($11 = 'colleagues' and c.assignee_id <> $2 and c.status in ('open', 'snoozed'))
    or ($11 = 'ended' and c.status = 'ended'))
  and (exists (select 1 from conversation_tags t where t.conversation_id = c.id and t.tag_id = $15) or $15 is null)"
    };
}

/// A page behind the cursor, where an index gives the order.
macro_rules! walked {
    () => {
        " and (c.last_at, c.id) < ($12, $13) order by c.last_at desc, c.id desc limit $14"
    };
}

/// The same where it is sorted: SQLite takes the cursor of the one above for a reason to walk.
macro_rules! sorted {
    () => {
        " and (c.last_at < $12 or (c.last_at = $12 and c.id < $13)) order by c.last_at desc, c.id desc limit $14"
    };
}

/// One statement for each thing that can be walked in order: the shop's conversations are many, a view's are few.
macro_rules! walk {
    ($among:literal) => {
        concat!(select_conversation!("where "), $among, visible_sql!(), narrowed_list!(), walked!())
    };
}

/// Where two are walked side by side, of which half is not shown.
macro_rules! walk_ids {
    ($among:literal) => {
        concat!(
            "select c.last_at, c.id from conversations c where ",
            $among,
            visible_sql!(),
            narrowed_list!(),
            walked!()
        )
    };
}

/// And those for few enough to be sorted.
macro_rules! sort {
    ($among:literal) => {
        concat!(select_conversation!("where "), $among, visible_among_sql!(), narrowed_list!(), sorted!())
    };
}

const LIVE: &str = walk!("c.status <> 'ended' and ");
const ENDED: &str = walk!("c.status = 'ended' and ");
const LIVE_OF_ALL: &str = walk_ids!("c.status <> 'ended' and ");
const ENDED_OF_ALL: &str = walk_ids!("c.status = 'ended' and ");
const WAITING: &str = walk!("c.status in ('queued', 'pooled') and ");
const POOL: &str = walk!("(c.status = 'pooled' or (c.status = 'open' and c.offline = true)) and ");
const ENDED_OF_ASSIGNEE: &str = walk!("c.assignee_id = $8 and c.status = 'ended' and ");
/// All that an agent has and that is not over: queued ones have nobody.
const OPEN_OF_ASSIGNEE: &str = sort!(
    "c.id in (select o.id from conversations o
  where o.workspace_id = $1 and o.assignee_id = $8 and o.status in ('open', 'snoozed')) and "
);
const MINE: &str = sort!(
    "c.id in (select o.id from conversations o
  where o.workspace_id = $1 and o.assignee_id = $2 and o.status in ('open', 'snoozed')) and "
);
const OF_CONTACT: &str = sort!("c.contact_id = $10 and ");
/// And for those where more are sorted than are shown: what else there is to a conversation is read of the latter only.
macro_rules! sort_ids {
    ($among:literal) => {
        concat!(
            "select c.last_at, c.id from conversations c where ",
            $among,
            visible_among_sql!(),
            narrowed_list!(),
            sorted!()
        )
    };
}

const MENTIONED: &str = sort_ids!("c.id in (select t.conversation_id from mentions t where t.agent_id = $2) and ");
/// What is walked by the hour and within it, which is the same order. The conversation is looked up by its id, so the sign of
/// [`visible_among_sql`] is not needed; PostgreSQL would believe that it leaves one of two hundred.
macro_rules! walk_hours {
    ($among:literal) => {
        concat!(
            "select c.last_at, c.id from ",
            $among,
            " v cross join conversations c where v.active <= $16 and c.id = v.conversation_id and ",
            visible_sql!(),
            narrowed_list!(),
            " and (c.last_at < $12 or (c.last_at = $12 and c.id < $13))
order by v.active desc, c.last_at desc, c.id desc limit $14"
        )
    };
}

/// What the viewer took part in.
const OF_VIEWER: &str = walk_hours!("(select conversation_id, active from participants where agent_id = $2)");
/// And of that what bears a tag, which is known before the conversation is read. A join, because SQLite looks at `exists` last.
const TAGGED_OF_VIEWER: &str = walk_hours!(
    "(select p.conversation_id, p.active from participants p cross join conversation_tags b
  where p.agent_id = $2 and b.conversation_id = p.conversation_id and b.tag_id = $15)"
);
const OF_TAG: &str = walk_hours!("(select conversation_id, active from conversation_tags where tag_id = $15)");

/// They give times and numbers alone.
const IDS: &[&str] = &[LIVE_OF_ALL, ENDED_OF_ALL, OF_TAG, MENTIONED, OF_VIEWER, TAGGED_OF_VIEWER];
/// And they are walked by the hour.
const BY_HOUR: &[&str] = &[OF_TAG, OF_VIEWER, TAGGED_OF_VIEWER];

/// Or PostgreSQL reads and sorts all that an agent has together with all that bear the tag.
const ROW_BY_ROW_POSTGRES: &str = "
select set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
  set_config('max_parallel_workers_per_gather', '0', true), set_config('random_page_cost', '1.1', true)";

/// The statements that together give the list.
fn walks(q: &mut impl Query, scope: &Scope, filter: &Filter) -> Result<Vec<&'static str>> {
    let own = is_own(scope, Permission::ChatView);
    let of_viewer = if filter.tag.is_some() { TAGGED_OF_VIEWER } else { OF_VIEWER };
    let ended = filter.status.as_deref() == Some(Status::Ended.as_str());
    Ok(match (filter.view.unwrap_or(View::All), &filter.assignee) {
        _ if filter.contact.is_some() => vec![OF_CONTACT],
        (View::Mentioned, _) => vec![MENTIONED],
        (View::Mine, _) => vec![MINE],
        (View::Queue, _) => vec![WAITING],
        (View::Pool, _) => vec![POOL],
        (View::Colleagues, _) => vec![LIVE],
        _ if filter.status.is_some() && !ended => vec![LIVE],
        (_, Assignee::Is(_)) => vec![OPEN_OF_ASSIGNEE, ENDED_OF_ASSIGNEE],
        _ if filter.tag.is_some() && (!own || is_rare(q, filter.tag)?) => vec![OF_TAG],
        (View::Ended, _) if own => vec![of_viewer],
        (View::All, _) if own => vec![of_viewer, WAITING],
        (View::Ended, _) => vec![ENDED],
        (View::All, _) => vec![LIVE_OF_ALL, ENDED_OF_ALL],
    })
}

/// So few conversations with a tag are looked through, rather than all that an agent took part in.
pub const FEW: i64 = 1_000;
const WITH_TAG: &str = "select 1 as one from conversation_tags where tag_id = $1 limit 1 offset $2";

fn is_rare(q: &mut impl Query, tag: Option<TagId>) -> Result<bool> {
    Ok(match tag {
        Some(tag) => q.maybe(WITH_TAG, &args![tag, FEW], |_| Ok(()))?.is_none(),
        None => false,
    })
}

pub fn list(q: &mut impl Query, scope: &Scope, filter: &Filter, after: Cursor, limit: i64) -> Result<Page<Summary>> {
    let (assignee, nobody) = match filter.assignee {
        Assignee::Anybody => (None, false),
        Assignee::Nobody => (None, true),
        Assignee::Is(agent) => (Some(agent), false),
    };
    let mut values = rights(scope).to_vec();
    values.extend(args![
        filter.status.as_ref(),
        filter.channel.as_ref(),
        assignee,
        nobody,
        filter.contact,
        filter.view.unwrap_or(View::All).name(),
        after.0,
        after.1,
        limit + 1,
        filter.tag
    ]);
    let (mut rows, mut found): (Vec<Conversation>, Vec<(i64, ConversationId)>) = (Vec::new(), Vec::new());
    let statements = walks(q, scope, filter)?;
    if statements.contains(&TAGGED_OF_VIEWER) && q.dialect() == Dialect::Postgres {
        q.maybe(ROW_BY_ROW_POSTGRES, &[], |_| Ok(()))?;
    }
    for sql in &statements {
        if IDS.contains(sql) {
            let mut values = values.clone();
            if BY_HOUR.contains(sql) {
                values.push(participants::active(Timestamp(after.0)).into());
            }
            found.extend(q.all(sql, &values, |row| Ok((row.get("last_at")?, row.get("id")?)))?);
        } else {
            rows.extend(q.all(sql, &values, read)?);
        }
    }
    found.sort_unstable_by(|one, other| other.cmp(one));
    found.truncate(limit as usize + 1);
    let ids: Vec<ConversationId> = found.iter().map(|(_, id)| *id).collect();
    rows.extend(row::load_all(q, scope.workspace, &ids)?);
    if statements.len() > 1 {
        rows.sort_by_key(|c| std::cmp::Reverse((c.last_at, c.id)));
        rows.dedup_by_key(|c| c.id);
        rows.truncate(limit as usize + 1);
    }
    let page = Page::cut(rows, limit, |c| Cursor(c.last_at.0, c.id.0));
    Ok(Page { items: page.items.iter().map(Summary::from).collect(), next: page.next })
}

macro_rules! newest_visible {
    ($among:literal) => {
        concat!(
            "select c.id from conversations c where ",
            $among,
            visible_sql!(),
            " order by c.last_at desc, c.id desc limit $6"
        )
    };
}

const NEWEST_LIVE: &str = newest_visible!("c.status <> 'ended' and ");
const NEWEST_ENDED: &str = newest_visible!("c.status = 'ended' and ");
const NEWEST_WAITING: &str = newest_visible!("c.status in ('queued', 'pooled') and ");
const NEWEST_OF_VIEWER: &str = concat!(
    "select c.id from participants v cross join conversations c where v.agent_id = $2 and c.id = v.conversation_id and ",
    visible_sql!(),
    " order by v.active desc, c.last_at desc, c.id desc limit $6"
);

/// How far back a change of rights is told conversation by conversation; further back a list is simply loaded anew.
const TOLD: i64 = 1_000;

/// The newest conversations that these rights show, of those that go on and of those that have ended.
pub fn newest_visible(q: &mut impl Query, scope: &Scope) -> Result<Vec<ConversationId>> {
    let mut values = rights(scope).to_vec();
    values.extend(args![TOLD]);
    let mut ids = |sql: &'static str| q.all(sql, &values, |row| row.get::<ConversationId>("id"));
    let own = is_own(scope, Permission::ChatView);
    let mut found = ids(if own { NEWEST_OF_VIEWER } else { NEWEST_LIVE })?;
    found.extend(ids(if own { NEWEST_WAITING } else { NEWEST_ENDED })?);
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

//! The counters beside the views, through the viewer's rights (CNV-7).

use super::list::{rights, visible_among_sql, visible_sql};
use crate::accounts::scope::Scope;
use db::Query;
use domain::Result;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct Counts {
    pub mine: i64,
    pub mine_unread: i64,
    pub queued: i64,
    pub pooled: i64,
    pub colleagues: i64,
    /// Conversations in which a note calls the viewer that he has not read.
    pub mentioned: i64,
}

const COUNTS: &str = concat!(
    "select count(*) filter (where c.assignee_id = $2 and c.status <> 'queued') as mine,
  count(*) filter (where c.assignee_id = $2 and c.status <> 'queued' and c.unread > 0) as mine_unread,
  count(*) filter (where c.status = 'queued') as queued,
  count(*) filter (where c.status = 'pooled' or (c.status = 'open' and c.offline = true)) as pooled,
  count(*) filter (where c.assignee_id <> $2 and c.status in ('open', 'snoozed')) as colleagues
from conversations c where c.status <> 'ended' and ",
    visible_sql!()
);

const COUNT_MENTIONED: &str = concat!(
    "select count(*) as mentioned from conversations c
where c.id in (select t.conversation_id from mentions t where t.agent_id = $2 and t.seen_at is null) and ",
    visible_among_sql!()
);

pub fn counts(q: &mut impl Query, scope: &Scope) -> Result<Counts> {
    let mentioned = q.one(COUNT_MENTIONED, &rights(scope), |row| row.get("mentioned"))?;
    q.one(COUNTS, &rights(scope), |row| {
        Ok(Counts {
            mine: row.get("mine")?,
            mine_unread: row.get("mine_unread")?,
            queued: row.get("queued")?,
            pooled: row.get("pooled")?,
            colleagues: row.get("colleagues")?,
            mentioned,
        })
    })
}

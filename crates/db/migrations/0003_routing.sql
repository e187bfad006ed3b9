-- Routing that does not slow down with the number of agents and of those who wait.

-- Counts the changes to what nodes keep in memory of a workspace (its floor): whoever finds another number reads anew.
alter table workspaces add column memory bigint not null default 0;

-- Who waits alike: place, entry or group, link and channel. Null while it does not wait or nobody may see it. The oldest
-- of each line is found without looking at the others.
alter table conversations add column line text;
update conversations set line = case when group_id is null then cast(entry_id as text) else 'g' || cast(group_id as text) end
  || '/' || coalesce(cast(link_id as text), '') || '/' || channel
where status in ('queued', 'pooled') and blocked = false;
create index conversations_lines on conversations (workspace_id, status, line, queued_at, id) where line is not null;

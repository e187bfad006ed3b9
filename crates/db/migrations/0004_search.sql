-- Lists and search that stay as quick with ten million messages as with a hundred thousand. Runs on both databases.

-- The hour of the conversation's `last_at`, so that an agent's conversations are walked newest first. Only the hour: within
-- one the row stays as it is, whatever is said.
alter table participants add column active bigint not null default 0;
update participants set active = coalesce((select c.last_at / 3600000 from conversations c where c.id = participants.conversation_id), 0);
create index participants_active on participants (agent_id, active, conversation_id);
drop index participants_of_agent;

-- The views of the workbench. What is over is nearly everything, so each view of what is not has an index of its own.
create index conversations_live on conversations (workspace_id, last_at, id) where status <> 'ended';
create index conversations_waiting_newest on conversations (workspace_id, last_at, id) where status in ('queued', 'pooled');
create index conversations_pool on conversations (workspace_id, last_at, id)
  where status = 'pooled' or (status = 'open' and offline = true);

-- The newest of one shop, which search reads before it asks the word index.
create index messages_newest on messages (workspace_id, id);

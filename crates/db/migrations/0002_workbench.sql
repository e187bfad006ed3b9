-- The workbench and the chat grow up: answers that quote, recall, mentions, tags, summaries on ending, ratings, quick replies,
-- and what a shop says about itself. Runs on SQLite and PostgreSQL as it stands; JSON is text that no query looks into.

-- `shop`: time zone and working hours. `service`: closing text, summary on ending, words that may not be sent, reminders.
alter table workspaces add column shop text not null default '{}';
alter table workspaces add column service text not null default '{}';

-- `reply_to`: the message this one answers, of the same conversation. `mentions`: ids of the colleagues a note calls.
alter table messages add column reply_to bigint;
alter table messages add column mentions text;

-- `tags` repeats conversation_tags, so that a list of conversations needs no second query.
-- `summary`: what the agent noted on ending (会话小结). `reminded_at`: the silent visitor was reminded.
alter table conversations add column tags text not null default '[]';
alter table conversations add column summary text;
alter table conversations add column rating_invited boolean not null default false;
alter table conversations add column rating bigint;
alter table conversations add column rating_comment text;
alter table conversations add column rated_at bigint;
alter table conversations add column reminded_at bigint;

-- Called in by a note: may read on, but did not serve.
alter table participants add column invited boolean not null default false;

-- Answers of the form before the chat, by the field's key.
alter table contacts add column form text;

-- Quick replies; without an agent they belong to everybody. `pinyin`, `initials`: of title and text, to be found by.
create table phrases (
  id bigint primary key,
  workspace_id bigint not null references workspaces (id),
  agent_id bigint references agents (id),
  folder text not null,
  abbreviation text,
  title text not null,
  body text not null,
  pinyin text not null,
  initials text not null,
  created_at bigint not null,
  updated_at bigint not null
);
create index phrases_of_workspace on phrases (workspace_id, agent_id);

create table tags (
  id bigint primary key,
  workspace_id bigint not null references workspaces (id),
  name text not null,
  name_key text not null,
  color text not null,
  created_at bigint not null
);
create unique index tags_name on tags (workspace_id, name_key);

create table conversation_tags (
  conversation_id bigint not null references conversations (id),
  tag_id bigint not null references tags (id),
  workspace_id bigint not null references workspaces (id),
  primary key (conversation_id, tag_id)
);
create index conversation_tags_of_tag on conversation_tags (tag_id, conversation_id);

-- Who was called in a note and has not looked yet (`seen_at` is null).
create table mentions (
  message_id bigint not null references messages (id),
  agent_id bigint not null references agents (id),
  workspace_id bigint not null references workspaces (id),
  conversation_id bigint not null references conversations (id),
  created_at bigint not null,
  seen_at bigint,
  primary key (message_id, agent_id)
);
create index mentions_of_agent on mentions (agent_id, conversation_id);
create index mentions_of_conversation on mentions (conversation_id, agent_id);

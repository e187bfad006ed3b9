-- The desk: one shop (workspace), its accounts, its entries, its conversations, and what makes them live.
--
-- One text for SQLite and PostgreSQL. Ids and times are bigint (milliseconds), JSON is text that no query looks into,
-- every row of a tenant carries workspace_id. Partial indexes keep the hot paths small; each names its query.

-- `seq` is the number of the workspace's last event, and its row is the workspace's lock.
-- `purged_seq`: events up to this number are no longer kept.
create table workspaces (
  id bigint primary key,
  name text not null,
  name_key text not null,
  seq bigint not null,
  purged_seq bigint not null,
  routing text not null,
  password_policy text not null,
  created_at bigint not null
);
create unique index workspaces_name on workspaces (name_key);

-- `presence` is what the agent chose; `connections` counts sockets that are not observers; `gone_at` is when the last one closed.
-- `open_chats`, `open_mails` always equal a recount of the open conversations (a test recounts them).
create table agents (
  id bigint primary key,
  workspace_id bigint not null references workspaces (id),
  owner boolean not null,
  name text not null,
  name_key text not null,
  nickname text not null,
  phone text,
  email text,
  password_hash text not null,
  password_set_at bigint not null,
  state text not null,
  permissions text not null,
  takes_routing boolean not null,
  capacity bigint not null,
  mail_capacity bigint not null,
  weight bigint not null,
  credit bigint not null,
  presence text not null,
  connections bigint not null,
  gone_at bigint,
  open_chats bigint not null,
  open_mails bigint not null,
  last_assigned_at bigint,
  last_sign_in_at bigint,
  locale text,
  asked_routing boolean not null,
  created_at bigint not null,
  deleted_at bigint
);
create unique index agents_name on agents (workspace_id, name_key) where deleted_at is null;
create index agents_of_workspace on agents (workspace_id, state);
create index agents_phone on agents (phone) where phone is not null;
create index agents_email on agents (email) where email is not null;

create table roles (
  id bigint primary key,
  workspace_id bigint not null references workspaces (id),
  name text not null,
  template text,
  permissions text not null,
  created_at bigint not null
);
create unique index roles_name on roles (workspace_id, name);

create table agent_roles (
  workspace_id bigint not null references workspaces (id),
  agent_id bigint not null references agents (id),
  role_id bigint not null references roles (id),
  primary key (agent_id, role_id)
);
create index agent_roles_of_role on agent_roles (role_id);

create table teams (
  id bigint primary key,
  workspace_id bigint not null references workspaces (id),
  name text not null,
  created_at bigint not null
);
create unique index teams_name on teams (workspace_id, name);

create table team_members (
  workspace_id bigint not null references workspaces (id),
  group_id bigint not null references teams (id),
  agent_id bigint not null references agents (id),
  primary key (group_id, agent_id)
);
create index team_members_of_agent on team_members (agent_id);

-- A browser's session and an API token are the same thing with another life time; only the hash is kept.
create table sessions (
  id bigint primary key,
  workspace_id bigint not null references workspaces (id),
  agent_id bigint not null references agents (id),
  kind text not null,
  token_hash text not null,
  address text not null,
  user_agent text not null,
  created_at bigint not null,
  seen_at bigint not null,
  expires_at bigint not null
);
create unique index sessions_token on sessions (token_hash);
create index sessions_of_agent on sessions (agent_id);

-- One row per open agent socket that is not an observer's; the node's rows go when the node is gone.
create table connections (
  id bigint primary key,
  workspace_id bigint not null references workspaces (id),
  agent_id bigint not null references agents (id),
  node bigint not null
);
create index connections_of_agent on connections (agent_id);
create index connections_of_node on connections (node);

-- The running processes. `instance` is the installation a process belongs to: its next start ends its former life here.
create table nodes (
  node bigint primary key,
  instance text not null,
  seen_at bigint not null
);

create table inboxes (
  id bigint primary key,
  workspace_id bigint not null references workspaces (id),
  kind text not null,
  name text not null,
  settings text not null,
  secret text,
  previous_secret text,
  fallback text not null,
  created_at bigint not null,
  deleted_at bigint
);
create index inboxes_of_workspace on inboxes (workspace_id);

create table links (
  id bigint primary key,
  workspace_id bigint not null references workspaces (id),
  inbox_id bigint not null references inboxes (id),
  key text not null,
  name text not null,
  agent_id bigint references agents (id),
  created_at bigint not null,
  deleted_at bigint
);
create unique index links_key on links (key);
create index links_of_inbox on links (inbox_id);

-- Who may serve an entry (an inbox or a link, by its id). No row at all: everybody who takes part.
create table entry_agents (
  workspace_id bigint not null references workspaces (id),
  entry_id bigint not null,
  agent_id bigint not null references agents (id),
  primary key (entry_id, agent_id)
);
create table entry_groups (
  workspace_id bigint not null references workspaces (id),
  entry_id bigint not null,
  group_id bigint not null references teams (id),
  primary key (entry_id, group_id)
);

create table contacts (
  id bigint primary key,
  workspace_id bigint not null references workspaces (id),
  name text not null,
  email text,
  phone text,
  claims text,
  verified boolean not null,
  blocked boolean not null,
  private boolean not null,
  locale text,
  created_at bigint not null,
  seen_at bigint not null
);
create index contacts_of_workspace on contacts (workspace_id, seen_at);

create table contact_identities (
  workspace_id bigint not null references workspaces (id),
  kind text not null,
  value text not null,
  contact_id bigint not null references contacts (id),
  primary key (workspace_id, kind, value)
);

create table visitor_tokens (
  token_hash text primary key,
  workspace_id bigint not null references workspaces (id),
  inbox_id bigint not null references inboxes (id),
  link_id bigint references links (id),
  contact_id bigint not null references contacts (id),
  page text,
  created_at bigint not null,
  expires_at bigint not null
);

-- `entry_id` is the link or inbox whose rule routed it; `group_id` narrows that to a group after a transfer.
-- `seq` is the number of the last message. `waiting_since` is set while the contact waits for an answer.
-- `blocked`: what a blocked contact wrote; kept for him to see, shown to no agent.
-- `return_to`, `return_at`: a transfer that goes back when the receiver leaves without opening it.
create table conversations (
  id bigint primary key,
  workspace_id bigint not null references workspaces (id),
  channel text not null,
  one_live boolean not null,
  inbox_id bigint not null references inboxes (id),
  link_id bigint references links (id),
  entry_id bigint not null,
  contact_id bigint not null references contacts (id),
  status text not null,
  assignee_id bigint references agents (id),
  group_id bigint,
  offline boolean not null,
  private boolean not null,
  blocked boolean not null,
  subject text,
  seq bigint not null,
  last_message text,
  unread bigint not null,
  agent_read_seq bigint not null,
  contact_read_seq bigint not null,
  waiting_since bigint,
  queued_at bigint,
  assigned_at bigint,
  return_to bigint,
  return_at bigint,
  snoozed_until bigint,
  ended_at bigint,
  ended_by text,
  previous_id bigint,
  page text,
  created_at bigint not null,
  last_at bigint not null
);
-- Lists, newest activity first.
create index conversations_newest on conversations (workspace_id, last_at, id);
create index conversations_of_assignee on conversations (workspace_id, assignee_id, last_at, id);
-- The queue and the pool in their order.
create index conversations_waiting on conversations (workspace_id, status, queued_at, id) where status in ('queued', 'pooled');
create index conversations_open on conversations (workspace_id, assignee_id) where status in ('open', 'snoozed');
create index conversations_of_contact on conversations (contact_id, inbox_id, id);
-- Where the channel has one conversation at a time (`one_live`), at most one per contact and inbox is not ended; a
-- private one stands beside the one before it.
create unique index conversations_one_live on conversations (inbox_id, contact_id, private, blocked) where status <> 'ended' and one_live = true;

-- Who took part: sent a message or was the assignee. `messages` counts sent ones, `last_served_at` drives sticky routing.
create table participants (
  conversation_id bigint not null references conversations (id),
  workspace_id bigint not null references workspaces (id),
  contact_id bigint not null,
  agent_id bigint not null references agents (id),
  private boolean not null,
  messages bigint not null,
  first_at bigint not null,
  last_at bigint not null,
  last_served_at bigint,
  primary key (conversation_id, agent_id)
);
create index participants_of_agent on participants (agent_id, conversation_id);
create index participants_of_contact on participants (contact_id, last_at);

-- `dedup` is the idempotency key: (inbox, contact, client_id) or (conversation, agent, client_id) as text.
-- `position` is the workspace's event number: what a visitor's stream resumes from.
create table messages (
  id bigint primary key,
  workspace_id bigint not null references workspaces (id),
  conversation_id bigint not null references conversations (id),
  seq bigint not null,
  position bigint not null,
  kind text not null,
  sender_type text not null,
  sender_id bigint,
  sender_name text not null,
  sender_nickname text not null,
  text text not null,
  event text,
  automatic boolean not null,
  to_contact boolean not null,
  dedup text,
  body_hash text,
  client_id text,
  state text not null,
  created_at bigint not null
);
create unique index messages_order on messages (conversation_id, seq);
create unique index messages_dedup on messages (dedup) where dedup is not null;

create table files (
  id bigint primary key,
  workspace_id bigint not null references workspaces (id),
  name text not null,
  type text not null,
  size bigint not null,
  storage_key text not null,
  agent_id bigint,
  contact_id bigint,
  message_id bigint,
  conversation_id bigint,
  place bigint,
  created_at bigint not null
);
create index files_of_message on files (message_id) where message_id is not null;
create index files_unused on files (created_at) where message_id is null;

create table drafts (
  conversation_id bigint not null references conversations (id),
  agent_id bigint not null references agents (id),
  workspace_id bigint not null references workspaces (id),
  text text not null,
  updated_at bigint not null,
  primary key (conversation_id, agent_id)
);

create table decisions (
  id bigint primary key,
  workspace_id bigint not null references workspaces (id),
  conversation_id bigint not null references conversations (id),
  at bigint not null,
  rule text not null,
  chosen bigint,
  because text not null
);
create index decisions_of_conversation on decisions (conversation_id, id);

create table events (
  workspace_id bigint not null,
  seq bigint not null,
  name text not null,
  audience text not null,
  data text not null,
  created_at bigint not null,
  primary key (workspace_id, seq)
);

create table jobs (
  id bigint primary key,
  workspace_id bigint not null,
  kind text not null,
  key text not null,
  payload text not null,
  due_at bigint not null,
  claimed_until bigint not null,
  attempts bigint not null,
  problem text
);
create unique index jobs_key on jobs (kind, key) where claimed_until = 0;
create index jobs_due on jobs (due_at);

create table audits (
  id bigint primary key,
  workspace_id bigint not null references workspaces (id),
  at bigint not null,
  agent_id bigint,
  agent_name text not null,
  action text not null,
  object_type text not null,
  object_id bigint,
  object_name text not null,
  details text not null,
  address text not null
);
create index audits_newest on audits (workspace_id, id);

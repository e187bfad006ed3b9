-- When a contact was last told something: the number of that event, messages aside, which carry theirs (messages.position). A
-- visitor who comes back mostly has missed nothing, and that is seen here (realtime/replay.rs). An index of all events by
-- contact said the same, and was written on another page with each of them: a quarter of everything that a message wrote.
alter table conversations add column told bigint not null default 0;
drop index events_of_contact;

-- What was told before is not known: whoever comes back to that loads anew, once.
update workspaces set purged_seq = seq;

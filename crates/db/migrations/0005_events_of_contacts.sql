-- Whose stream an event belongs to, beside the agents': a visitor who comes back reads his own events and no others. Without this
-- each of thousands who come back after a restart read everything that the whole shop had done since he last heard something.
alter table events add column contact_id bigint;

-- For "what has this contact missed since" (realtime/replay.rs).
create index events_of_contact on events (contact_id, seq) where contact_id is not null;

-- Events of before do not tell whose they are: whoever comes back to them loads anew, once.
update workspaces set purged_seq = seq;

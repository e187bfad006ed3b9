-- Whatever is said moves its conversation to the front, and each index that holds the time is written twice for that. What is
-- over stays where it is: the lists walk what goes on (conversations_live) and what has ended side by side, and a message
-- writes one of the two.
create index conversations_ended on conversations (workspace_id, last_at, id) where status = 'ended';
drop index conversations_newest;

-- Of one agent few go on, and conversations_open finds those.
create index conversations_ended_of_assignee on conversations (workspace_id, assignee_id, last_at, id) where status = 'ended';
drop index conversations_of_assignee;

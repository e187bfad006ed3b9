-- The hour of the conversation's `last_at`, as participants have it: what bears a tag is walked newest first, however much of
-- it there is, and an index of every second would be written with each message.
alter table conversation_tags add column active bigint not null default 0;
update conversation_tags set active = coalesce((select c.last_at / 3600000 from conversations c where c.id = conversation_tags.conversation_id), 0);
create index conversation_tags_active on conversation_tags (tag_id, active, conversation_id);
drop index conversation_tags_of_tag;

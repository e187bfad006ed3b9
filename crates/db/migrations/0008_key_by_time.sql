-- The sender's own id comes first in what makes two sendings one: pages begin theirs with the time, and the index then grows at
-- its end instead of everywhere. Scope and sender, which came first, follow.
drop index messages_dedup;
update messages set dedup = client_id || ':' || substr(dedup, 1, length(dedup) - length(client_id) - 1)
where dedup is not null and client_id is not null;
create unique index messages_dedup on messages (dedup) where dedup is not null;

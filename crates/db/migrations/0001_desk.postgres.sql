-- The word index of messages: our own tokens (single CJK characters, pairs, words).
create table message_words (
  message_id bigint primary key,
  words tsvector not null
);
create index message_words_words on message_words using gin (words);

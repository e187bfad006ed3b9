-- Contacts by a part of their name: its letters and pairs of letters.
create table contact_words (
  contact_id bigint primary key,
  words tsvector not null
);
insert into contact_words (contact_id, words)
select id, cast(string_agg(word, ' ') as tsvector) from (
  select k.id, 'u' || to_hex(ascii(substr(lower(k.name), place, 1))) as word
    from contacts k cross join generate_series(1, length(lower(k.name))) as place
  union all select k.id, 'u' || to_hex(ascii(substr(lower(k.name), place, 1))) || 'u' || to_hex(ascii(substr(lower(k.name), place + 1, 1)))
    from contacts k cross join generate_series(1, length(lower(k.name)) - 1) as place
) as spelt group by id;
create index contact_words_words on contact_words using gin (words);

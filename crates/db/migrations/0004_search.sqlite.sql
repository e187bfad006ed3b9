-- Contacts by a part of their name: its letters and pairs of letters, no text kept, rowid = contact id.
create virtual table contact_words using fts5(words, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0");
insert into contact_words (rowid, words)
with recursive letters (id, name, place) as (
  select id, lower(name), 1 from contacts where name <> ''
  union all select id, name, place + 1 from letters where place < length(name)
)
select id, group_concat(word, ' ') from (
  select id, printf('u%x', unicode(substr(name, place, 1))) as word from letters
  union all select id, printf('u%xu%x', unicode(substr(name, place, 1)), unicode(substr(name, place + 1, 1))) from letters
    where place < length(name)
) group by id order by id;

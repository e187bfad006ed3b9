-- The word index of messages: our own tokens (single CJK characters, pairs, words), no text kept, rowid = message id.
create virtual table message_words using fts5(words, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0");

-- By which words a person is found: truncated HMACs of parts of their name, its pinyin, and the visible parts of their number (decision 0069).
create table vault.search_index (
  person uuid primary key,
  -- The index secret that the words are under.
  generation integer not null,
  words bigint[] not null
);
create index search_index_words on vault.search_index using gin (words);

-- Who is to be indexed anew: everybody at first. A row goes with the transaction that indexes them.
create table vault.search_waiting (
  person uuid primary key
);
insert into vault.search_waiting select distinct person from vault.field where field in ('name', 'mobile');

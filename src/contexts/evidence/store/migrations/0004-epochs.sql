-- Epochs: states of the sparse Merkle map from tags to entries (docs/evidence-format.md section 12). An epoch holds exactly the tagged
-- entries with an index below size; the newest one is what the pages below hold. entry is the log's entry of kind epoch.
create table evidence.epoch (
  number integer primary key,
  size bigint not null,
  count bigint not null,
  root bytea not null,
  depth smallint not null,
  entry uuid not null unique,
  time timestamptz not null
);

-- The map in 2^depth pages by the first bits of the tags. hash is that of the page's subtree, buckets those of its 64 parts. Rows of one
-- depth only outlive a transaction.
create table evidence.map_page (
  depth smallint not null,
  page integer not null,
  leaves integer not null,
  hash bytea not null,
  runs smallint not null,
  buckets bytea not null,
  primary key (depth, page)
);
alter table evidence.map_page alter column buckets set storage external;
alter table evidence.map_page set (toast_tuple_target = 4096, fillfactor = 50);

-- The leaves of the pages, 54 bytes each: the first 16 bytes of the tag, the entry's index, the leaf's hash in the map. An epoch adds a run to
-- each page that it grows, so that a page is not written anew for every leaf; runs of one page are joined when they are many.
create table evidence.map_run (
  depth smallint not null,
  page integer not null,
  epoch integer not null,
  records bytea not null,
  primary key (depth, page, epoch)
);
alter table evidence.map_run alter column records set storage external;

-- The person's place in their own chain of entries. The row is locked while an act is written, so that n has no gap and no double.
-- keys: tag key (32 bytes) | opening key (32 bytes), sealed by the service ring.
create table evidence.chain (
  person uuid primary key,
  generation integer not null,
  n bigint not null,
  keys bytea not null
);

-- Keys that ended when a bundle was issued; they still open the entries they stand for. n is the last number under the key.
create table evidence.ended_key (
  person uuid not null,
  generation integer not null,
  n bigint not null,
  keys bytea not null,
  primary key (person, generation)
);

-- Every act's entry, written in the act's own transaction. Never updated. entry is the leaf's text; opening is sealed under the person's
-- opening key, or under the service ring when the act concerns nobody.
create table evidence.entry (
  seq bigint generated always as identity primary key,
  id uuid not null unique,
  entry text not null,
  person uuid,
  generation integer,
  n bigint,
  opening bytea not null,
  merge_by timestamptz not null,
  key text not null,
  signature bytea not null,
  check ((person is null) = (n is null) and (person is null) = (generation is null))
);
create unique index entry_of_person on evidence.entry (person, generation, n) where person is not null;

-- What the sequencer has still to merge. No foreign keys here and in leaf: a check for each row costs more than the row, and both are
-- written by one statement each, from evidence.entry itself.
create table evidence.pending (
  seq bigint primary key
);

-- The log's order: dense from 0. The primary key is what makes two sequencers unable to fork it.
create table evidence.leaf (
  index bigint primary key,
  seq bigint not null unique
);

-- Interior hashes in the layout of C2SP tlog-tiles: up to 256 hashes of 32 bytes; a partial tile grows in place.
create table evidence.tile (
  level smallint not null,
  index bigint not null,
  hashes bytea not null,
  primary key (level, index)
);
alter table evidence.tile alter column hashes set storage external;

-- Every checkpoint ever signed and published.
create table evidence.checkpoint (
  size bigint primary key,
  root bytea not null,
  note text not null,
  time timestamptz not null
);

-- One batch of uses: one entry for many people. secret gives each member's salt and opens the details; leaves are the members' leaf
-- hashes, so that proofs stay possible after some members are erased.
create table evidence.batch (
  id uuid primary key,
  entry uuid not null unique,
  secret bytea not null,
  leaves bytea not null
);
alter table evidence.batch alter column leaves set storage external;

create table evidence.member (
  batch uuid not null,
  position smallint not null,
  person uuid not null,
  detail bytea not null,
  primary key (batch, position)
);
create index member_of_person on evidence.member (person, batch);

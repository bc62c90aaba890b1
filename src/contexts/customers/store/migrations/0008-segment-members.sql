-- Every revision of a segment, as it was saved.
create table customers.segment_revision (
  code text not null,
  revision integer not null,
  name jsonb not null,
  definition jsonb not null,
  activity text not null,
  saved_by text not null,
  saved_at timestamptz not null,
  primary key (code, revision)
);
insert into customers.segment_revision (code, revision, name, definition, activity, saved_by, saved_at)
  select code, revision, name, definition, activity, saved_by, saved_at from customers.segment;

-- Minutes between two computations of a segment that is not live; null: the usual ones.
alter table customers.segment add column refresh_minutes integer check (refresh_minutes between 5 and 1440);

-- Who is in a segment: a set in pieces of 65,536 ordinals (bits, the lowest first) that holds the changes up to `base`, and the changes since.
create table customers.segment_state (
  segment text primary key,
  revision integer not null,
  size integer not null,
  base bigint not null,
  built_at timestamptz not null,
  kept_at timestamptz not null
);
create table customers.segment_chunk (
  segment text not null,
  chunk integer not null,
  members bytea not null,
  primary key (segment, chunk)
);
create table customers.segment_change (
  seq bigint generated always as identity primary key,
  segment text not null,
  ordinal integer not null,
  entered boolean not null,
  at timestamptz not null
);
create index segment_change_segment on customers.segment_change (segment, seq);
create index segment_change_ordinal on customers.segment_change (ordinal);

-- How many people were in a segment at the end of each hour.
create table customers.segment_size (
  segment text not null,
  hour timestamptz not null,
  size integer not null,
  primary key (segment, hour)
);

-- The one server that writes memberships.
create table customers.segment_keeper (
  one boolean primary key check (one),
  server uuid not null,
  until timestamptz not null
);

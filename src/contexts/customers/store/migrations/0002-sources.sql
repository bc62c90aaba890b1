-- Where events come from: one row for each client or server that sends with a write key. The key itself is kept nowhere, only its SHA-256.
create table customers.source (
  code text primary key,
  name jsonb not null,
  -- The system whose user numbers these are; identifiers are unique within it.
  issuer text not null,
  -- The activity under which events are collected and analysed.
  activity text not null,
  -- What becomes of events of people whose analysis is not permitted: nothing, or a count without identity.
  without_permission text not null check (without_permission in ('drop', 'count')),
  -- What becomes of what the tracking plan does not declare: not kept, or kept and reported.
  undeclared text not null check (undeclared in ('block', 'report')),
  -- How the people of this source are told when they register, with a hash of its proof, as whoever set the source up declares it; null: events
  -- make nobody.
  notice jsonb,
  -- Events a minute.
  quota integer not null check (quota > 0),
  key_digest bytea not null unique,
  created_by text not null,
  created_at timestamptz not null,
  revoked_at timestamptz
);

-- Events as they arrived: durable before a client is answered, sealed, and gone with the transaction that files them.
create table customers.arrival (
  seq bigint generated always as identity primary key,
  id uuid not null,
  source text not null,
  wire text not null,
  received_at timestamptz not null,
  events integer not null,
  body bytea not null
);
-- Ciphertext does not compress; without this PostgreSQL tries it on every row.
alter table customers.arrival alter column body set storage external;

-- Events that were filed without a row in the log, by the key under which a second arrival is known again; kept for two days.
create table customers.filed_event (
  row_key uuid primary key,
  filed_at timestamptz not null
);
create index filed_event_age on customers.filed_event (filed_at);

-- What became of events, by the hour: every event is in exactly one count of kind 'event'. `detail` is a reason's code, or the name of an event or
-- property that the tracking plan does not declare.
create table customers.source_count (
  source text not null,
  hour timestamptz not null,
  kind text not null,
  detail text not null,
  count bigint not null,
  primary key (source, hour, kind, detail)
);

-- Events of people who may not be analysed, counted without identity.
create table customers.anonymous_count (
  source text not null,
  day date not null,
  name text not null,
  count bigint not null,
  primary key (source, day, name)
);

-- The tracking plan: which events a source sends, with the properties of each.
create table customers.planned_event (
  source text not null,
  name text not null,
  properties jsonb not null,
  saved_by text not null,
  saved_at timestamptz not null,
  primary key (source, name)
);

-- Identifiers of erased people, as keyed digests: a source that still sends their number does not bring them back (PIPL 47).
create table customers.forgotten_identifier (
  digest bytea primary key,
  erased_at timestamptz not null
);

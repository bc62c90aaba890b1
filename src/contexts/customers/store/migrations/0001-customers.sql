-- People as this context knows them. Names, numbers and addresses are in the vault alone.
create table customers.person (
  id uuid primary key,
  -- The gate's dense person ordinal (decision 0001); the key of everything in DuckDB.
  ordinal integer not null unique,
  activity text not null,
  source text not null,
  import uuid,
  created_at timestamptz not null
);

-- Typed, scoped identifiers (OneID). A digest is keyed by the vault and covers type, issuer, scope and value; the value itself is nowhere here.
create table customers.identifier (
  digest bytea primary key,
  type text not null,
  issuer text not null,
  scope text not null,
  person uuid not null,
  ordinal integer not null,
  seen_at timestamptz not null
);
create index identifier_person on customers.identifier (person);

-- The durable event log. Only declared, non-identifying columns are in clear; `properties` is sealed under the person's own key.
-- `value` is used by the log's own entries alone: "$trait.<name>" sets a generalised trait, "$erased" removes a person.
create table customers.event (
  seq bigint generated always as identity primary key,
  ordinal integer not null,
  name text not null,
  happened_at timestamptz not null,
  quantity integer,
  amount_fen bigint,
  value text,
  properties bytea,
  -- 128 bits of a keyed digest of source, natural key and occurrence: the same row of the same source is logged once, however often it comes.
  row_key uuid unique
);
create index event_ordinal on customers.event (ordinal);

create table customers.import (
  id uuid primary key,
  kind text not null,
  activity text not null,
  source text not null,
  issuer text not null,
  -- How and when people were told, as the importer declares it; null: not at all.
  notice jsonb,
  date_shift text,
  created_by text not null,
  created_at timestamptz not null,
  status text not null check (status in ('waiting-for-file', 'uploaded', 'queued', 'running', 'cancelling', 'cancelled', 'finished', 'failed')),
  -- Why it failed: code, article, and the sentence in both languages.
  failure jsonb,
  -- Name of the sealed upload in the imports folder.
  file text,
  encoding text,
  layout jsonb,
  columns integer,
  -- The first line of the file, sealed: what stands above the refused rows when the upload is gone.
  header bytea,
  bytes bigint,
  mapping jsonb,
  shift_days integer,
  total integer,
  done integer not null default 0,
  accepted integer not null default 0,
  refused integer not null default 0,
  duplicate integer not null default 0,
  new_people integer not null default 0,
  -- Fences off a runner that was believed dead: only the one named here may move the position.
  runner uuid,
  run_started_at timestamptz,
  run_started_done integer not null default 0,
  finished_at timestamptz,
  -- Nothing is lost silently.
  check (done = accepted + refused + duplicate)
);

-- Refused rows as sealed pieces of CSV, one piece for each batch that had any.
create table customers.refused_rows (
  import uuid not null references customers.import (id) on delete cascade,
  position integer not null,
  count integer not null,
  sealed bytea not null,
  primary key (import, position)
);

create table customers.segment (
  code text primary key,
  name jsonb not null,
  definition jsonb not null,
  activity text not null,
  revision integer not null,
  saved_by text not null,
  saved_at timestamptz not null
);

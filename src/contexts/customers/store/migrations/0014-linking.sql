-- OneID (decision 0066). That a record has an identifier: a keyed digest of 16 bytes that covers type, issuer, scope and value; the value is
-- nowhere. `type` is its number in `identity/domain/identifier-types.ts`.
create table customers.claim (
  ordinal integer not null,
  digest bytea not null,
  type smallint not null,
  issuer text not null,
  scope text not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  verified_at timestamptz,
  seen_at timestamptz not null,
  -- For example "source:web", "import:ID", "api".
  source text not null
);
create index claim_record on customers.claim (ordinal);
create index claim_digest on customers.claim using hash (digest);

-- Claims that the linking job has not looked at yet.
create table customers.waiting_claim (
  seq bigint generated always as identity primary key,
  like customers.claim
);
create index waiting_claim_record on customers.waiting_claim (ordinal);

-- Records that the gate does not permit to link: they stay apart, whatever they carry.
create table customers.unlinked_record (
  ordinal integer primary key,
  since timestamptz not null
);

-- Every merge and split. `before` and `after`: the head of each record in `ordinals`; -1: alone.
create table customers.cluster_event (
  id uuid primary key,
  kind text not null check (kind in ('merge', 'split')),
  at timestamptz not null,
  -- "linking" or whoever ruled it.
  made_by text not null,
  -- Types of the identifiers that led to it.
  because text[] not null,
  reason text,
  undoes uuid,
  use uuid,
  ordinals integer[] not null,
  before integer[] not null,
  after integer[] not null,
  receipt uuid not null
);
create index cluster_event_records on customers.cluster_event using gin (ordinals);

-- What staff ruled of two records; it holds against identifiers that come later, until it is undone.
create table customers.cluster_ruling (
  event uuid not null,
  kind text not null check (kind in ('merge', 'split')),
  a integer not null,
  b integer not null,
  undone_at timestamptz,
  primary key (event, a, b)
);
create index cluster_ruling_a on customers.cluster_ruling (a) where undone_at is null;
create index cluster_ruling_b on customers.cluster_ruling (b) where undone_at is null;

-- Identifiers that were not followed, with the heads of the clusters that they would have joined.
create table customers.quarantine (
  a integer not null,
  b integer not null,
  digest bytea not null,
  type text not null,
  issuer text not null,
  reason text not null check (reason in ('two-of-one', 'ruled-apart', 'too-many')),
  contradiction text,
  since timestamptz not null,
  primary key (a, b, digest)
);

-- Identifiers on too many records: they join nobody.
create table customers.crowded_identifier (
  digest bytea primary key,
  type smallint not null,
  issuer text not null,
  records integer not null,
  since timestamptz not null
);

-- Under which activity linking is permitted; null: nobody is linked. `generation` moves when something was taken away, so that what a server
-- holds in memory is built anew.
create table customers.linking (
  one boolean primary key default true check (one),
  activity text,
  generation bigint not null default 0,
  swept_at timestamptz,
  set_by text,
  set_at timestamptz
);
insert into customers.linking default values;

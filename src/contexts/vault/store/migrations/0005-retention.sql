-- Until when some activity still needs a value, as the last run found; `ends_by` says what ends the last one. Null: no run has come by yet, or
-- nothing is known of how the value came (it is then shown as such and never erased by itself).
alter table vault.field add column needed_until timestamptz;
alter table vault.field add column ends_by text;
-- Storage only (PIPL 47(2)): kept for a term, read for security and the person's rights alone.
alter table vault.field add column locked_at timestamptz;
alter table vault.field add column locked_until timestamptz;

-- One sweep over everybody; its position moves with what it did, in one transaction a batch.
create table vault.retention_run (
  id uuid primary key,
  asked_by text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  position uuid,
  persons integer not null default 0,
  erased integer not null default 0,
  locked integer not null default 0
);
create unique index one_retention_run on vault.retention_run ((true)) where finished_at is null;

-- The proof of each erasure and lock: which kinds of whose information, why, and its entry in the log. Never a value.
create table vault.retention_act (
  id uuid primary key,
  person uuid not null,
  fields text[] not null,
  action text not null check (action in ('erased', 'locked')),
  ended_by text not null,
  activities text[] not null,
  at timestamptz not null,
  receipt uuid not null
);
create index retention_act_by_person on vault.retention_act (person, id);

-- The DPO's order to stop keeping what an activity collected: it was unlawful or broke a promise (PIPL 47(1)(4)), or another law asks for it
-- (47(1)(5)).
create table vault.erasure_order (
  id uuid primary key,
  activity text not null,
  fields text[] not null,
  ground text not null check (ground in ('unlawful', 'other-law')),
  law text not null,
  ordered_by text not null,
  ordered_at timestamptz not null,
  receipt uuid not null
);

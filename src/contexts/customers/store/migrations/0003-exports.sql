-- An export: a list of people's fields in a file that only its recipient opens. `secret` is the sealed passphrase and is gone once the file is
-- made; the file is gone at `expires_at`, what it was remains.
create table customers.export (
  id uuid primary key,
  activity text not null,
  operation text not null,
  fields text[] not null,
  segment text,
  recipient text,
  -- age public key; null: under a passphrase.
  public_key text,
  secret bytea,
  reason bytea not null,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  status text not null check (status in ('queued', 'running', 'finished', 'cancelled', 'failed', 'expired')),
  failure text,
  total integer not null,
  done integer not null default 0,
  exported integer not null default 0,
  -- Each reason with its article and how many people.
  excluded jsonb not null default '[]',
  bytes integer,
  sha256 bytea,
  receipt uuid,
  finished_at timestamptz,
  downloads integer not null default 0,
  check (done <= total and exported <= done),
  check ((status = 'finished') <= (sha256 is not null and receipt is not null))
);
create index export_open on customers.export (expires_at) where status in ('queued', 'running', 'finished');

-- Whom the list named, in batches of at most 1,000; `used` are those whom the gate allowed, under the batch's recorded use. `sealed` is the
-- batch's part of the list until the file is made.
create table customers.export_batch (
  export uuid not null references customers.export (id),
  place integer not null,
  ordinals integer[] not null,
  used integer[],
  use uuid,
  sealed bytea,
  primary key (export, place)
);

create table customers.export_chunk (
  export uuid not null references customers.export (id),
  place integer not null,
  bytes bytea not null,
  primary key (export, place)
);

-- Whoever outside holds copies of people: recipients of the register that are told of withdrawals, objections, corrections and erasures (PIPL 21, 46, 47).
create table customers.receiver (
  code text primary key,
  name jsonb not null,
  -- Whose entry in the register it is, and for which activities it holds people.
  recipient text not null,
  activities text[] not null,
  -- Of which kind its own numbers of people are.
  identifier_type text not null,
  issuer text not null,
  identifier_scope text not null,
  url text not null,
  -- What messages to and from it are signed with, sealed under the service ring.
  secret bytea not null,
  created_by text not null,
  created_at timestamptz not null,
  ended_at timestamptz
);

-- Under which number a receiver holds a person. Sealed under the blob key, not the person's: the number must be told after an erasure. It goes when
-- the receiver has acknowledged that.
create table customers.outside_person (
  id uuid primary key,
  receiver text not null,
  person uuid not null,
  -- The same keyed digest as the identifier's.
  digest bytea not null,
  sealed bytea not null,
  linked_at timestamptz not null,
  erased_at timestamptz,
  -- The newest list of the receiver that holds it.
  list uuid,
  unique (receiver, digest)
);
create index outside_person_of on customers.outside_person (person);

-- What a receiver is to be told, written in the transaction of the act and sent until it is acknowledged.
create table customers.outbox (
  seq bigint generated always as identity primary key,
  id uuid not null unique,
  receiver text not null,
  outside uuid not null,
  kind text not null check (kind in ('withdrawn', 'objected', 'corrected', 'erased')),
  facts jsonb not null,
  -- Of the act's entry in the evidence log.
  receipt uuid,
  created_at timestamptz not null,
  tries integer not null default 0,
  next_try_at timestamptz not null,
  -- An HTTP status, or a word for what went wrong.
  last_answer text,
  delivered_at timestamptz,
  acknowledged_at timestamptz
);
create index outbox_due on customers.outbox (next_try_at) where acknowledged_at is null;
create index outbox_of_receiver on customers.outbox (receiver, seq);
create index outbox_of_outside on customers.outbox (outside) where acknowledged_at is null;

-- What a receiver said that it holds, compared with what it should hold.
create table customers.reconciliation (
  id uuid primary key,
  receiver text not null,
  -- The receiver's name of its list.
  list text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  held integer not null default 0,
  linked integer not null default 0,
  unknown integer not null default 0,
  -- Held although erased here.
  erased integer not null default 0,
  -- Ours, and not on the list.
  missing integer,
  unique (receiver, list)
);

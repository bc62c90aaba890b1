-- Forms that were answered while the root key was away: sealed to the vault's public key until it is back. Who it is from is inside alone.
create table capture.sealed_submission (
  id uuid primary key,
  token_digest bytea not null unique,
  form text not null,
  received_at timestamptz not null,
  state text not null check (state in ('waiting', 'accepted', 'quarantined')),
  -- What was sealed; gone when it is accepted, or a month after it was set aside.
  sealed bytea,
  -- Why it was set aside: a code, never a value.
  reason text,
  settled_at timestamptz,
  check ((state = 'waiting') = (settled_at is null)),
  check (state <> 'waiting' or sealed is not null)
);
create index sealed_submission_waiting on capture.sealed_submission (received_at) where state = 'waiting';

-- What has become of the secrets that the key directory holds or held. `emptied_at`: nothing is under it any more; `destroy_at`: thereafter no backup
-- may need it.
create table vault.key_secret (
  kind text not null check (kind in ('generations', 'indexes')),
  id integer not null check (id >= 1),
  state text not null check (state in ('current', 'retired', 'destroying', 'destroyed')),
  created_at timestamptz not null,
  retired_at timestamptz,
  emptied_at timestamptz,
  destroy_at timestamptz,
  destroyed_at timestamptz,
  primary key (kind, id),
  check (state <> 'current' or retired_at is null),
  check (state not in ('destroying', 'destroyed') or destroy_at is not null)
);

-- A rotation is a walk through what stands under older keys: each step moves a few and writes down where it is, in one transaction.
create table vault.key_rotation (
  id uuid primary key,
  kind text not null check (kind in ('generations', 'indexes', 'persons')),
  target integer not null,
  state text not null check (state in ('running', 'paused', 'done')),
  part text not null,
  after text,
  done bigint not null default 0,
  total bigint not null,
  -- What did not open: it stays where it is, and an alarm was raised.
  damaged bigint not null default 0,
  asked_by text not null,
  asked_at timestamptz not null,
  -- Since when it has been running without a pause, and with how many done.
  run_at timestamptz not null,
  run_done bigint not null default 0,
  moved_at timestamptz,
  finished_at timestamptz
);
create unique index one_rotation on vault.key_rotation ((true)) where state <> 'done';

-- What was done with keys, each with its entry in the log of evidence.
create table vault.key_event (
  id uuid primary key,
  what text not null,
  facts jsonb not null,
  receipt uuid not null,
  at timestamptz not null
);

-- What smelled of tampering: how often in one hour. It names a kind of thing and never whose.
create table vault.alarm (
  what text not null,
  hour timestamptz not null,
  count integer not null,
  last_at timestamptz not null,
  primary key (what, hour)
);

-- A generation's rows are counted before it is destroyed, and wrapped again in order of person; updates in place need room in the page.
alter table vault.person_key set (fillfactor = 80);

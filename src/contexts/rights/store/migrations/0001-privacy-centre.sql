-- A login by code: to which records it would lead. Unknown addresses get a challenge too, with nobody in it, so that nothing can be probed.
create table rights.login_challenge (
  id uuid primary key,
  channel text not null check (channel in ('sms', 'email')),
  -- The vault's keyed digest of the address, for counting requests; null while nobody has it.
  digest bytea,
  persons uuid[] not null,
  -- Which of the persons had confirmed this address before; the others are proven by this very code.
  confirmed boolean not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  tries integer not null default 0,
  used_at timestamptz
);
create index login_challenge_digest on rights.login_challenge (digest, created_at);

create table rights.session (
  token_hash bytea primary key,
  id uuid not null unique,
  persons uuid[] not null,
  -- False when the address was proven by the login alone: then only that address may be shown in clear.
  confirmed boolean not null,
  channel text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);

-- Bundles wait here, sealed by the vault, until their link ends.
create table rights.bundle (
  token_hash bytea primary key,
  person uuid not null,
  sealed bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index bundle_expiry on rights.bundle (expires_at);

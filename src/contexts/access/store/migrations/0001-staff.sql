-- The tables of the authentication library (better-auth 1.7; its column names). It sees a pseudonym instead of the email and no name; it
-- checks these tables against its own schema when it starts.
create table access.auth_user (
  id text primary key,
  name text not null,
  email text not null unique,
  "emailVerified" boolean not null,
  image text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now(),
  "twoFactorEnabled" boolean
);
create table access.auth_session (
  id text primary key,
  "expiresAt" timestamptz not null,
  token text not null unique,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null references access.auth_user (id) on delete cascade
);
create index auth_session_user on access.auth_session ("userId");
create table access.auth_account (
  id text primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null references access.auth_user (id) on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  scope text,
  password text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null
);
create index auth_account_user on access.auth_account ("userId");
create table access.auth_verification (
  id text primary key,
  identifier text not null,
  value text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index auth_verification_identifier on access.auth_verification (identifier);
create table access.auth_two_factor (
  id text primary key,
  secret text not null,
  "backupCodes" text not null,
  "userId" text not null references access.auth_user (id) on delete cascade,
  verified boolean default true,
  "failedVerificationCount" integer default 0,
  "lockedUntil" timestamptz
);
create index auth_two_factor_secret on access.auth_two_factor (secret);
create index auth_two_factor_user on access.auth_two_factor ("userId");

-- Our own: who a member of staff is. Name and email are sealed under the service ring; the pseudonym is auth_user.email.
create table access.staff (
  id uuid primary key,
  email_sealed bytea not null,
  name_sealed bytea not null,
  role text not null check (role in ('administrator', 'dpo', 'marketer', 'agent', 'engineer', 'auditor')),
  state text not null check (state in ('invited', 'active', 'disabled')),
  created_at timestamptz not null
);

-- Links that work once: an invitation sets the first password, a sign-in link opens a session. Only the digest of the secret is kept.
create table access.one_time_link (
  digest bytea primary key,
  kind text not null check (kind in ('invitation', 'sign-in')),
  staff uuid not null references access.staff (id),
  expires_at timestamptz not null,
  used_at timestamptz
);

create table access.api_key (
  id uuid primary key,
  digest bytea not null unique,
  label text not null,
  scopes text[] not null,
  tier smallint not null check (tier between 0 and 2),
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz
);

-- What staff and keys did. Subjects are ids, never names.
create table access.trail (
  position bigint generated always as identity primary key,
  time timestamptz not null,
  actor text not null,
  act text not null,
  subject text,
  receipt uuid
);
create index trail_actor on access.trail (actor, position);

create function access.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the trail is append-only';
end $$;
create trigger trail_is_append_only before update or delete or truncate on access.trail
  for each statement execute function access.refuse_change();

create function consent.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end $$;

-- The ordinal is frozen by decision 0001: never reused, also not after erasure. No birth dates in clear: an adult is a day on which
-- they were known to be of age, a minor a birth date sealed by the service ring.
create table consent.subject (
  ordinal integer primary key generated always as identity (start with 1 cache 1),
  person uuid not null unique,
  role text not null check (role in ('customer', 'employee', 'member')),
  adult_on date,
  minor_birth bytea,
  closed_at timestamptz,
  registered_at timestamptz not null,
  check (adult_on is null or minor_birth is null)
);

create table consent.standing (
  ordinal integer not null references consent.subject (ordinal),
  activity text not null,
  source text not null,
  grade text not null check (grade in ('A', 'B', 'C')),
  notice text,
  notice_version integer,
  revision integer,
  notice_shown_at timestamptz,
  keep_until timestamptz,
  how text,
  recorded_at timestamptz not null,
  primary key (activity, ordinal)
);
create index standing_unproven on consent.standing (ordinal) where grade = 'C';

create table consent.presentation (
  id uuid primary key,
  notice text not null,
  notice_version integer not null,
  activities jsonb not null,
  content jsonb not null,
  hash bytea not null,
  nonce_digest bytea not null,
  ordinal integer references consent.subject (ordinal),
  session_digest bytea,
  shown_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  check ((ordinal is null) <> (session_digest is null))
);

-- "grant" is a word of SQL, hence the quotes. withdrawn_at and used_at are the only columns that ever change, from null to an instant.
create table consent."grant" (
  id bigint generated always as identity primary key,
  ordinal integer not null references consent.subject (ordinal),
  activity text not null,
  revision integer not null,
  channel text,
  kind text not null check (kind in ('general', 'separate', 'written')),
  how text not null,
  notice text not null,
  notice_version integer not null,
  shown_at timestamptz not null,
  given_at timestamptz not null,
  valid_until timestamptz,
  keep_until timestamptz not null,
  one_time boolean not null,
  recipient text,
  withdrawn_at timestamptz,
  used_at timestamptz,
  used_by uuid,
  receipt uuid not null
);
create index grant_by_activity on consent."grant" (activity, ordinal);
create index grant_by_person on consent."grant" (ordinal, id);

-- Answers "no" to one activity: refusals of what was shown, and withdrawals (also of one channel only).
create table consent.refusal (
  id bigint generated always as identity primary key,
  ordinal integer not null references consent.subject (ordinal),
  activity text not null,
  kind text not null check (kind in ('refused', 'withdrawn')),
  channel text,
  said_at timestamptz not null,
  said_through text not null,
  receipt uuid not null
);
create index refusal_by_activity on consent.refusal (activity, ordinal);
create index refusal_by_person on consent.refusal (ordinal, id);
create trigger immutable before update or delete on consent.refusal
  for each row execute function consent.refuse_change();

-- A no that binds all brands: on a person, or on the digest of an address wherever it stands (decision 0013).
create table consent.suppression (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('unsubscribe', 'restrict', 'personalisation')),
  ordinal integer references consent.subject (ordinal),
  digest bytea,
  channel text,
  said_at timestamptz not null,
  said_through text not null,
  lifted_at timestamptz,
  receipt uuid not null,
  check ((ordinal is null) <> (digest is null))
);
create index suppression_of_person on consent.suppression (ordinal) where ordinal is not null;
create index suppression_of_digest on consent.suppression (digest) where digest is not null;

create table consent.address (
  id bigint generated always as identity primary key,
  ordinal integer not null references consent.subject (ordinal),
  channel text not null check (channel in ('sms', 'email')),
  digest bytea not null,
  set_at timestamptz not null,
  confirmed_at timestamptz,
  confirmed_how text,
  ended_at timestamptz
);
create unique index address_current on consent.address (ordinal, channel) where ended_at is null;
create index address_by_digest on consent.address (digest, channel);

create table consent.use (
  id uuid primary key,
  activity text not null,
  revision integer not null,
  operation text not null,
  channel text,
  brand text,
  recipient text,
  fields text[] not null,
  recipients text[] not null,
  message jsonb,
  purpose_note text,
  subject text,
  used_by text not null,
  used_at timestamptz not null,
  receipt uuid not null
);
create trigger immutable before update or delete on consent.use
  for each row execute function consent.refuse_change();

create table consent.use_member (
  use uuid not null references consent.use (id),
  ordinal integer not null references consent.subject (ordinal),
  primary key (ordinal, use)
);
create index use_member_by_use on consent.use_member (use, ordinal);

-- The change log: whatever alters a decision. Positions can commit out of order; `transaction` lets a reader stop below the oldest open one.
create table consent.change (
  position bigint generated always as identity primary key,
  transaction xid8 not null default pg_current_xact_id(),
  ordinal integer not null,
  kind text not null,
  activity text,
  channel text,
  at timestamptz not null
);
create trigger immutable before update or delete on consent.change
  for each row execute function consent.refuse_change();

-- The key ring whose keys encrypt this database. One row: data of another deployment must not be mixed in.
create table vault.ring (
  only_one boolean primary key default true check (only_one),
  id uuid not null
);

-- One random key a person, wrapped by a key-encryption generation that lives outside the database. No row: the person never had a key.
-- A destroyed row is a tombstone: it stays, and no key is ever made for that person again.
create table vault.person_key (
  person uuid primary key,
  state text not null check (state in ('active', 'destroyed')),
  generation integer,
  wrapped bytea,
  created_at timestamptz not null,
  destroyed_at timestamptz,
  check (case state
    when 'active' then generation is not null and wrapped is not null and destroyed_at is null
    else generation is null and wrapped is null and destroyed_at is not null end)
);

-- Only the current version of a value is kept (PIPL 19: no longer than needed). No foreign key to person_key: every writer holds that row's
-- lock already, and the check would cost an import of 350,000 values a third of its speed.
create table vault.field (
  person uuid not null,
  field text not null,
  version integer not null check (version >= 1),
  ciphertext bytea not null,
  stored_at timestamptz not null,
  primary key (person, field)
);

-- HMAC-SHA256 of the normalised value under the field's index key of one generation. Index keys are additive: after a rotation a value has a
-- row for each generation until the old one is dropped.
create table vault.blind_index (
  field text not null,
  generation integer not null,
  digest bytea not null check (length(digest) = 32),
  person uuid not null,
  primary key (field, generation, digest, person)
);
create index blind_index_by_person on vault.blind_index (person, field);

-- Who saw what in clear, when and under which activity. The reason is free text and therefore sealed.
create table vault.reveal (
  id uuid primary key,
  person uuid not null,
  activity text not null,
  fields text[] not null,
  shown_to text not null,
  reason bytea not null,
  use_id text not null,
  receipt uuid not null,
  at timestamptz not null
);
-- Ids are UUIDv7: their order is the order of time.
create index reveal_by_person on vault.reveal (person, id desc);

-- Who outside attests checkpoints: one time-stamping authority and any number of witnesses. A row is claimed by moving next_try, so that of
-- several servers one asks at a time; failure is the code of the last one, null after a success.
create table evidence.attestor (
  name text primary key,
  next_try timestamptz not null,
  tried_at timestamptz,
  succeeded_at timestamptz,
  failures integer not null default 0,
  failure text
);

-- RFC 3161 time-stamps that were checked when they came: token is the TimeStampToken in DER, over the bytes of the checkpoint's note.
create table evidence.timestamp (
  size bigint primary key,
  time timestamptz not null,
  tsa text not null,
  token bytea not null
);

-- Cosignatures of witnesses that were checked when they came: line is the whole signature line without its end (C2SP tlog-cosignature).
create table evidence.cosignature (
  size bigint not null,
  witness text not null,
  time timestamptz not null,
  line text not null,
  primary key (size, witness)
);
create index cosignature_of_witness on evidence.cosignature (witness, size);

-- The signing keys of the log in their order, once one was rotated; the newest signs. Checkpoints carry the predecessor's signature too until
-- the successor's overlap_until. entry is the signing-key entry that introduced it; null for the first.
create table evidence.signing_key (
  ordinal integer primary key,
  id text not null unique,
  public_key bytea not null,
  since timestamptz,
  overlap_until timestamptz,
  entry uuid
);

-- Copied checkpoints that this database does not extend and that an administrator has accepted as lost, for example after a restore.
create table evidence.accepted_set_back (
  size bigint not null,
  root bytea not null,
  note text not null,
  accepted_at timestamptz not null,
  accepted_by text not null,
  primary key (size, root)
);

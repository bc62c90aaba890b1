-- A supplier's list: the proof that its people agreed to its being handed on (PIPL 23), as whoever imports declares it.
alter table customers.import add column supplier jsonb;

-- What the columns of a system's files mean, by their headers: proposed again when its next file comes, also when columns have moved.
create table customers.saved_mapping (
  issuer text not null,
  kind text not null,
  headers jsonb not null,
  saved_by text not null,
  saved_at timestamptz not null,
  primary key (issuer, kind)
);

-- Rows of people files, by the key under which the same row is known again.
create table customers.person_row (
  row_key uuid primary key,
  ordinal integer not null
);
create index person_row_ordinal on customers.person_row (ordinal);

-- Systems that put a file into their folder each night.
create table customers.nightly (
  issuer text primary key,
  kind text not null,
  activity text not null,
  source text not null,
  notice jsonb,
  -- Hour of the day (Asia/Shanghai) by which the night's file must be there.
  due_hour integer not null check (due_hour between 0 and 23),
  created_by text not null,
  created_at timestamptz not null
);

-- What was taken from the folders. `night` is the day (Asia/Shanghai) on which it was due.
create table customers.nightly_file (
  import uuid primary key,
  issuer text not null,
  night date not null,
  taken_at timestamptz not null,
  -- Why it could not be started; null when it was.
  problem text
);
create index nightly_file_of on customers.nightly_file (issuer, night);

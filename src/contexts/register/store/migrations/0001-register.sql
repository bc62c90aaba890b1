-- Revisions and published versions are immutable: a trigger refuses every change of what was once written.
create function register.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end $$;

create table register.handler (
  only_one boolean primary key default true check (only_one),
  profile jsonb not null,
  saved_at timestamptz not null
);

create table register.brand (
  code text primary key,
  profile jsonb not null
);

create table register.activity (
  code text primary key,
  revision integer not null check (revision > 0),
  built_in boolean not null
);

create table register.activity_revision (
  code text not null references register.activity (code),
  revision integer not null check (revision > 0),
  content jsonb not null,
  hash bytea not null,
  saved_at timestamptz not null,
  primary key (code, revision)
);
create trigger immutable before update or delete on register.activity_revision
  for each row execute function register.refuse_change();

-- What the DPO enters in the plain form; the newest row counts.
create table register.assessment_entry (
  id bigint generated always as identity primary key,
  activity text not null references register.activity (code),
  state text not null check (state in ('none', 'approved', 'expired')),
  document_name text,
  document_hash text,
  entered_by text not null,
  entered_at timestamptz not null
);
create index assessment_entry_newest on register.assessment_entry (activity, id desc);
create trigger immutable before update or delete on register.assessment_entry
  for each row execute function register.refuse_change();

create table register.contract_entry (
  id bigint generated always as identity primary key,
  activity text not null references register.activity (code),
  recipient text not null,
  state text not null check (state in ('none', 'signed', 'ended')),
  document_hash text,
  entered_by text not null,
  entered_at timestamptz not null
);
create index contract_entry_newest on register.contract_entry (activity, recipient, id desc);
create trigger immutable before update or delete on register.contract_entry
  for each row execute function register.refuse_change();

create table register.notice (
  code text primary key,
  draft jsonb not null,
  version integer not null default 0
);

create table register.notice_version (
  code text not null references register.notice (code),
  version integer not null check (version > 0),
  hash text not null,
  title jsonb not null,
  content jsonb not null,
  html jsonb not null,
  short_html jsonb not null,
  changes jsonb not null,
  published_at timestamptz not null,
  -- The receipt of the entry that records the publication and the hashes of its pages.
  receipt uuid not null,
  primary key (code, version)
);
create trigger immutable before update or delete on register.notice_version
  for each row execute function register.refuse_change();

create table register.notice_activity (
  code text not null,
  version integer not null,
  activity text not null,
  revision integer not null,
  primary key (code, version, activity),
  foreign key (code, version) references register.notice_version (code, version),
  foreign key (activity, revision) references register.activity_revision (code, revision)
);
create index notice_activity_by_activity on register.notice_activity (activity, code, version);
create trigger immutable before update or delete on register.notice_activity
  for each row execute function register.refuse_change();

-- A code that somebody at a counter scans to answer a form on their own phone: opened by one browser, within minutes.
create table capture.counter_code (
  id uuid primary key,
  form text not null references capture.form (code),
  place text not null,
  made_by text not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  opened_at timestamptz,
  session_digest bytea
);

-- How an answer came that staff took down: the words that an agent confirmed to have said, or a sheet of paper.
create table capture.assisted (
  submission uuid primary key references capture.submission (id),
  way text not null check (way in ('agent', 'paper')),
  script_hash text,
  taken_by text not null,
  taken_at timestamptz not null
);

create table capture.paper_batch (
  id uuid primary key,
  form text not null references capture.form (code),
  notice_version integer not null,
  sheets integer not null check (sheets between 1 and 1000),
  granted integer not null check (granted >= 0 and granted <= sheets),
  made_by text not null,
  made_at timestamptz not null,
  closed_at timestamptz,
  closed_by text
);

-- What a sheet says: which boxes are ticked. The scan is sealed for the person; names and numbers are in the vault.
create table capture.paper_sheet (
  id uuid primary key,
  batch uuid not null references capture.paper_batch (id),
  person uuid,
  guardianship uuid,
  guardian uuid,
  ticked text[] not null,
  granted boolean not null,
  scan_type text not null check (scan_type in ('image/png', 'image/jpeg', 'application/pdf')),
  scan_hash text not null,
  scan bytea,
  status text not null check (status in ('second-look', 'recorded', 'rejected')),
  keyed_by text not null,
  keyed_at timestamptz not null,
  looked_by text,
  looked_at timestamptz,
  reason text
);
create index paper_sheet_of_batch on capture.paper_sheet (batch, keyed_at);
create index paper_sheet_of_person on capture.paper_sheet (person);
create index paper_sheet_of_guardian on capture.paper_sheet (guardian) where guardian is not null;
create unique index paper_sheet_scan on capture.paper_sheet (batch, scan_hash);

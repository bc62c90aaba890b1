-- Definitions of hosted forms.
create table capture.form (
  code text primary key,
  definition jsonb not null,
  active boolean not null default true,
  saved_at timestamptz not null,
  saved_by text not null
);

-- One answered presentation is one submission: sending the same page twice finds it again. Holds no personal information.
create table capture.submission (
  id uuid primary key,
  form text not null,
  presentation uuid not null unique,
  session_digest bytea not null,
  person uuid not null,
  answer text not null check (answer in ('granted', 'refused', 'none')),
  at timestamptz not null
);
create index submission_form on capture.submission (form, at);

-- A question to an address: is it yours? Neither the address nor the code is here: the code is an HMAC of the id.
create table capture.confirmation (
  id uuid primary key,
  submission uuid,
  person uuid not null,
  channel text not null check (channel in ('sms', 'email')),
  form text,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  tries integer not null default 0,
  confirmed_at timestamptz
);
create index confirmation_submission on capture.confirmation (submission);
create index confirmation_person on capture.confirmation (person, channel, issued_at desc);

-- Templates filed with the SMS provider, as they were filed.
create table engagement.sms_template (
  code text primary key,
  text text not null,
  commercial boolean not null,
  saved_at timestamptz not null,
  saved_by text not null
);

create table engagement.campaign (
  id uuid primary key,
  name text not null,
  brand text not null,
  activity text not null,
  segment text not null,
  channel text not null check (channel in ('sms', 'email')),
  message jsonb not null,
  state text not null check (state in ('draft', 'running', 'stopped', 'done')),
  created_at timestamptz not null,
  created_by text not null,
  started_at timestamptz,
  started_by text,
  ended_at timestamptz,
  ended_by text,
  -- Person ordinals of the segment when it was started: 4 bytes each, little-endian. Decided one by one from `cursor` on.
  audience bytea,
  audience_size integer,
  unanalysed integer,
  cursor integer not null default 0,
  -- Who sends at this moment, and until when nobody else may.
  runner uuid,
  lease_until timestamptz,
  waiting_until timestamptz,
  waiting_for text check (waiting_for in ('hours', 'provider')),
  backoff integer not null default 0
);
create index campaign_recent on engagement.campaign (created_at desc, id desc);

-- People of a segment who were refused before anything was reserved for them: counts by reason, for the report.
create table engagement.campaign_exclusion (
  campaign uuid not null references engagement.campaign (id),
  code text not null,
  article text not null,
  zh text not null,
  en text not null,
  count integer not null,
  primary key (campaign, code)
);

-- One message to one person. States: docs/decisions/0009-send-states.md. Holds neither address nor text; kept at least six months.
create table engagement.send (
  id uuid primary key,
  campaign uuid references engagement.campaign (id),
  -- What a message outside campaigns answers ("confirmation:ID"), so that it goes out once.
  ref text unique,
  activity text not null,
  person uuid not null,
  channel text not null check (channel in ('sms', 'email')),
  state text not null check (state in ('reserved', 'handing_off', 'accepted', 'rejected', 'unknown',
    'refused_at_handoff', 'stopped', 'delivered', 'undelivered')),
  -- The recorded use under which the address leaves the vault, and its receipt: the proof of permission of this message.
  use uuid not null,
  receipt uuid,
  sign_name text,
  template text,
  parts integer,
  reserved_at timestamptz not null,
  handed_at timestamptz,
  settled_at timestamptz,
  reported_at timestamptz,
  attempts integer not null default 0,
  runner uuid,
  provider_id text,
  code text,
  article text,
  unique (campaign, person)
);
create index send_reserved on engagement.send (campaign, id) where state = 'reserved';
create index send_in_flight on engagement.send (campaign) where state = 'handing_off';
create index send_recent on engagement.send (reserved_at desc, id desc);
create index send_person on engagement.send (person, reserved_at desc);

-- One message an address and campaign, whatever number of records share the address. The digest is the vault's keyed blind index.
create table engagement.campaign_address (
  campaign uuid not null references engagement.campaign (id),
  digest bytea not null,
  send uuid not null,
  primary key (campaign, digest)
);

-- What came back from phones: only that somebody said no and whether it took effect. `sealed` holds the number under the service ring while
-- the root key is not in memory, and is emptied when the no is recorded.
create table engagement.inbound (
  id uuid primary key,
  sequence_digest bytea not null unique,
  kind text not null check (kind in ('opt-out', 'other')),
  at timestamptz not null,
  sealed bytea,
  records integer,
  processed_at timestamptz
);

-- Sources that are not trackers: WeCom's callbacks and signed webhooks. What they are checked with is sealed under the service ring, so that a no
-- is heard while the vault is sealed.
alter table customers.source
  add column kind text not null default 'tracker' check (kind in ('tracker', 'wecom', 'webhook')),
  -- What kind of number its people carry, and within what it is unique.
  add column identifier_type text not null default 'member_id',
  add column identifier_scope text not null default '',
  -- How its messages are read, for webhooks.
  add column settings jsonb,
  add column secret bytea;

-- What a callback brought: durable before it is answered, filed afterwards. A second one is known by its digest for thirty days; the body goes when it
-- is filed.
create table customers.callback (
  seq bigint generated always as identity primary key,
  id uuid not null,
  source text not null,
  -- Keyed digest of what identifies the message, and of its content.
  digest bytea not null,
  content bytea not null,
  received_at timestamptz not null,
  -- Sealed under the service ring; null when it is filed.
  body bytea,
  filed_at timestamptz,
  unique (source, digest)
);
create index callback_waiting on customers.callback (seq) where body is not null;
create index callback_age on customers.callback (filed_at) where filed_at is not null;

-- Answers to writes that carried an Idempotency-Key. Keys and requests are kept as keyed digests (a client may have put anything in them), the
-- answer sealed under a key of the service ring.
create table http.idempotency (
  scope text not null,
  key_digest bytea not null,
  request_digest bytea not null,
  -- Who is answering now; a claim that has run out may be taken over while `executed` is false.
  claim uuid not null,
  claimed_at timestamptz not null,
  -- Set in the act's own transaction.
  executed boolean not null default false,
  status smallint,
  content_type text,
  answer bytea,
  primary key (scope, key_digest)
);
create index idempotency_by_age on http.idempotency (claimed_at);

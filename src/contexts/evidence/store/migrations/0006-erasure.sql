-- People whose information was erased. Their chain stays as a row with empty keys, so that none is ever begun again; entry is the log's entry
-- of kind erasure. This is what a search finds for ever: "erased on DATE, entry N".
create table evidence.erased (
  person uuid primary key,
  at timestamptz not null,
  entry uuid not null
);

-- What a defence in court may need of them, sealed under the defence label of the service ring, until a term (PIPL 47: storage only). source says
-- which context it came from; 'evidence' holds the person's evidence and opening keys. Destroyed when the term has ended.
create table evidence.defence (
  person uuid not null,
  source text not null,
  until timestamptz not null,
  sealed bytea,
  destroyed_at timestamptz,
  primary key (person, source),
  check ((sealed is null) = (destroyed_at is not null))
);
create index defence_due on evidence.defence (until) where sealed is not null;

-- The vault's keyed digests of an erased person's addresses, by which a letter finds them.
create table evidence.erased_address (
  digest bytea not null,
  channel text not null,
  person uuid not null,
  primary key (digest, channel, person)
);

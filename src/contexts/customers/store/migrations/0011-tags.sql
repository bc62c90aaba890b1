-- The catalogue of tags: what may be said of people, under which activity, by hand or by a rule (decision 0069).
create table customers.tag (
  code text primary key,
  name jsonb not null,
  -- The activity under which the tag is given and used; who denies it there carries none.
  activity text not null,
  -- The kind of information that carrying the tag is: a sensitive one rests on its separate consent (PIPL 29).
  says text not null,
  -- Who answers for it: a team, nobody's name.
  owner text not null,
  -- After so many days it ends by itself.
  days integer not null check (days between 1 and 3650),
  -- The segment that gives it; null: given by hand.
  segment text,
  revision integer not null,
  saved_by text not null,
  saved_at timestamptz not null,
  refreshed_at timestamptz,
  ended_at timestamptz
);

create table customers.person_tag (
  id uuid primary key,
  tag text not null,
  person uuid not null,
  ordinal integer not null,
  by_rule boolean not null,
  given_by text not null,
  given_at timestamptz not null,
  ends_at timestamptz not null,
  -- Why, where it was given by hand; sealed.
  reason bytea,
  receipt uuid not null,
  unique (tag, ordinal)
);
create index person_tag_of_person on customers.person_tag (person);

-- Tags that somebody took off: no rule brings them back; those that the person deleted nobody gives again.
create table customers.deleted_tag (
  tag text not null,
  person uuid not null,
  ordinal integer not null,
  by_person boolean not null,
  deleted_at timestamptz not null,
  primary key (tag, ordinal)
);
create index deleted_tag_of_person on customers.deleted_tag (person);

-- Every change of a tag with its entry in the log of evidence. Rows of a person go with them.
create table customers.tag_act (
  id uuid primary key,
  receipt uuid not null,
  person uuid,
  facts jsonb not null,
  at timestamptz not null
);
create index tag_act_of_person on customers.tag_act (person) where person is not null;
create index tag_act_receipt on customers.tag_act (receipt);

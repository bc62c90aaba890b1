-- Where a value of a person came from when it came later than the person: who said it and when, never what (decision 0068). The value itself is in
-- the vault, its newest version alone. What came with the person has the person's own source and time and no row here.
create table customers.trait_value (
  person uuid not null,
  field text not null,
  at timestamptz not null,
  -- For example "source:web", "import:ID".
  source text not null,
  primary key (person, field, at)
);

-- One person's events are read newest first, a page at a time.
create index event_of_person on customers.event (ordinal, happened_at desc, seq desc);
drop index customers.event_ordinal;

-- What is computed for everybody, by which rule; the values are in DuckDB alone, by ordinal (decision 0069).
create table customers.computed_trait (
  code text primary key,
  name jsonb not null,
  -- The activity under which people are analysed for it.
  activity text not null,
  spec jsonb not null,
  revision integer not null,
  saved_by text not null,
  saved_at timestamptz not null,
  computed_at timestamptz,
  people integer,
  receipt uuid
);

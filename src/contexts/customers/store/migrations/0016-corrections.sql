-- What was corrected or deleted by hand of somebody, with its entry in the log of evidence (decision 0094); never a value. Rows of a person go with them.
create table customers.correction (
  id uuid primary key,
  receipt uuid not null,
  person uuid not null,
  facts jsonb not null,
  -- Why; sealed.
  reason bytea not null,
  at timestamptz not null,
  -- The correction that took this one back.
  undone_by uuid
);
create index correction_of_person on customers.correction (person, at desc);
create index correction_receipt on customers.correction (receipt);

-- Values that were taken away by hand, as keyed digests that hold for one person: no file, tracker or webhook brings them back.
create table customers.refuted_value (
  person uuid not null,
  field text not null,
  digest bytea not null,
  correction uuid not null,
  -- Until then the value lies locked in the vault and the correction can be undone; null: it is gone.
  locked_until timestamptz,
  primary key (person, field, digest)
);
create index refuted_value_locked on customers.refuted_value (locked_until) where locked_until is not null;

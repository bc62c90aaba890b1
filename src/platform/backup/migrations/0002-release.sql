-- What became of a restored database. settled_at: sends of the past were stopped and the journal of noes, if there was one, was replayed;
-- journal_until null means that there was none.
alter table platform.restoration
  add column settled_at timestamptz,
  add column journal_until timestamptz,
  add column replayed integer,
  add column unreadable integer,
  add column released_by text,
  add column release_reason text,
  add column release_receipt uuid;

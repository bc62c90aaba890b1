-- How far each server has applied the change log, and until when it may answer by that (decision 0037). A row that has expired is only out of
-- force once it has been deleted: deleting and renewing wait for each other.
create table consent.lease (
  server uuid primary key,
  -- null while the server has not yet read anything after it joined
  applied pg_snapshot,
  renewed_at timestamptz not null,
  expires_at timestamptz not null
);

-- What was done after a backup was made is unknown to a restored database: withdrawals above all. One row a restore; while one of them is not
-- released, all consent-based use is denied.
create table platform.restoration (
  id uuid primary key,
  restored_at timestamptz not null,
  backup_made_at timestamptz not null,
  released_at timestamptz,
  check (released_at >= restored_at)
);

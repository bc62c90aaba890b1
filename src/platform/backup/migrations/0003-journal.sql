-- What has still to be written to the journal of noes (platform/journal): filled in the act's own transaction, emptied once the lines are on
-- disk. No personal information beside opaque ids.
create table platform.journal_pending (
  id bigint generated always as identity primary key,
  event jsonb not null
);

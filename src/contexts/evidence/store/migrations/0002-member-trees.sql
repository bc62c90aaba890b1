-- The tree of the members of one use (version 2 of the payload). secret gives each member's salt; groups are the hashes over every 4,096 leaves.
-- Leaves are not stored: they are computed again from the ids of a group's members, which the context that records the use keeps in order.
-- evidence.batch and evidence.member hold the uses of version 1 and are no longer written.
create table evidence.member_tree (
  entry uuid primary key,
  secret bytea not null,
  size integer not null,
  groups bytea not null
);
alter table evidence.member_tree alter column groups set storage external;

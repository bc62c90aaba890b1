-- Which records are held to be one human (OneID): the noes of each count for all of them (decision 0067). Rows are ended, never removed, so that
-- the past is judged as it was. `label` is the lowest ordinal of the group at the time; it names a group and owns nothing.
create table consent.kin (
  id bigint generated always as identity primary key,
  ordinal integer not null,
  label integer not null,
  joined_at timestamptz not null,
  parted_at timestamptz
);
create unique index kin_current on consent.kin (ordinal) where parted_at is null;
create index kin_ordinal on consent.kin (ordinal);
create index kin_label on consent.kin (label);

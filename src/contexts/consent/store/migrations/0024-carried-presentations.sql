-- Presentations that their session carries until it answers (decision 0090) get their row with the answer. True for these.
alter table consent.presentation add column carried boolean not null default false;
-- How many of them were given out, by the hour: with the answered ones taken off, how many nobody answered. Nobody is named.
create table consent.shown (
  hour timestamptz not null,
  touchpoint text not null,
  notice text not null,
  notice_version integer not null,
  activities text[] not null,
  wording text not null,
  count bigint not null check (count > 0),
  primary key (hour, touchpoint, notice, notice_version, activities, wording)
);

-- Which presentation a consent answered, so that rates can be counted by touchpoint; null for what a stock brought along.
alter table consent."grant" add column presentation uuid;
-- Almost free to keep, and enough to leave out what is older than the weeks that are counted.
create index grant_by_time on consent."grant" using brin (given_at);
create index refusal_by_time on consent.refusal using brin (said_at);
-- Presentations that nobody answered are forgotten after two days; how many there were is not. Nobody is named.
create table consent.unanswered (
  touchpoint text not null,
  notice text not null,
  notice_version integer not null,
  activities text[] not null,
  wording text,
  week date not null,
  count integer not null check (count > 0)
);
create index unanswered_by_week on consent.unanswered (week);

-- How often a person was asked again for something that they had refused or withdrawn (NDSR 22(5)). Presentations that nobody answers are
-- forgotten; that they were shown is not.
create table consent.ask (
  ordinal integer not null,
  activity text not null,
  asked_at timestamptz not null
);
create index ask_of_person on consent.ask (ordinal, activity);

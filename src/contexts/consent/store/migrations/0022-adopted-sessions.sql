-- Whose a session turned out to be: a touchpoint that sees it asks that person, who may have said no elsewhere (NDSR 22(5), decision 0083).
create table consent.adopted_session (
  session uuid primary key,
  ordinal integer not null references consent.subject (ordinal),
  adopted_at timestamptz not null
);
create index adopted_session_of_person on consent.adopted_session (ordinal);

-- Who looked whether a whole number or address is somebody's, and how many it was; never what was looked for (decision 0095). Kept for a day, for the
-- limit an hour; the trail of staff acts keeps it for good.
create table customers.exact_search (
  searched_by text not null,
  at timestamptz not null
);
create index exact_search_by on customers.exact_search (searched_by, at);

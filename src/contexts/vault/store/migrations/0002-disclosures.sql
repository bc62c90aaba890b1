-- What each member of staff or key has seen in clear or carried out, by class of the criminal-law interpretation of 2017 (50, 500, 5,000
-- records): one row a person for reveals, one row with a count for an export. Kept apart from the reveals because both count together.
create table vault.disclosure (
  id uuid not null,
  class smallint not null check (class in (50, 500, 5000)),
  disclosed_to text not null,
  person uuid,
  persons integer not null check (persons > 0),
  at timestamptz not null,
  primary key (id, class),
  check (person is null or persons = 1)
);
create index disclosure_by_reader on vault.disclosure (disclosed_to, class, at);

-- Somebody has passed a threshold within thirty days. Reviewed once, by the DPO.
create table vault.bulk_alert (
  id uuid primary key,
  disclosed_to text not null,
  class smallint not null,
  threshold integer not null,
  counted integer not null,
  at timestamptz not null,
  receipt uuid not null,
  reviewed_by text,
  reviewed_at timestamptz,
  check ((reviewed_by is null) = (reviewed_at is null))
);
create index bulk_alert_open on vault.bulk_alert (at) where reviewed_at is null;

-- The limits of a day count by who looks, by whom is looked at, and in all.
create index reveal_by_time on vault.reveal (at);
create index reveal_by_reader on vault.reveal (shown_to, at);

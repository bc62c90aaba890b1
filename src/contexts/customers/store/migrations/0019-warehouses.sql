-- Warehouses whose rows are pulled (decision 0105). `password` is sealed under the service ring.
create table customers.warehouse (
  code text primary key,
  name jsonb not null,
  -- What is declared about the rows, as about a file: kind, activity, source, issuer, notice, a supplier's proof.
  declared jsonb not null,
  connection jsonb not null,
  password bytea not null,
  source_table jsonb not null,
  mapping jsonb not null,
  -- The type of each column that is read, as it was when this was set up.
  types jsonb not null,
  every_minutes integer not null check (every_minutes between 1 and 10080),
  -- Behind which row reading goes on, as the warehouse writes it; null from the first.
  cursor text,
  key text,
  next_at timestamptz not null,
  failure jsonb,
  failures integer not null default 0,
  pulled_at timestamptz,
  caught_up_at timestamptz,
  runner uuid,
  leased_until timestamptz,
  created_by text not null,
  created_at timestamptz not null
);
create index warehouse_due on customers.warehouse (next_at);

-- Imports that were pulled, with the place behind which their rows lay: what did not come in is read again from there.
create table customers.warehouse_pull (
  import uuid primary key,
  warehouse text not null,
  from_cursor text,
  from_key text,
  rows integer not null,
  taken_at timestamptz not null
);
create index warehouse_pull_of on customers.warehouse_pull (warehouse, import);

-- Self-checks: each goes through the log in parts and can be stopped, cancelled and resumed. findings: the first ones, of `found` in all. At most
-- one runs; the server that works on it holds it until claimed_until.
create table evidence.self_check (
  id uuid primary key,
  ordinal bigint not null generated always as identity unique,
  asked_at timestamptz not null,
  asked_by text not null,
  state text not null check (state in ('running', 'finished', 'cancelled')),
  finished_at timestamptz,
  size bigint not null,
  part smallint not null default 0,
  cursor jsonb not null default 'null',
  looked bigint not null default 0,
  found bigint not null default 0,
  findings jsonb not null default '[]',
  claimed_by text,
  claimed_until timestamptz
);
create unique index self_check_running on evidence.self_check (state) where state = 'running';

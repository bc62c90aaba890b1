-- A session that proved a one-time code again, for what asks for more than a sign-in (step-up). The session is known by the SHA-256 of its
-- token; `code` is a keyed digest of the code, so that one code steps up once.
create table access.step_up (
  session bytea primary key,
  staff uuid not null references access.staff (id),
  code bytea not null,
  at timestamptz not null
);
create index step_up_by_staff on access.step_up (staff, at);

-- Which checkpoint each bundle was issued against: the next bundles prove that the log still begins with it. It tells nothing about whom.
create table evidence.issued_bundle (
  id uuid primary key,
  size bigint not null,
  issued_at timestamptz not null
);
create index issued_bundle_by_size on evidence.issued_bundle (size);

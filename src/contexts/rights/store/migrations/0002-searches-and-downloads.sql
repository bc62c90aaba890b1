-- Searches for what a letter carries. Who was found stands here so that erasing them removes the search; everything else is sealed by the vault.
create table rights.search (
  id uuid primary key,
  by text not null,
  at timestamptz not null,
  persons uuid[] not null,
  sealed bytea not null,
  receipt uuid not null,
  expires_at timestamptz not null
);
create index search_of_caller on rights.search (by, at);
create index search_expiry on rights.search (expires_at);

-- Files made for staff wait here, sealed by the vault, until they end.
create table rights.download (
  id uuid primary key,
  kind text not null check (kind in ('bundle', 'paper', 'declaration')),
  name text not null,
  sha256 text not null,
  persons uuid[] not null,
  by text not null,
  sealed bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index download_of_caller on rights.download (by, created_at);
create index download_expiry on rights.download (expires_at);

-- 用户协议 and other agreements: versioned apart from notices, so that nobody's consent can be tied to one (PIPL 14, NDSR 62(7)).
create table register.agreement (
  code text primary key,
  draft jsonb not null,
  version integer not null default 0
);

create table register.agreement_version (
  code text not null references register.agreement (code),
  version integer not null check (version > 0),
  hash text not null,
  content jsonb not null,
  published_at timestamptz not null,
  receipt uuid not null,
  primary key (code, version)
);
create trigger immutable before update or delete on register.agreement_version
  for each row execute function register.refuse_change();

-- Publishable keys of the browser SDK and of mini-programs. A key is no secret: it stands in a page. It may present, answer and withdraw for the
-- session that calls, from its origins alone.
create table capture.site_key (
  code text primary key,
  key text not null unique,
  name text not null,
  brand text not null,
  origins text[] not null,
  notice text not null,
  activities text[] not null,
  created_at timestamptz not null,
  created_by text not null,
  revoked_at timestamptz,
  revoked_by text
);

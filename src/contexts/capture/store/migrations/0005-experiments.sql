-- Wordings and layouts that are compared (decision 0064). A plan never changes; one runs at a time at a form or site.
create table capture.experiment (
  code text primary key,
  target text not null,
  plan jsonb not null,
  started_at timestamptz not null,
  started_by text not null,
  ended_at timestamptz,
  ended_by text,
  ended_why text
);
create unique index experiment_running on capture.experiment (target) where ended_at is null;
create function capture.keep_plan() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.ended_at is not null or (old.code, old.target, old.plan, old.started_at, old.started_by)
      is distinct from (new.code, new.target, new.plan, new.started_at, new.started_by) then
    raise exception 'an experiment can only be ended';
  end if;
  return new;
end $$;
create trigger kept before update or delete on capture.experiment for each row execute function capture.keep_plan();
-- Whoever refused in a form is not asked the same again by the next one in the same browser.
create index submission_by_session on capture.submission (session_digest);

-- An activity that has ended for good: nobody is asked about it any more and nothing new is done under it. Its code is not used again.
create table register.activity_end (
  activity text primary key references register.activity (code),
  reason text not null,
  entered_by text not null,
  ended_at timestamptz not null,
  receipt uuid not null
);
create trigger immutable before update or delete on register.activity_end
  for each row execute function register.refuse_change();

-- Whether an entrustee may entrust somebody else (PIPL 21(3)): the DPO's entries, the newest counts.
create table register.sub_entrustment_entry (
  id bigint generated always as identity primary key,
  activity text not null references register.activity (code),
  recipient text not null,
  sub_entrustee text not null,
  state text not null check (state in ('none', 'approved', 'refused', 'ended')),
  document_hash text,
  entered_by text not null,
  entered_at timestamptz not null,
  receipt uuid not null
);
create index sub_entrustment_entry_newest on register.sub_entrustment_entry (activity, recipient, sub_entrustee, id desc);
create trigger immutable before update or delete on register.sub_entrustment_entry
  for each row execute function register.refuse_change();

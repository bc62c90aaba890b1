-- What the DPO has set about protection: grades of fields, mask levels, limits of reveals, early alerts. A history: nothing is changed or dropped, the
-- newest row of a key counts. `value` null: back to the product's own.
create table vault.policy_act (
  id uuid primary key,
  key text not null,
  value integer,
  grade text check (grade in ('core', 'important', 'general')),
  reason text not null,
  set_by text not null,
  set_at timestamptz not null
);
create index policy_act_newest on vault.policy_act (key, set_at desc, id desc);
create function vault.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end $$;
create trigger immutable before update or delete on vault.policy_act for each row execute function vault.refuse_change();

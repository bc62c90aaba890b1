-- A recorded consent can only be ended or used up, once; a no can only be lifted, once. Neither can be rewritten or dropped.
create function consent.keep_what_was_said() returns trigger language plpgsql as $$
declare
  ends text[] := array['withdrawn_at', 'used_at', 'used_by', 'lifted_at'];
  was jsonb := to_jsonb(old);
  field text;
begin
  if tg_op = 'DELETE' or was - ends <> to_jsonb(new) - ends then
    raise exception '% can only be ended', tg_table_name;
  end if;
  foreach field in array ends loop
    if was -> field <> 'null'::jsonb and was -> field <> to_jsonb(new) -> field then
      raise exception '% has ended already', tg_table_name;
    end if;
  end loop;
  return new;
end $$;

create trigger kept before update or delete on consent."grant"
  for each row execute function consent.keep_what_was_said();
create trigger kept before update or delete on consent.suppression
  for each row execute function consent.keep_what_was_said();

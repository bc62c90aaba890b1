-- Erasing a person moves the records of messages to them to where only a defence in court reads them (decision 0033), and puts nobody in their
-- place here, once: the count of a campaign stays true, who it was does not stay.
alter table engagement.send add column erased_at timestamptz;

create or replace function engagement.keep_message_records() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.erased_at is not null and old.erased_at is null then
    return new;
  end if;
  if tg_op = 'UPDATE' and ((new.id, new.person, new.channel, new.reserved_at, new.erased_at)
        is distinct from (old.id, old.person, old.channel, old.reserved_at, old.erased_at)
      or old.state <> 'reserved' and (new.use, new.receipt) is distinct from (old.use, old.receipt)) then
    raise exception 'who was written to, when and under which permission stays as it is';
  end if;
  if tg_op = 'DELETE' and old.reserved_at + interval '6 months' > now() then
    raise exception 'records of messages are kept at least six months';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;

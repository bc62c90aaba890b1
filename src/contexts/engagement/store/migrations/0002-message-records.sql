-- Records of sending and receiving are kept at least six months (通信短信息服务管理规定 as revised 2026; the older rule said five), whatever the retention of
-- an activity says. Who and when can't be changed at all, the permission not once the message was handed over; what became of it is settled later.
create function engagement.keep_message_records() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and ((new.id, new.person, new.channel, new.reserved_at) is distinct from (old.id, old.person, old.channel, old.reserved_at)
      or old.state <> 'reserved' and (new.use, new.receipt) is distinct from (old.use, old.receipt)) then
    raise exception 'who was written to, when and under which permission stays as it is';
  end if;
  if tg_op = 'DELETE' and old.reserved_at + interval '6 months' > now() then
    raise exception 'records of messages are kept at least six months';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger kept before update or delete on engagement.send
  for each row execute function engagement.keep_message_records();

create function engagement.keep_replies() returns trigger language plpgsql as $$
begin
  if old.at + interval '6 months' > now() then
    raise exception 'records of messages are kept at least six months';
  end if;
  return old;
end $$;
create trigger kept before delete on engagement.inbound
  for each row execute function engagement.keep_replies();

-- Digests of addresses are put under newer index secrets of the vault (decision 0062). A no that was said stays word for word what it was; only the form in
-- which its address is kept may follow, and only to a later secret: 32 bytes are the first one's, later ones stand behind their number.
create function consent.digest_secret(digest bytea) returns bigint language sql immutable as $$
  select case when length(digest) <= 32 then 1
    else get_byte(digest, 0)::bigint * 16777216 + get_byte(digest, 1) * 65536 + get_byte(digest, 2) * 256 + get_byte(digest, 3) end
$$;

create function consent.keep_the_no() returns trigger language plpgsql as $$
declare
  changes text[] := array['lifted_at', 'digest'];
begin
  if tg_op = 'DELETE' or to_jsonb(old) - changes <> to_jsonb(new) - changes or (old.digest is null) <> (new.digest is null)
     or (new.digest <> old.digest and consent.digest_secret(new.digest) <= consent.digest_secret(old.digest)) then
    raise exception '% can only be ended', tg_table_name;
  end if;
  if old.lifted_at is not null and new.lifted_at is distinct from old.lifted_at then
    raise exception '% has ended already', tg_table_name;
  end if;
  return new;
end $$;

drop trigger kept on consent.suppression;
create trigger kept before update or delete on consent.suppression
  for each row execute function consent.keep_the_no();

-- Whoever's address moves must be read again where a change that names the old digest has not been applied yet.
create index change_by_digest on consent.change (digest) where digest is not null;

-- The people of a use of a population, as compressed containers of 65,536 ordinals (decision 0028). A chain is uses of one activity and subject one
-- after another: place 0 holds its people, each further place what changed since the one before. A chunk without a row has nobody, or no change.
create table consent.use_chain (
  chain integer primary key generated always as identity (start with 1 cache 1),
  activity text not null,
  subject text
);
create index use_chain_of_subject on consent.use_chain (activity, subject, chain desc);

create table consent.use_chunk (
  chunk integer not null,
  chain integer not null,
  place smallint not null,
  ends bytea,
  members bytea not null,
  primary key (chunk, chain, place)
);
-- Not compressed again: of a large container only the slice with one segment is read.
alter table consent.use_chunk alter column members set storage external;
create trigger immutable before update or delete on consent.use_chunk
  for each row execute function consent.refuse_change();

-- size: how many people; counts: how many of them in each chunk, four bytes little-endian each; stored: bytes of the containers.
alter table consent.use add column chain integer, add column place smallint, add column size integer, add column counts bytea,
  add column stored integer;

-- Populations that were kept as bits (decision 0021) become chains of one use, their bits containers of 16 segments of 1 + 512 bytes.
alter table consent.use disable trigger immutable;
do $$
declare
  old record;
  begun integer;
  bits bytea;
  part bytea;
  listed bytea;
  ends bytea := decode('', 'hex');
  containers bytea;
begin
  for segment in 1..16 loop
    ends := ends || set_byte(set_byte('\x0000', 0, segment * 513 % 256), 1, segment * 513 / 256);
  end loop;
  for old in select id, activity, subject, population from consent.use where population is not null order by id loop
    insert into consent.use_chain (activity, subject) values (old.activity, old.subject) returning chain into begun;
    bits := old.population || decode(repeat('00', 8192), 'hex');
    listed := decode('', 'hex');
    for number in 0..(octet_length(old.population) + 8191) / 8192 - 1 loop
      part := substring(bits from number * 8192 + 1 for 8192);
      listed := listed || set_byte(set_byte(set_byte('\x00000000', 0, bit_count(part)::integer % 256),
        1, bit_count(part)::integer / 256 % 256), 2, bit_count(part)::integer / 65536);
      containers := decode('', 'hex');
      for segment in 0..15 loop
        containers := containers || '\x20'::bytea || substring(part from segment * 512 + 1 for 512);
      end loop;
      if bit_count(part) > 0 then
        insert into consent.use_chunk (chunk, chain, place, ends, members) values (number, begun, 0, ends, containers);
      end if;
    end loop;
    update consent.use set chain = begun, place = 0, size = bit_count(population)::integer, counts = listed,
      stored = octet_length(listed) / 4 * 8208 where id = old.id;
  end loop;
end $$;
drop index consent.use_of_population;
alter table consent.use drop column population;
alter table consent.use enable trigger immutable;
alter table consent.use add check ((chain is null) = (place is null) and (chain is null) = (size is null)
  and (chain is null) = (counts is null) and (chain is null) = (stored is null));
create index use_of_population on consent.use (id) include (chain, place) where chain is not null;
create unique index use_in_chain on consent.use (chain, place) where chain is not null;

-- Openings of one person that stand side by side in a pack are sealed as one (decision 0030): the first element of openings is the sealed list,
-- bound to the id of the first entry, and each further one holds only its distance from the first, two bytes, big-endian.
alter table evidence.chain set (fillfactor = 80);

-- opening is the sealed text, opening_id the id that it is bound to, opening_at the place of the entry's own opening in it.
create or replace view evidence.entry as
select pack.seq, part.place::integer - 1 as position, pack.made, substring(part.entry from 67 for 36)::uuid as id, part.entry, part.person,
       part.generation, part.n, pack.openings[run.first] as opening, pack.merge_by, pack.key, place.index + part.place - 1 as index,
       substring(pack.entries[run.first] from 67 for 36)::uuid as opening_id, part.place::integer - run.first as opening_at
  from evidence.pack left join evidence.place using (seq),
       unnest(pack.entries, pack.openings, pack.persons, pack.generations, pack.numbers)
         with ordinality as part (entry, opening, person, generation, n, place),
       lateral (select part.place::integer - case when octet_length(part.opening) = 2
                  then get_byte(part.opening, 0) * 256 + get_byte(part.opening, 1) else 0 end as first) as run;

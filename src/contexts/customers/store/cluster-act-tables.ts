import type { ActRow, ActTable } from '../../evidence/index.ts';

const EARLIEST = '00000000-0000-0000-0000-000000000000';

/** Merges and splits. The last one of a record left it under a head, or alone. */
const clusterEvents: ActTable = {
  name: 'customers.cluster_event',
  kinds: ['identity'],
  rowsOf: (tx, acts) =>
    tx.query<ActRow>(
      `select e.id::text as row, e.receipt, null::uuid as person, e.at as time, jsonb_build_object('event', e.id, 'act', e.kind, 'because', e.because,
         'by', e.made_by, 'reason', e.reason, 'undoes', e.undoes, 'use', e.use, 'records', cardinality(e.ordinals),
         'members', encode(sha256(convert_to('[[' || array_to_string(e.ordinals, ',') || '],[' || array_to_string(e.before, ',') || '],['
            || array_to_string(e.after, ',') || ']]', 'utf8')), 'hex')) as facts,
         -- A split and the merge that follows it are of one time, and the clocks of servers may differ by two minutes: any of those had the last word.
         case when exists (select from unnest(e.ordinals) as own (ordinal) left join customers.cluster_member m on m.ordinal = own.ordinal
              where not exists (select from customers.cluster_event l where l.ordinals @> array[own.ordinal] and l.at > e.at)
                and not exists (select from customers.cluster_event l where l.ordinals @> array[own.ordinal]
                  and l.at > e.at - interval '2 minutes' and l.after[array_position(l.ordinals, own.ordinal)] = coalesce(m.head, -1)))
           then 'the groups that it left' end as wrong
        from customers.cluster_event e where e.receipt = any($1::uuid[])`,
      [acts.map(({ receipt }) => receipt)],
    ),
  receipts: (tx, after, limit) =>
    tx.query('select id::text as row, receipt from customers.cluster_event where id > $1::uuid order by id limit $2', [
      after ?? EARLIEST,
      limit,
    ]),
};

/** Records that are held to be one human now. What stands for each is the last event that put it under its head, unless a later one took it away. */
const members: ActTable = {
  name: 'customers.cluster_member',
  kinds: ['identity'],
  // What became of the records of an event is asked where the event is.
  expects: () => false,
  rowsOf: async () => [],
  receipts: (tx, after, limit) =>
    tx.query(
      `select m.ordinal::text as row, (select e.receipt from customers.cluster_event e where e.ordinals @> array[m.ordinal]
           and e.after[array_position(e.ordinals, m.ordinal)] = m.head
           and not exists (select from customers.cluster_event l where l.ordinals @> array[m.ordinal] 
             and l.at > e.at + interval '2 minutes') limit 1) as receipt
        from customers.cluster_member m where m.ordinal > $1::int order by m.ordinal limit $2`,
      [after ?? '0', limit],
    ),
};

/** Linked records, as the self-check compares them with the log. */
export const clusterActTables: readonly ActTable[] = [clusterEvents, members];

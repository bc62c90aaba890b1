import type { ActRow, ActTable } from '../../evidence/index.ts';

const EARLIEST = '00000000-0000-0000-0000-000000000000';

/** Searches for what a letter carries. A row stays for a day, or until somebody whom it found is erased; its entry stays. */
const searches: ActTable = {
  name: 'rights.search',
  kinds: ['search'],
  expects: () => false,
  rowsOf: (tx, acts) =>
    tx.query<ActRow>(
      `select s.id::text as row, s.receipt, null::uuid as person, s.at as time, jsonb_build_object('search', s.id, 'by', s.by) as facts,
         case when a.found <> cardinality(s.persons) then 'how many people it found' end as wrong
        from unnest($1::uuid[], $2::int[]) as a (receipt, found) join rights.search s using (receipt)`,
      [acts.map(({ receipt }) => receipt), acts.map(({ payload }) => foundBy(payload?.['found']))],
    ),
  receipts: (tx, after, limit) =>
    tx.query('select id::text as row, receipt from rights.search where id > $1::uuid order by id limit $2', [
      after ?? EARLIEST,
      limit,
    ]),
};

function foundBy(found: unknown): number | null {
  const { people, erased } = (found ?? {}) as { readonly people?: number; readonly erased?: number };
  return people === undefined || erased === undefined ? null : people + erased;
}

/** The acts in the tables of rights, for the self-check of the log. */
export const rightsActTables: readonly ActTable[] = [searches];

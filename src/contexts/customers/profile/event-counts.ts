import type { Tx } from '../../../platform/database/index.ts';

/** How often something of one kind was collected about somebody, and when last. */
export interface CollectedCount {
  readonly name: string;
  readonly count: number;
  readonly latest: Date;
}

/** What these people did as the log holds it, by the name of the event (names are declared in tracking plans), the most frequent first; no values. */
export async function eventCounts(tx: Tx, persons: readonly string[]): Promise<CollectedCount[]> {
  return tx.query<CollectedCount>(
    `select e.name, count(*)::int as count, max(e.happened_at) as latest
       from customers.person p join customers.event e using (ordinal)
      where p.id = any ($1::uuid[]) and e.name not like '$%' group by 1 order by 2 desc, 1 limit 200`,
    [persons],
    'customers.event-counts',
  );
}

/** The general traits that were inferred about these people (age band, province, computed values), by name; no values. */
export async function traitCounts(tx: Tx, persons: readonly string[]): Promise<CollectedCount[]> {
  return tx.query<CollectedCount>(
    `select substring(e.name from 8) as name, count(*)::int as count, max(e.happened_at) as latest
       from customers.person p join customers.event e using (ordinal)
      where p.id = any ($1::uuid[]) and e.name like '$trait.%' and e.name <> '$trait.organisation' group by 1 order by 2 desc, 1 limit 200`,
    [persons],
    'customers.trait-counts',
  );
}

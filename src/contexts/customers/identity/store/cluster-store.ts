import type { Tx } from '../../../../platform/database/index.ts';
import { appendHeads } from '../../events/event-log.ts';

/** The records that are held to be one human: `head` has the lowest ordinal; somebody alone is their own head and only record. */
export interface Cluster {
  readonly head: { readonly person: string; readonly ordinal: number };
  readonly records: readonly { readonly person: string; readonly ordinal: number }[];
}

/** A record with the head of its cluster; null: alone. */
export interface HeadOf {
  readonly ordinal: number;
  readonly head: number | null;
}

/** The cluster of a person, its records in the order of their ordinals; undefined when nobody is known by the id. */
export async function clusterOf(tx: Tx, person: string): Promise<Cluster | undefined> {
  const records = await tx.query<{ person: string; ordinal: number }>(
    `select p.id as person, p.ordinal from customers.person p
      where p.id = $1 or p.ordinal in (
        select k.ordinal from customers.cluster_member k where k.head = (
          select m.head from customers.cluster_member m join customers.person o on o.ordinal = m.ordinal where o.id = $1))
      order by p.ordinal`,
    [person],
    'customers.cluster-of',
  );
  const [head] = records;
  return head === undefined || !records.some((record) => record.person === person) ? undefined : { head, records };
}

/** The heads of these records and of everybody in a cluster with them, by ordinal; who is alone is absent. */
export async function headsAround(tx: Tx, ordinals: readonly number[]): Promise<Map<number, number>> {
  const rows = await tx.query<{ ordinal: number; head: number }>(
    `select ordinal, head from customers.cluster_member
      where head in (select head from customers.cluster_member where ordinal = any($1::int[]))`,
    [ordinals],
    'customers.heads-around',
  );
  return new Map(rows.map(({ ordinal, head }) => [ordinal, head]));
}

/** Moves records to other heads, and tells DuckDB through the log of events. */
export async function writeHeads(tx: Tx, moved: readonly HeadOf[], at: Date): Promise<void> {
  if (moved.length === 0) return;
  const alone = moved.filter(({ head }) => head === null).map(({ ordinal }) => ordinal);
  const joined = moved.flatMap(({ ordinal, head }) => (head === null ? [] : [{ ordinal, head }]));
  if (alone.length > 0)
    await tx.execute(
      'delete from customers.cluster_member where ordinal = any($1::int[])',
      [alone],
      'customers.leave-cluster',
    );
  if (joined.length > 0)
    await tx.execute(
      `insert into customers.cluster_member (ordinal, head)
       select ordinal, head from unnest($1::int[], $2::int[]) as moved (ordinal, head)
       on conflict (ordinal) do update set head = excluded.head`,
      [joined.map(({ ordinal }) => ordinal), joined.map(({ head }) => head)],
      'customers.join-cluster',
    );
  await appendHeads(tx, moved, at);
}

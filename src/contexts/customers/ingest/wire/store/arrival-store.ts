import type { Tx } from '../../../../../platform/database/index.ts';

/** A body as it arrived, sealed. */
export interface Arrival {
  readonly id: string;
  readonly source: string;
  /** How the body is to be read: a Segment call, or "sensors". */
  readonly wire: string;
  readonly receivedAt: Date;
  readonly events: number;
  readonly body: Buffer;
}

/** Appends arrivals; each is sent as it is, since a list of byte strings would be written out as text. */
export async function appendArrivals(tx: Tx, arrivals: readonly Arrival[]): Promise<void> {
  await tx.inOrder(
    ...arrivals.map(
      (each) => () =>
        tx.execute(
          'insert into customers.arrival (id, source, wire, received_at, events, body) values ($1, $2, $3, $4, $5, $6)',
          [each.id, each.source, each.wire, each.receivedAt, each.events, each.body],
          'customers.append-arrival',
        ),
    ),
  );
}

/** Whether this transaction alone may file arrivals; let go at its end. */
export async function lockFiling(tx: Tx): Promise<boolean> {
  const row = await tx.one<{ got: boolean }>(
    `select pg_try_advisory_xact_lock(hashtext('customers.arrival')) as got`,
    [],
    'customers.lock-filing',
  );
  return row.got;
}

/** When the oldest arrival came. */
export async function oldestArrival(tx: Tx): Promise<Date | undefined> {
  const row = await tx.first<{ receivedAt: Date }>(
    'select received_at as "receivedAt" from customers.arrival order by seq limit 1',
    [],
    'customers.oldest-arrival',
  );
  return row?.receivedAt;
}

/** The oldest arrivals with about `events` events, at least one arrival, in the order of their coming. */
export async function oldestArrivals(tx: Tx, events: number): Promise<(Arrival & { seq: number })[]> {
  return tx.query<Arrival & { seq: number }>(
    `select seq, id, source, wire, received_at as "receivedAt", events, body
       from (select *, sum(events) over (order by seq) - events as before
               from (select * from customers.arrival order by seq limit 500) as oldest) as arrival
      where before < $1 order by seq`,
    [events],
    'customers.oldest-arrivals',
  );
}

export async function deleteArrivals(tx: Tx, seqs: readonly number[]): Promise<void> {
  await tx.execute('delete from customers.arrival where seq = any($1::bigint[])', [seqs], 'customers.delete-arrivals');
}

/** How much waits to be filed, and since when the oldest. */
export async function waitingArrivals(tx: Tx): Promise<{ source: string; events: number; oldest: Date }[]> {
  return tx.query(
    `select source, sum(events)::int as events, min(received_at) as oldest from customers.arrival group by source`,
  );
}

/** Remembers events that left no row in the log; returns the keys that were not known before. */
export async function rememberFiled(tx: Tx, rowKeys: readonly string[], at: Date): Promise<Set<string>> {
  const rows = await tx.query<{ rowKey: string }>(
    `insert into customers.filed_event (row_key, filed_at) select unnest($1::uuid[]), $2
     on conflict do nothing returning row_key as "rowKey"`,
    [rowKeys, at],
    'customers.remember-filed',
  );
  return new Set(rows.map((row) => row.rowKey));
}

/** Which of these keys were filed without a row. */
export async function filedBefore(tx: Tx, rowKeys: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ rowKey: string }>(
    'select row_key as "rowKey" from customers.filed_event where row_key = any($1::uuid[])',
    [rowKeys],
    'customers.filed-before',
  );
  return new Set(rows.map((row) => row.rowKey));
}

export async function forgetFiled(tx: Tx, before: Date): Promise<void> {
  await tx.execute('delete from customers.filed_event where filed_at < $1', [before], 'customers.forget-filed');
}

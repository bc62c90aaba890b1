import type { Tx } from '../../../../platform/database/index.ts';

/** Under which number a receiver holds somebody. */
export interface OutsideRow {
  readonly id: string;
  readonly receiver: string;
  readonly person: string;
  readonly digest: Buffer;
  readonly sealed: Buffer;
  readonly erasedAt: Date | null;
}

/** Adds numbers of one receiver; those that are known stay. */
export async function insertOutside(tx: Tx, rows: readonly Omit<OutsideRow, 'erasedAt'>[], at: Date): Promise<number> {
  let added = 0;
  for (const { id, receiver, person, digest, sealed } of rows)
    added += await tx.execute(
      `insert into customers.outside_person (id, receiver, person, digest, sealed, linked_at) values ($1, $2, $3, $4, $5, $6)
       on conflict (receiver, digest) do nothing`,
      [id, receiver, person, digest, sealed, at],
      'customers.insert-outside',
    );
  return added;
}

/** The numbers of a receiver by their digests. */
export async function findOutside(tx: Tx, receiver: string, digests: readonly Buffer[]): Promise<OutsideRow[]> {
  return tx.query<OutsideRow>(
    `select id, receiver, person, digest, sealed, erased_at as "erasedAt" from customers.outside_person
      where receiver = $1 and digest = any($2::bytea[])`,
    [receiver, digests],
    'customers.find-outside',
  );
}

/** The sealed number behind a message; undefined when it is gone. */
export async function outsideOf(tx: Tx, id: string): Promise<{ sealed: Buffer } | undefined> {
  return tx.first('select sealed from customers.outside_person where id = $1', [id], 'customers.outside-of');
}

/** Marks a person's numbers: what is to be told of them from now on is that the person was erased. */
export async function markErased(tx: Tx, person: string, at: Date): Promise<void> {
  await tx.execute('update customers.outside_person set erased_at = $2 where person = $1 and erased_at is null', [
    person,
    at,
  ]);
}

/** Removes numbers of erased people of whom nothing is left to be told; returns how many. */
export async function forgetErased(tx: Tx): Promise<number> {
  return tx.execute(
    `delete from customers.outside_person o where erased_at is not null
        and not exists (select 1 from customers.outbox b where b.outside = o.id and b.acknowledged_at is null)`,
    [],
    'customers.forget-outside',
  );
}

/** Notes that numbers stand on a list of their receiver. */
export async function markListed(tx: Tx, ids: readonly string[], list: string): Promise<void> {
  await tx.execute('update customers.outside_person set list = $2 where id = any($1::uuid[])', [ids, list]);
}

/** A comparison of a receiver's list with ours. */
export interface Reconciliation {
  readonly id: string;
  readonly receiver: string;
  readonly list: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly held: number;
  readonly linked: number;
  readonly unknown: number;
  readonly erased: number;
  readonly missing: number | null;
}

const COLUMNS = `id, receiver, list, started_at as "startedAt", finished_at as "finishedAt", held, linked, unknown, erased, missing`;

/** The comparison for a list, begun with its first part. */
export async function openReconciliation(
  tx: Tx,
  begun: { id: string; receiver: string; list: string; at: Date },
): Promise<Reconciliation> {
  await tx.execute(
    'insert into customers.reconciliation (id, receiver, list, started_at) values ($1, $2, $3, $4) on conflict (receiver, list) do nothing',
    [begun.id, begun.receiver, begun.list, begun.at],
  );
  return tx.one<Reconciliation>(
    `select ${COLUMNS} from customers.reconciliation where receiver = $1 and list = $2 for update`,
    [begun.receiver, begun.list],
  );
}

export async function addToReconciliation(
  tx: Tx,
  id: string,
  counts: { held: number; linked: number; unknown: number; erased: number },
): Promise<void> {
  await tx.execute(
    'update customers.reconciliation set held = held + $2, linked = linked + $3, unknown = unknown + $4, erased = erased + $5 where id = $1',
    [id, counts.held, counts.linked, counts.unknown, counts.erased],
  );
}

/** Ends a comparison: what of ours stood not on the list is counted. */
export async function finishReconciliation(tx: Tx, row: Reconciliation, at: Date): Promise<void> {
  await tx.execute(
    `update customers.reconciliation set finished_at = $2,
            missing = (select count(*) from customers.outside_person where receiver = $3 and erased_at is null and list is distinct from $1 and linked_at < $4)
      where id = $1`,
    [row.id, at, row.receiver, row.startedAt],
  );
}

/** The newest comparison of each receiver. */
export async function newestReconciliations(tx: Tx): Promise<Reconciliation[]> {
  return tx.query<Reconciliation>(
    `select distinct on (receiver) ${COLUMNS} from customers.reconciliation order by receiver, started_at desc`,
  );
}

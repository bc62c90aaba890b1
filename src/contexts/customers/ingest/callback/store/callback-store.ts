import type { Tx } from '../../../../../platform/database/index.ts';

/** A message of another system, sealed under the service ring. */
export interface CallbackRow {
  readonly id: string;
  readonly source: string;
  readonly digest: Buffer;
  readonly content: Buffer;
  readonly receivedAt: Date;
  readonly body: Buffer;
}

/** Keeps a message; false when one with the same digest came before. */
export async function insertCallback(tx: Tx, row: CallbackRow): Promise<boolean> {
  const added = await tx.execute(
    `insert into customers.callback (id, source, digest, content, received_at, body) values ($1, $2, $3, $4, $5, $6)
     on conflict (source, digest) do nothing`,
    [row.id, row.source, row.digest, row.content, row.receivedAt, row.body],
    'customers.insert-callback',
  );
  return added === 1;
}

/** The digest of the content that came under a message's digest. */
export async function contentOf(tx: Tx, source: string, digest: Buffer): Promise<Buffer | undefined> {
  const row = await tx.first<{ content: Buffer }>(
    'select content from customers.callback where source = $1 and digest = $2',
    [source, digest],
    'customers.callback-content',
  );
  return row?.content;
}

/** The oldest messages that wait, in the order of their coming. */
export async function waitingCallbacks(tx: Tx, most: number): Promise<(CallbackRow & { seq: string })[]> {
  return tx.query(
    `select seq::text as seq, id, source, digest, content, received_at as "receivedAt", body from customers.callback
      where body is not null order by customers.callback.seq limit $1`,
    [most],
    'customers.waiting-callbacks',
  );
}

/** How many wait at each source, and since when the oldest. */
export async function callbacksWaiting(tx: Tx): Promise<{ source: string; events: number; oldest: Date }[]> {
  return tx.query(
    `select source, count(*)::int as events, min(received_at) as oldest from customers.callback where body is not null group by source`,
  );
}

/** Marks messages as filed; their content goes. */
export async function markFiled(tx: Tx, seqs: readonly string[], at: Date): Promise<void> {
  await tx.execute(
    'update customers.callback set body = null, filed_at = $2 where seq = any($1::bigint[])',
    [seqs, at],
    'customers.mark-callbacks',
  );
}

/** Forgets which messages were filed before an instant. */
export async function forgetCallbacks(tx: Tx, before: Date): Promise<void> {
  await tx.execute('delete from customers.callback where filed_at < $1', [before], 'customers.forget-callbacks');
}

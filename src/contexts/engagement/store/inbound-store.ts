import type { Tx } from '../../../platform/database/index.ts';

/** A reply from a phone that waits to take effect. */
export interface Inbound {
  readonly id: string;
  readonly sealed: Buffer | null;
  readonly processedAt: Date | null;
}

/** False if this very reply was pushed before. */
export async function insertInbound(
  tx: Tx,
  entry: { id: string; sequenceDigest: Buffer; kind: 'opt-out' | 'other'; at: Date; sealed: Buffer | null },
): Promise<boolean> {
  const count = await tx.execute(
    `insert into engagement.inbound (id, sequence_digest, kind, at, sealed) values ($1, $2, $3, $4, $5)
     on conflict (sequence_digest) do nothing`,
    [entry.id, entry.sequenceDigest, entry.kind, entry.at, entry.sealed],
  );
  return count === 1;
}

export async function lockInbound(tx: Tx, id: string): Promise<Inbound | undefined> {
  return tx.first<Inbound>(
    'select id, sealed, processed_at as "processedAt" from engagement.inbound where id = $1 for update',
    [id],
  );
}

export async function markProcessed(tx: Tx, id: string, records: number, at: Date): Promise<void> {
  await tx.execute('update engagement.inbound set sealed = null, records = $2, processed_at = $3 where id = $1', [
    id,
    records,
    at,
  ]);
}
